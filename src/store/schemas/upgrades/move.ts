import { type Json, objectIn, withoutAbsent } from "./json.ts";

/** Format 1 → 2: what a move is becomes one state. */
export function moveFrom1(document: unknown): unknown {
  const { told, vdiff, touchedAt, startedAt, rollbackUntil, unreadable, withoutWayBack, planned, ended, ...rest } = objectIn(document);
  if (planned !== undefined) return { ...rest, state: { kind: "planned", planned, shown: ended === undefined } };
  if (ended !== undefined) return { ...rest, state: { ...objectIn(ended), kind: "ended" } };
  const rollback =
    withoutWayBack === true ? { kind: "without" } : rollbackUntil === undefined ? undefined : { kind: "armed", until: rollbackUntil };
  const state = { told: upgradeTold(objectIn(told)), vdiff: vdiffFrom1(vdiff), touchedAt, startedAt, rollback, unreadable };
  return { ...rest, state: { kind: "followed", ...withoutAbsent(state) } };
}

/** What was told of an alarm stood in the phase. */
function upgradeTold(told: Json): Json {
  const { phase } = told;
  const alarm = typeof phase === "string" && phase.startsWith("alarm:") ? phase.slice("alarm:".length) : undefined;
  return withoutAbsent({ ...told, alarm });
}

/** What a report said was not kept: without it the VDiff is looked up again. */
function vdiffFrom1(vdiff: unknown): Json | undefined {
  if (vdiff === undefined) return undefined;
  const { reported: _unsaid, ...rest } = objectIn(vdiff);
  return rest;
}
