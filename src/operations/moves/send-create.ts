import type { MoveName } from "../../core/vitess/names.ts";
import type { CreateOptions } from "../../core/options/options.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/**
 * Sends the create. If it times out, but its workflow exists, it succeeded. The same holds if this is a second run: the other run has
 * created the workflow meanwhile.
 */
export async function sendCreate(
  vitess: Vitess,
  name: MoveName,
  { options, isSecondRun, waitMs }: { readonly options: CreateOptions; readonly isSecondRun: boolean; readonly waitMs: number },
): Promise<{ readonly fault?: Fault; readonly isCut?: true }> {
  const fault = await attempt(() => vitess.createMove(name, options, waitMs));
  if (!(fault instanceof Fault)) return {};
  const isCut = fault.kind === "timed-out";
  const isUnheard = isCut || fault.kind === "unreachable";
  if (!(isUnheard || isSecondRun) || !(await isCreated(vitess, name, fault))) return { fault };
  return isCut ? { isCut } : {};
}

/** Throws the call's own fault if Vitess cannot say what exists; a later reading then ends the move or continues it. */
async function isCreated(vitess: Vitess, name: MoveName, callFailed: Fault): Promise<boolean> {
  const workflows = await ignoreFault(() => vitess.workflows(name.targetKeyspace, { workflow: name.workflow }));
  if (workflows === undefined) throw callFailed;
  return workflows.length > 0;
}
