import type { Keyspace, TabletAlias, Shard } from "../../core/vitess/names.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "./read-move.ts";

type Refreshes = Pick<Vitess, "tablets" | "refreshShard" | "refreshTablet">;

/**
 * Makes the tablets of a shard read its record, and makes sure that the primary has: until then the primary denies writes, and no call
 * tells whether it does (docs/facts/denied-tables.md#record-and-tablet). Refreshes the primary first and alone, so that no dead replica
 * keeps applications waiting. Throws a Fault that names the tablets in doubt; its kind is `refused` if Vitess answered.
 */
export async function ensureRefreshed(vitess: Refreshes, keyspace: Keyspace, shard: Shard): Promise<void> {
  const primary = await readPrimaryAlias(vitess, keyspace, shard);
  const isSure = primary !== undefined && !((await attempt(() => vitess.refreshTablet(primary))) instanceof Fault);
  const rest = await attempt(() => vitess.refreshShard(keyspace, shard));
  // Only the primary denies writes, so it does not matter what the rest did not read.
  if (isSure) return;
  if (rest instanceof Fault) throw rest;
  if (rest.whole) return;
  const others = rest.missed.length === 0 ? "" : ` (did not answer: ${rest.missed.join(", ")})`;
  const whom = `${primary ?? "the primary"} of ${keyspace}/${shard}${others}`;
  throw new Fault("refused", `the record is clean, and the primary has not been seen to read it: ${whom}`);
}

/** Undefined also if the tablets cannot be listed; then only the whole shard is refreshed. */
async function readPrimaryAlias(vitess: Refreshes, keyspace: Keyspace, shard: Shard): Promise<TabletAlias | undefined> {
  const tablets = (await ignoreFault(() => vitess.tablets(keyspace))) ?? [];
  return listPrimaries(tablets).find((tablet) => tablet.shard === shard)?.alias;
}
