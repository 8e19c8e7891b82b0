import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import type { CancelOptions } from "../../core/options/options.ts";
import { requestOperation } from "../requests/request-operation.ts";
import type { Asker, VerbDeps } from "../deps.ts";

/**
 * Requests Workflow delete. From Vitess 18 on that is another name for cancel. Before, it removes only the streams
 * (docs/facts/old-releases.md#delete-leaves-the-rest), whatever the options say: so Tandem requests, shows and checks just that.
 */
export async function requestDelete(deps: VerbDeps, move: Move, options: CancelOptions, asker: Asker): Promise<Answer> {
  const { dialect } = await deps.vitess(move.name.cluster).version();
  const so = dialect === "legacy" ? { ...options, keepData: true, keepRoutingRules: true } : options;
  return requestOperation(deps, move, { verb: "delete", options: so }, asker);
}
