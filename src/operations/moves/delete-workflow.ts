import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import type { CancelOptions } from "../../core/options/options.ts";
import { requestOperation } from "../requests/request-operation.ts";
import type { Asker, VerbDeps } from "../deps.ts";

/**
 * Asks for Workflow delete. On Vitess 18 and later that is a cancel by another name. Before, it removes the streams and leaves everything
 * else (docs/facts/old-releases.md#delete-leaves-the-rest), whatever was asked for: so Tandem asks for that, shows it and judges by it.
 */
export async function askDelete(deps: VerbDeps, move: Move, options: CancelOptions, asker: Asker): Promise<Answer> {
  const { dialect } = await deps.vitess(move.name.cluster).version();
  const so = dialect === "legacy" ? { ...options, keepData: true, keepRoutingRules: true } : options;
  return requestOperation(deps, move, { verb: "delete", options: so }, asker);
}
