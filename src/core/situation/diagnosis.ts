import { explain } from "../explain/explain.ts";
import { findHeldLock } from "../move/locks.ts";
import { findBrokenCall, findFollowed, type Move } from "../move/moves.ts";
import { mayBeAlive } from "../operation/outcome/gates.ts";
import { FROZEN, hasError, isSwitching } from "../move/phase.ts";
import type { Trouble } from "../announce/trouble.ts";
import { isRefusedNow, explainReverse } from "./advice.ts";
import type { Phase } from "./phase.ts";
import type { Situation } from "./situation.ts";
import type { Finding, FindingCode } from "../findings/finding.ts";
import type { Instant, Reading, Stream } from "../readings/readings.ts";

/** What a diagnosis is made of. */
export interface DiagnosisFacts {
  readonly situation: Situation;
  readonly reading: Reading;
  /** What preflight found about the next step. */
  readonly findings: readonly Finding[];
  /** What ValidateKeyspace reports for both keyspaces, pinging every tablet. */
  readonly problems?: readonly string[];
  /** When the last sign of copying moved, if the copy has stood still for long. */
  readonly stalledSince?: Instant;
  /** The major release, if known. */
  readonly major?: number;
}

// These say that a step is not due yet, which is no trouble, or repeat what another trouble explains better.
const NO_TROUBLE: readonly FindingCode[] = [
  "drops-tables",
  // A fault of the release matters to whoever decides on the step; nothing is wrong with the move.
  "known-bad-version",
  "no-way-back",
  "not-switched",
  "reads-left",
  "rollback-open",
  "still-copying",
  "stopped-after-copy",
  "stream-never-started",
  "streams-not-running",
  "switch-unfinished",
  "vdiff-missing",
  "vdiff-old",
  "vdiff-running",
  "workflow-locked",
  "workflow-missing",
];

// No VDiff is due while Tandem would refuse one: until the copy is done the target has fewer rows.
const ASKS_VDIFF: readonly FindingCode[] = [
  "duplicate-rows",
  "never-copied",
  "vdiff-before-ddl",
  "vdiff-different",
  "vdiff-failed",
  "vdiff-incomplete",
  "vdiff-limited",
];

// The alarm itself is about denied tables.
const TOLD_BY_ALARM: readonly FindingCode[] = ["leftover-controls", "source-denies-writes", "target-denies-writes"];

/** Everything wrong with a move, what hurts most first; empty when nothing was found. A held lock is always mentioned. */
export function listTroubles({ situation, reading, findings, problems = [], stalledSince, major }: DiagnosisFacts): readonly Trouble[] {
  const { alarm, known } = situation;
  const { move } = known;
  const lock = findHeldLock(move.name, reading.lockHolders);
  const silent = listSilentTabletTroubles(problems);
  const told: readonly FindingCode[] = [
    ...NO_TROUBLE,
    ...(alarm === undefined ? [] : TOLD_BY_ALARM),
    ...(isRefusedNow("vdiff", situation) ? ASKS_VDIFF : []),
    ...(silent.length === 0 ? [] : (["tablet-silent"] as const)),
  ];
  return [
    ...(alarm === undefined ? [] : [{ kind: "alarm", alarm: alarm.alarm, tables: alarm.tables } as const]),
    ...(lock === undefined ? [] : [{ kind: classifyLock(move, reading), holder: lock.holder } as const]),
    ...listStreamTroubles(situation, reading, major),
    ...findFlapping(situation, reading, major),
    ...(situation.readsLeft.length === 0 ? [] : [{ kind: "reads-left", types: situation.readsLeft } as const]),
    ...silent,
    ...(stalledSince === undefined ? [] : [{ kind: "stalled", since: stalledSince } as const]),
    ...findings
      .filter(({ code, severity }) => severity !== "notice" && !told.includes(code))
      .map((finding) => ({ kind: "finding", finding }) as const),
  ];
}

/** A reading taken between two errors shows neither, so this looks at the trouble that lasts. */
function findFlapping({ trouble }: Situation, { workflow, reverse }: Reading, major: number | undefined): readonly Trouble[] {
  const isShown = [...(workflow?.streams ?? []), ...(reverse?.streams ?? [])].some(hasError);
  if (trouble === undefined || isShown) return [];
  const { since, times, message } = trouble;
  return [{ kind: "error-comes-back", since, times, explanation: explain(message, "unexpected", major === undefined ? {} : { major }) }];
}

/** Troubles that the phase states on its own, and better than the forward streams do. */
const OF_PHASE: Partial<Record<Phase["kind"], readonly Trouble[]>> = {
  "stopped-after-copy": [{ kind: "stopped-after-copy" }],
};

function listSilentTabletTroubles(problems: readonly string[]): readonly Trouble[] {
  const tablets = [...new Set(problems.flatMap((problem) => problem.match(/(?<=Ping\()[^)]+(?=\) failed)/g) ?? []))].toSorted();
  return tablets.length === 0 ? [] : [{ kind: "silent-tablets", tablets }];
}

/** Whether the workflow's lock may have a living holder, has been held longer than a switch lasts, or is of Tandem's own broken call. */
export type LockStanding = "old-lock" | "young-lock" | "dead-lock";

export function classifyLock(move: Move, reading: Reading): LockStanding {
  if (!isSwitching(reading)) return "old-lock";
  return mayBeAlive(reading, findBrokenCall(move)) ? "young-lock" : "dead-lock";
}

/**
 * After the switch the reverse workflow is the one that must run. Its error is reported whatever state the forward streams are in, because
 * it is the root cause.
 */
function listStreamTroubles(
  { known: { move }, phase }: Situation,
  { workflow, reverse }: Reading,
  major: number | undefined,
): readonly Trouble[] {
  const forward = workflow?.streams ?? [];
  const backward = (reverse?.streams ?? []).flatMap((stream) => diagnoseReverse(stream, major));
  const isSwitched = forward.length > 0 && forward.every((stream) => stream.message === FROZEN);
  if (isSwitched) {
    // Without a rollback nobody asked for it to run.
    const isWanted = findFollowed(move)?.rollback?.kind !== "without";
    return isWanted ? backward : backward.filter(({ kind }) => kind !== "stopped");
  }
  const neverRan = forward.every(({ position, copyStates }) => position === "" && copyStates.length === 0);
  const found = OF_PHASE[phase.kind] ?? forward.flatMap((stream) => findStreamTrouble(stream, major, neverRan));
  return [...found, ...backward.filter(({ kind }) => kind === "stream-error")];
}

function diagnoseReverse(stream: Stream, major: number | undefined): readonly Trouble[] {
  return findStreamTrouble(stream, major, false).map((trouble) => {
    if (trouble.kind === "stopped") return { ...trouble, ofReverse: true };
    return trouble.kind === "stream-error" ? { ...trouble, explanation: explainReverse(trouble.explanation), ofReverse: true } : trouble;
  });
}

function findStreamTrouble(stream: Stream, major: number | undefined, neverRan: boolean): readonly Trouble[] {
  const { shard, state, message, position } = stream;
  // A frozen stream is normal after a switch; whether the switch as a whole finished is for the alarm to say.
  if (message === FROZEN) return [];
  const why = explain(message, "unexpected", major === undefined ? {} : { major });
  if (hasError(stream)) return [{ kind: "stream-error", shard, explanation: why }];
  if (state === "Stopped" && message === "") return [{ kind: "stopped", shard, ...(neverRan ? { neverRan } : {}) }];
  if (state === "Stopped") return [{ kind: "stopped", shard, explanation: why }];
  return state === "Running" && position === "" ? [{ kind: "no-source", shard }] : [];
}
