import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import type { CancelOptions } from "../../core/options.ts";
import { requestOperation } from "../requests/request-operation.ts";
import type { Asker, VerbDeps } from "../deps.ts";

/**
 * Asks for Workflow delete. On Vitess 18 and later that is a cancel by another name. Before, it removes the streams and leaves everything
 * else (12 kept all rules: recording 04-cancel-start-stop/092), whatever was asked for: so that is what is asked for, shown and judged.
 */
export async function askDelete(deps: VerbDeps, move: Move, options: CancelOptions, asker: Asker): Promise<Answer> {
  const { dialect } = await deps.vitess(move.name.cluster).version();
  const so = dialect === "legacy" ? { ...options, keepData: true, keepRoutingRules: true } : options;
  return requestOperation(deps, move, { verb: "delete", options: so }, asker);
}
