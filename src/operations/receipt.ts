import type { Answer } from "../core/command/answers.ts";
import type { Refused } from "../core/operation/outcome/refusals.ts";
import type { Move } from "../core/move/moves.ts";

/** The private acknowledgement that something was begun. */
export function composeReceipt(move: Move, doing: "asked" | "rolling-back" | "rescuing"): Exclude<Answer, Refused> {
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}
