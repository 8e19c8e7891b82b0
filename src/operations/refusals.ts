import { nearestNames } from "../core/command/nearest-names.ts";
import type { Refusal, Refused } from "../core/operation/refusals.ts";

/** A refusal as a value; `known` are the names among which the right one may be. */
export function refuse(reason: Refusal, subject: string, known: readonly string[] = []): Refused {
  return { kind: "refused", reason, subject, nearest: nearestNames(subject, known) };
}
