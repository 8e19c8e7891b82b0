import type { FaultKind } from "../../../src/core/explain/rule/fault-kinds.ts";
import type { LegacyRecording } from "./recordings.ts";

/** Texts of the recorded errors by a part of the text. Exactly one row must match each error. */
export const TEXTS: readonly (readonly [part: RegExp, kind: FaultKind])[] = [
  [/^workflow customer2?\.\w+ does not exist$/, "not-found"],
  [/^node doesn't exist: \/vitess\/|: node doesn't exist: \/vitess\//, "not-found"],
  [/^no streams found for workflow \w+ in keyspace customer$/, "not-found"],
  [/^no streams found in keyspace customer for /, "not-found"],
  [/^workflow (?:none|wf_reverse) not found in keyspace (?:customer|commerce)$/, "not-found"],
  [/no vdiff found for keyspace customer and workflow wf/, "not-found"],
  [/^unknown command$/, "unsupported"],
  [/^flag provided but not defined: -/, "unsupported"],
  [/^invalid action (?:stop|delete); usage: VDiff/, "unsupported"],
];

/** Everything else that was recorded is a refusal by Vitess, or a lost reason without an ERROR event. */
export function expectedKind(recording: LegacyRecording): FaultKind {
  const { details } = recording.status;
  if (details.trim() === "" && !hasErrorEvent(recording)) return "unreadable";
  return rowsThatFit(recording)[0]?.[1] ?? "refused";
}

export function rowsThatFit({ status }: LegacyRecording): readonly (typeof TEXTS)[number][] {
  return TEXTS.filter(([part]) => part.test(status.details));
}

function hasErrorEvent({ responses = [] }: LegacyRecording): boolean {
  return responses.some(({ response }) => response.event?.level === "ERROR");
}
