import type { Alarm } from "./alarms.ts";
import { type Explanation, explain } from "../explain/explain.ts";
import { heldLock } from "./locks.ts";
import { brokenCall, followedState, type Move } from "../moves.ts";
import { mayBeAlive } from "../operation/gates.ts";
import { FROZEN, hasError, isSwitching } from "./phase.ts";
import type { Situation } from "../situation/situation.ts";
import type { Finding, FindingCode } from "../preflight/finding.ts";
import type { Instant, LockHolder, Reading, Stream } from "../readings.ts";

/** One thing that is wrong with a move, and why that is thought. */
export type Trouble =
  /** Vitess could not be read at all. */
  | { readonly kind: "unreadable"; readonly explanation: Explanation }
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly tables: readonly string[] }
  /** Somebody has held the workflow's lock for longer than a switch lasts. */
  | { readonly kind: "old-lock"; readonly holder: LockHolder }
  /** Held for less than that, while something else is wrong: that may be the course of a switch. */
  | { readonly kind: "young-lock"; readonly holder: LockHolder }
  /** Held by a call of Tandem's own whose connection broke: nobody will let go of it. */
  | { readonly kind: "dead-lock"; readonly holder: LockHolder }
  | { readonly kind: "stream-error"; readonly shard: string; readonly explanation: Explanation }
  /** Without an explanation where the stream says nothing: somebody stopped it. */
  | {
      readonly kind: "stopped";
      readonly shard: string;
      readonly explanation?: Explanation;
      readonly ofReverse?: true;
    }
  /** Running, and without a tablet to read from. */
  | { readonly kind: "no-source"; readonly shard: string }
  /** Tablets that do not answer vtctld: any switch refreshes them first, and fails. */
  | { readonly kind: "silent-tablets"; readonly tablets: readonly string[] }
  | { readonly kind: "stalled"; readonly since: Instant }
  | { readonly kind: "finding"; readonly finding: Finding };

/** What a diagnosis is made of. */
export interface DiagnosisFacts {
  readonly situation: Situation;
  readonly reading: Reading;
  /** What preflight says of the next step. */
  readonly findings: readonly Finding[];
  /** What ValidateKeyspace says of both keyspaces, every tablet asked. */
  readonly problems?: readonly string[];
  /** Since when no sign of the copy has moved, where it has stood still for long. */
  readonly stalledSince?: Instant;
  /** The major release, where it is known. */
  readonly major?: number;
}

// What says that a step is not due yet, and not that anything is wrong; and what a trouble of its own says better.
const NO_TROUBLE: readonly FindingCode[] = [
  "drops-tables",
  "no-way-back",
  "not-switched",
  "rollback-open",
  "still-copying",
  "stream-never-started",
  "streams-not-running",
  "switch-unfinished",
  "vdiff-missing",
  "vdiff-old",
  "vdiff-running",
  "workflow-locked",
  "workflow-missing",
];

// Denied tables are the alarm itself.
const TOLD_BY_ALARM: readonly FindingCode[] = ["leftover-controls", "source-denies-writes"];

/** Everything that is wrong with a move, what hurts most first; empty when nothing was found. A lock that somebody holds is always said. */
export function troublesOf({ situation, reading, findings, problems = [], stalledSince, major }: DiagnosisFacts): readonly Trouble[] {
  const { alarm, known } = situation;
  const { move } = known;
  const lock = heldLock(move.name, reading.lockHolders);
  const told = alarm === undefined ? NO_TROUBLE : [...NO_TROUBLE, ...TOLD_BY_ALARM];
  return [
    ...(alarm === undefined ? [] : [{ kind: "alarm", alarm: alarm.alarm, tables: alarm.tables } as const]),
    ...(lock === undefined ? [] : [{ kind: lockTrouble(move, reading), holder: lock.holder } as const]),
    ...streamTroubles(move, reading, major),
    ...silentTablets(problems),
    ...(stalledSince === undefined ? [] : [{ kind: "stalled", since: stalledSince } as const]),
    ...findings
      .filter(({ code, severity }) => severity !== "notice" && !told.includes(code))
      .map((finding) => ({ kind: "finding", finding }) as const),
  ];
}

function silentTablets(problems: readonly string[]): readonly Trouble[] {
  const tablets = [...new Set(problems.flatMap((problem) => problem.match(/(?<=Ping\()[^)]+(?=\) failed)/g) ?? []))].toSorted();
  return tablets.length === 0 ? [] : [{ kind: "silent-tablets", tablets }];
}

function lockTrouble(move: Move, reading: Reading): "old-lock" | "young-lock" | "dead-lock" {
  if (!isSwitching(reading)) return "old-lock";
  return mayBeAlive(reading, brokenCall(move)) ? "young-lock" : "dead-lock";
}

/** After the switch the reverse workflow is the one that must run. */
function streamTroubles(move: Move, { workflow, reverse }: Reading, major: number | undefined): readonly Trouble[] {
  const forward = workflow?.streams ?? [];
  const isSwitched = forward.length > 0 && forward.every((stream) => stream.message === FROZEN);
  if (!isSwitched) return forward.flatMap((stream) => streamTrouble(stream, major));
  const found = (reverse?.streams ?? []).flatMap((stream) => streamTrouble(stream, major));
  // Nobody asked for it to run.
  if (followedState(move)?.rollback?.kind === "without") return found.filter(({ kind }) => kind !== "stopped");
  return found.map((trouble) => (trouble.kind === "stopped" ? { ...trouble, ofReverse: true } : trouble));
}

function streamTrouble(stream: Stream, major: number | undefined): readonly Trouble[] {
  const { shard, state, message, position } = stream;
  const why = explain(message, "unexpected", major === undefined ? {} : { major });
  if (hasError(stream)) return [{ kind: "stream-error", shard, explanation: why }];
  if (state === "Stopped") return [{ kind: "stopped", shard, ...(message === "" ? {} : { explanation: why }) }];
  return state === "Running" && position === "" ? [{ kind: "no-source", shard }] : [];
}
