import type { Execution } from "../../core/acts/executions.ts";
import type { RestoreOptions } from "../../core/acts/acts.ts";
import type { Instant } from "../../core/readings.ts";
import type { ActReading } from "../../core/rules/restore.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/**
 * What a restore is judged by: the whole rules now, those of its snapshot, and who holds the workflow's lock. Nothing of tables or streams
 * is asked, so that rules can be put back while a keyspace does not answer, and after the workflow is gone.
 */
export async function lookAtRules(
  { records }: { readonly records: Pick<Records, "snapshot"> },
  vitess: Pick<Vitess, "rules" | "lockHolders">,
  { move }: Pick<Execution, "move">,
  { snapshot }: RestoreOptions,
  at: Instant,
): Promise<ActReading> {
  const [lockHolders, now, saved] = await Promise.all([vitess.lockHolders(move), vitess.rules(), records.snapshot(move.cluster, snapshot)]);
  return {
    at,
    tableCopy: [],
    rules: now,
    denied: [],
    sourceTables: [],
    targetTables: [],
    lockHolders,
    ...(saved === undefined ? {} : { restore: { now, saved: saved.rules } }),
  };
}
