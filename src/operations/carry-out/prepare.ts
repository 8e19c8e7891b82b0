import type { Execution } from "../../core/operation/executions.ts";
import { verbOf } from "../../core/operation/operations.ts";
import type { Seen, Sight } from "../../core/operation/sight.ts";
import { rulesText } from "../../core/rules/change.ts";
import { Fault } from "../fault.ts";
import { saveRules } from "../rules/around-step.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * Everything that a call needs beside its message, done before it is recorded: the connection stands, credentials are there, the rules are
 * saved. Once a step, however often it is prepared. Nothing when a restore must look again.
 */
export async function prepare(deps: CarryOutDeps, { id, move, proposal, done }: Execution, seen: Seen): Promise<Sight> {
  try {
    const vitess = deps.vitess(move.cluster);
    await vitess.connect();
    // It replaces whole documents: what somebody wrote since the look would be lost with them.
    if (proposal.kind === "restore" && rulesText(await vitess.rules()) !== rulesText(seen.rules)) return { kind: "nothing" };
    const key = `${id}:${done.filter(({ did }) => did === "step").length}`;
    return { kind: "prepared", seen, snapshot: await saveRules(deps, move, { step: verbOf(proposal), key }, seen.rules) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unreadable", fault: { kind: error.kind, text: error.message } };
  }
}
