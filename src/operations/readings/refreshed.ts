import type { Keyspace, TabletAlias } from "../../core/vitess/names.ts";
import { Fault } from "../fault.ts";
import type { Refreshed, Vitess } from "../ports.ts";
import { primariesOf } from "./read-move.ts";

type Refreshes = Pick<Vitess, "tablets" | "refreshShard" | "refreshTablet">;

/**
 * Has the tablets of a shard read its record, and makes sure that the primary has: a primary denies until then, and no call tells whether
 * it does (docs/facts/denied-tables.md#record-and-tablet). It asks the primary first and by itself, so that no dead replica keeps
 * applications waiting. Throws a Fault, of kind `refused` where Vitess answered, which names the tablets it is not sure of.
 */
export async function refreshed(vitess: Refreshes, keyspace: string, shard: string): Promise<void> {
  const primary = await primaryOf(vitess, keyspace as Keyspace, shard);
  const isSure = primary !== undefined && (await faultOf(() => vitess.refreshTablet(primary))) === undefined;
  let rest: Refreshed | undefined;
  const fault = await faultOf(async () => {
    rest = await vitess.refreshShard(keyspace as Keyspace, shard);
  });
  // Nobody else denies anything: what the rest did not read gives or takes nothing.
  if (isSure || rest?.whole === true) return;
  if (fault !== undefined) throw fault;
  const missed = rest?.missed ?? [];
  const others = missed.length === 0 ? "" : ` (did not answer: ${missed.join(", ")})`;
  const whom = `${primary ?? "the primary"} of ${keyspace}/${shard}${others}`;
  throw new Fault("refused", `the record is clean, and the primary has not been seen to read it: ${whom}`);
}

/** Undefined too where the tablets cannot be listed: the shard is asked as a whole then. */
async function primaryOf(vitess: Refreshes, keyspace: Keyspace, shard: string): Promise<TabletAlias | undefined> {
  let primary: TabletAlias | undefined;
  await faultOf(async () => {
    primary = primariesOf(await vitess.tablets(keyspace)).find((tablet) => tablet.shard === shard)?.alias;
  });
  return primary;
}

async function faultOf(work: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
