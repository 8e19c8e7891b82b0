import type { Answer } from "../core/command/answers.ts";
import type { Refused } from "../core/operation/outcome/refusals.ts";
import type { FreezeNow } from "../core/operation/freeze/freezes.ts";
import type { Move } from "../core/move/moves.ts";

/** The private acknowledgement that something was begun. `freeze`: what it meets. */
export function composeReceipt(
  move: Move,
  doing: "asked" | "rolling-back" | "rescuing" | "glass-broken",
  freeze?: FreezeNow,
): Exclude<Answer, Refused> {
  const { name, tables, sourceKeyspace } = move;
  return { kind: "receipt", move: name, doing, tables, sourceKeyspace, ...(freeze === undefined ? {} : { freeze }) };
}
