import type { Keyspace, MoveName, Shard, TableName } from "../../core/vitess/names.ts";
import { findStillDenied, pickKeyspaceToUnblock, type RescueFacts } from "../../core/operation/request/facts.ts";
import type { Seen } from "../../core/operation/execution/sight.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { ensureRefreshed } from "../readings/refreshed.ts";

/** A shard whose writes are unblocked, and the tables that its record still denies. */
export interface ShardToUnblock {
  readonly keyspace: Keyspace;
  readonly shard: Shard;
  readonly tables: readonly TableName[];
}

/**
 * Every shard of the side, including those whose record is clean: somebody may have cleaned it without refreshing a tablet. It reads
 * nothing, because in an outage reading a shard's record can take longer than a recorded call stays fresh.
 */
export function listShardsToUnblock(facts: RescueFacts, move: MoveName, { look }: Seen): readonly ShardToUnblock[] {
  if (look.kind !== "workflow") throw new Error("a rescue without a look at its move");
  const denied = facts.refreshOnly === true ? [] : findStillDenied({ move, ...facts }, look.reading);
  const keyspace = pickKeyspaceToUnblock(move, facts);
  const shards = facts.side === "source" ? facts.sourceShards : facts.targetShards;
  return shards.map((shard) => ({ keyspace, shard, tables: denied.find((one) => one.shard === shard)?.tables ?? [] }));
}

/**
 * Cleans every shard's record and makes its tablets read it at once, all shards in parallel, so that no shard waits for another one's
 * record or dead tablets. Throws the fault of the first shard that failed, but prefers a held lock, which is worth another try.
 */
export async function unblockShards(vitess: Vitess, isFresh: () => boolean, shards: readonly ShardToUnblock[]): Promise<void> {
  const results = await Promise.allSettled(shards.map((one) => unblockShard(vitess, isFresh, one)));
  const errors = results.flatMap((one): readonly unknown[] => (one.status === "rejected" ? [one.reason] : []));
  const faults = errors.filter((error) => error instanceof Fault);
  if (faults.length < errors.length) throw new AggregateError(errors, "Unblocking writes met a defect");
  const sent = faults.filter(({ nothingSent }) => !nothingSent);
  const worst = sent.find(({ kind }) => kind === "busy") ?? sent[0] ?? faults[0];
  if (worst === undefined) return;
  // Another shard's message was sent.
  throw worst.nothingSent && faults.length < shards.length ? new Fault(worst.kind, worst.message, { cause: worst }) : worst;
}

/**
 * Vitess 20 and earlier refuse to allow a table that is not denied (issue #15963). The refresh needs no fresh record: a tablet may read the
 * topology at any time.
 */
async function unblockShard(vitess: Vitess, isFresh: () => boolean, { keyspace, shard, tables }: ShardToUnblock): Promise<void> {
  if (tables.length > 0) await vitess.whileFresh(isFresh).allowTables(keyspace, shard, tables);
  await ensureRefreshed(vitess, keyspace, shard);
}
