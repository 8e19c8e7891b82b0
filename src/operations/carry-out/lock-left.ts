import type { Execution } from "../../core/executions.ts";
import { moveId } from "../../core/names.ts";
import type { LockHolder } from "../../core/readings.ts";
import { Fault } from "../fault.ts";
import type { VerbDeps } from "../deps.ts";

/** The lock of a vtctld that died goes with its lease at the latest (vitess.md §2.5). */
const A_LOCK_LASTS_MS = 24 * 60 * 60_000;

/** After a rescue: says which lock still blocks switch and cancel, since no call of Vitess's removes it (23.0.3 item 23). Told once. */
export async function tellLockLeft(deps: Pick<VerbDeps, "records" | "vitess">, { id, move, act, outcome }: Execution): Promise<void> {
  if (act.verb !== "rescue" || (outcome?.kind !== "succeeded" && outcome?.kind !== "already-so")) return;
  const [holder] = (await holdersOf(deps, move)).toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0));
  if (holder === undefined) return;
  const path = `/global/internal/named_locks/${move.targetKeyspace}/${move.workflow}/locks`;
  const lapsesBy = holder.since === undefined ? {} : { lapsesBy: holder.since + A_LOCK_LASTS_MS };
  await deps.records.addEntry(moveId(move), { kind: "lock-left", holder, path, ...lapsesBy }, `lock-left:${id}`);
}

/** The outcome stands, whether or not the lock can be read now. */
async function holdersOf(deps: Pick<VerbDeps, "vitess">, move: Execution["move"]): Promise<readonly LockHolder[]> {
  try {
    return await deps.vitess(move.cluster).lockHolders(move);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}
