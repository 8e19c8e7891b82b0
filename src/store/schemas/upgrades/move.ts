import { type Json, requireObject, withoutAbsent } from "./json.ts";

/** Format 1 → 2: the fields that say what a move is become one state. */
export function moveFrom1(document: unknown): unknown {
  const { told, vdiff, touchedAt, startedAt, rollbackUntil, unreadable, withoutWayBack, planned, ended, ...rest } = requireObject(document);
  if (planned !== undefined) return { ...rest, state: { kind: "planned", planned, shown: ended === undefined } };
  if (ended !== undefined) return { ...rest, state: { ...requireObject(ended), kind: "ended" } };
  const rollback =
    withoutWayBack === true ? { kind: "without" } : rollbackUntil === undefined ? undefined : { kind: "armed", until: rollbackUntil };
  const state = {
    told: upgradeAnnounced(requireObject(told)),
    vdiff: upgradeVDiffFrom1(vdiff),
    touchedAt,
    startedAt,
    rollback,
    unreadable,
  };
  return { ...rest, state: { kind: "followed", ...withoutAbsent(state) } };
}

/** Format 1 kept an announced alarm in the phase. */
function upgradeAnnounced(told: Json): Json {
  const { phase } = told;
  const alarm = typeof phase === "string" && phase.startsWith("alarm:") ? phase.slice("alarm:".length) : undefined;
  return withoutAbsent({ ...told, alarm });
}

/** Format 1 noted a report but not what it said: without the note, Tandem looks the VDiff up again. */
function upgradeVDiffFrom1(vdiff: unknown): Json | undefined {
  if (vdiff === undefined) return undefined;
  const { reported: _unsaid, ...rest } = requireObject(vdiff);
  return rest;
}
