import type { Execution } from "../../core/acts/executions.ts";
import { heldLock } from "../../core/state/locks.ts";
import { moveId } from "../../core/names.ts";
import type { LockHolder } from "../../core/readings.ts";
import { Fault } from "../fault.ts";
import type { VerbDeps } from "../deps.ts";

/** After a rescue: says which lock still blocks switch and cancel, since no call of Vitess's removes it (23.0.3 item 23). Told once. */
export async function tellLockLeft(deps: Pick<VerbDeps, "records" | "vitess">, { id, move, act, outcome }: Execution): Promise<void> {
  if (act.verb !== "rescue" || (outcome?.kind !== "succeeded" && outcome?.kind !== "already-so")) return;
  const lock = heldLock(move, await holdersOf(deps, move));
  if (lock === undefined) return;
  await deps.records.addEntry(moveId(move), { kind: "lock-left", ...lock }, `lock-left:${id}`);
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
