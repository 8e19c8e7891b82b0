import type { Keyspace } from "../core/names.ts";
import { Fault } from "./fault.ts";
import type { Vitess } from "./ports.ts";
import { primariesOf } from "./watch/read-move.ts";

/**
 * Has the tablets of these shards read their records, and is sure that each primary has: a primary denies until then, and no call tells
 * whether it does (vitess.md, second run 5). Throws a Fault of kind `refused`, which names whom it is not sure of.
 */
export async function refreshed(vitess: Vitess, keyspace: string, shards: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const shard of shards) {
    const { whole, missed } = await vitess.refreshShard(keyspace as Keyspace, shard);
    if (whole) continue;
    const unsure = await unsurePrimary(vitess, keyspace as Keyspace, shard);
    if (unsure !== undefined)
      missing.push(`${unsure} of ${keyspace}/${shard}${missed.length === 0 ? "" : ` (did not answer: ${missed.join(", ")})`}`);
  }
  if (missing.length > 0)
    throw new Fault("refused", `the record is clean, and the primary has not been seen to read it: ${missing.join("; ")}`);
}

/** Where some tablet did not answer, the primary is asked by itself; its name, if it does not answer either. */
async function unsurePrimary(vitess: Vitess, keyspace: Keyspace, shard: string): Promise<string | undefined> {
  const primary = primariesOf(await vitess.tablets(keyspace)).find((tablet) => tablet.shard === shard);
  if (primary === undefined) return "the primary";
  try {
    await vitess.refreshTablet(primary.alias);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return primary.alias;
    throw error;
  }
}
