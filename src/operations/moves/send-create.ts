import type { MoveName } from "../../core/vitess/names.ts";
import type { CreateOptions } from "../../core/options/options.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/**
 * A create that timed out may have made its workflow: then it is there, and that is what was wanted. The same of one that was begun before:
 * the other run has made it meanwhile.
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
  if (!(isUnheard || isSecondRun) || !(await isThere(vitess, name, fault))) return { fault };
  return isCut ? { isCut } : {};
}

/** When nobody can say what is there now, the call's own failure is what there is to tell, and a later reading ends the move or goes on. */
async function isThere(vitess: Vitess, name: MoveName, callFailed: Fault): Promise<boolean> {
  const workflows = await ignoreFault(() => vitess.workflows(name.targetKeyspace, { workflow: name.workflow }));
  if (workflows === undefined) throw callFailed;
  return workflows.length > 0;
}
