import type { Alarm } from "../move/alarms.ts";
import type { OutsideChange } from "../announce/entries.ts";
import { findFollowed, type Move } from "../move/moves.ts";
import { findBlockedWrites, listTablesDeniedBySide, areWritesRoutedToSide } from "../move/blocked-writes.ts";
import type { UnrefreshedTables } from "../move/unrefreshed.ts";
import { findAlarmShape } from "../move/phase.ts";
import type { Instant, Reading, Workflow } from "../readings/readings.ts";
import { deriveTraffic } from "../move/traffic.ts";
import { type GuardedVerb, type BrokenCall, AT_WORK_FOR_MS } from "../move/broken-call.ts";

const BLOCKS_WRITES: readonly (Alarm | undefined)[] = [
  "source-writes-denied",
  "both-sides-deny-writes",
  "target-writes-denied",
  "shared-target-denies-writes",
];

/**
 * Deliberate changes between two readings of a move while Tandem did nothing to it. A stream stopped by an error, a VDiff or a switch is
 * left out: its message says so.
 */
export function findOutsideChanges(move: Move, before: Reading, after: Reading): readonly OutsideChange[] {
  if (before.workflow === undefined || after.workflow === undefined) return [];
  const [was, is] = [before, after].map((reading) => deriveTraffic(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace));
  if (was === undefined || is === undefined) return [];
  const [alarmWas, alarmIs] = [before, after].map((reading) => findAlarmShape(move, reading));
  const found: readonly (OutsideChange | false)[] = [
    was.reads !== "all" && is.reads === "all" && "reads-switched",
    was.reads === "all" && is.reads === "none" && "reads-switched-back",
    was.writes !== "all" && is.writes === "all" && "writes-switched",
    was.writes === "all" && is.writes === "none" && "writes-switched-back",
    // An outage nobody was told about may be a switch in its course, or a dead switch of which somebody cleaned only the record.
    isOutageAnnounced(move) && BLOCKS_WRITES.includes(alarmWas) && alarmIs === undefined && "writes-possible-again",
    BLOCKS_WRITES.includes(alarmWas) && alarmIs === "tablets-not-told" && "record-cleaned",
    alarmWas === "switched-not-finished" && alarmIs === undefined && is.writes === "all" && "switch-finished",
    was.writes === is.writes && isEveryStreamRunning(before.workflow) && isStoppedByHand(after.workflow) && "streams-stopped",
    was.writes === is.writes && isStoppedByHand(before.workflow) && isEveryStreamRunning(after.workflow) && "streams-started",
    formatMirrors(before) !== formatMirrors(after) && was.reads === is.reads && was.writes === is.writes && "mirroring-changed",
  ];
  return found.filter((one) => one !== false);
}

/**
 * The tables of an announced outage that somebody took off the record between two readings, on the side that routing still leads to. Tandem
 * cannot see whether that person also refreshed the tablets (docs/facts/denied-tables.md#record-and-tablet).
 */
export function findCleanedOutside(move: Move, before: Reading, after: Reading): UnrefreshedTables | undefined {
  if (before.workflow === undefined || after.workflow === undefined || !isOutageAnnounced(move)) return undefined;
  const sides = { ...after.workflow, tables: move.tables };
  const { side, denied } = findBlockedWrites({ ...before.workflow, tables: move.tables }, before);
  const still = new Set(listTablesDeniedBySide(sides, side, denied, after).flatMap(({ tables }) => tables));
  const tables = denied.filter((table) => !still.has(table) && areWritesRoutedToSide(sides, side, [table], after));
  return tables.length === 0 ? undefined : { side, tables, since: after.at };
}

function isOutageAnnounced(move: Move): boolean {
  return BLOCKS_WRITES.includes(findFollowed(move)?.told.alarm);
}

/** A call Tandem gave up on, if its late arrival explains this change. A change older than the call is somebody else's. */
export function attributeLateChange(
  what: OutsideChange,
  unheard: readonly BrokenCall[],
  before: Instant,
): { readonly verb: GuardedVerb; readonly startedAt: Instant } | undefined {
  const explains = MADE_BY[what];
  const late = unheard.find(
    ({ verb, types, startedAt }) =>
      explains?.verbs.includes(verb) === true &&
      before - startedAt < AT_WORK_FOR_MS &&
      (explains.isWrites ? types.includes("PRIMARY") : types.some((type) => type !== "PRIMARY")),
  );
  return late === undefined ? undefined : { verb: late.verb, startedAt: late.startedAt };
}

const SWITCH = ["switch"] as const;
const REVERSE = ["reverse"] as const;

/** A call that arrives late is seen at any of its steps: with the writes moved and the rest still to come, or ending an outage it made. */
const MADE_BY: Partial<Record<OutsideChange, { readonly verbs: readonly GuardedVerb[]; readonly isWrites: boolean }>> = {
  "reads-switched": { verbs: SWITCH, isWrites: false },
  "writes-switched": { verbs: SWITCH, isWrites: true },
  "switch-finished": { verbs: SWITCH, isWrites: true },
  "reads-switched-back": { verbs: REVERSE, isWrites: false },
  "writes-switched-back": { verbs: REVERSE, isWrites: true },
  "writes-possible-again": { verbs: [...SWITCH, ...REVERSE], isWrites: true },
};

function isEveryStreamRunning({ streams }: Workflow): boolean {
  return streams.length > 0 && streams.every(({ state }) => state === "Running" || state === "Copying");
}

function isStoppedByHand({ streams }: Workflow): boolean {
  return streams.length > 0 && streams.every(({ state, message }) => state === "Stopped" && message === "");
}

function formatMirrors({ rules }: Reading): string {
  return rules.mirrors
    .map(({ from, to, percent }) => `${from}>${to}:${percent}`)
    .toSorted()
    .join(" ");
}
