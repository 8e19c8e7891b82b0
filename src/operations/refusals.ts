import { findNearestNames } from "../core/command/nearest-names.ts";
import type { Refusal, Refused } from "../core/operation/outcome/refusals.ts";

/** Makes a refusal. `known` are the existing names, one of which the person may have meant. */
export function refuse(reason: Refusal, subject: string, known: readonly string[] = []): Refused {
  return { kind: "refused", reason, subject, nearest: findNearestNames(subject, known) };
}
