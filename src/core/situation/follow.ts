import { alarmNow } from "./alarm.ts";
import type { Known } from "./known.ts";
import { type Phase, phaseOf } from "./phase.ts";
import { type Explanation, explain } from "../explain/explain.ts";
import { WORDS } from "../explain/rule.ts";
import { type Followed, followedState, type Move, remembering, type Told } from "../moves.ts";
import { moveId } from "../names.ts";
import type { NoticeBody } from "../notices.ts";
import type { KeyedEntry } from "../operation/announce.ts";
import type { Limits } from "../operation/policy.ts";
import type { EntryBody } from "../entries.ts";
import type { Instant, Reading } from "../readings.ts";
import { lateChange, outsideChanges } from "../state/outside-changes.ts";
import { alarmShape, isCopying, isSwitching, isWayBackBroken } from "../state/phase.ts";

/** No signal of a copy for this long is told as a stall. Long first rows and index builds stand still for minutes (vitess.md §6a, #10012). */
export const STALLED_AFTER_MS = 10 * 60_000;

/** Tandem waits 5 min for a create, which may go on at vtctld for its locks. What is not there by then will not come. */
const CREATE_IS_OVER_MS = 10 * 60_000;

/** What a reading is held against, beside what is known of the move. */
export interface Around {
  readonly limits: Limits;
  /** No sign of the copy has moved for long. */
  readonly stalled: boolean;
  /** Rows of the move's tables, as last estimated. */
  readonly rows: bigint;
  /** The release, where it is known. */
  readonly major?: number;
}

/** What a reading makes of a move: the move as it is to be written, and what is new to tell. */
export interface News {
  readonly move: Move;
  readonly entries: readonly KeyedEntry[];
  readonly notices: readonly { readonly key: string; readonly body: NoticeBody }[];
}

/**
 * From a reading and what was known before to what is known after, and what to tell, each thing once. Undefined for a reading that says
 * nothing: of a move that is not followed any more, and one from before something of Tandem's own came to its end.
 */
export function follow(before: Known, reading: Reading, around: Around): News | undefined {
  const { move } = before;
  const followed = followedState(move);
  if (followed === undefined || (followed.touchedAt ?? 0) > reading.at) return undefined;
  const { unreadable: _over, ...rest } = followed;
  const shape = alarmShape(move, reading) ?? (isWayBackBroken(reading) ? "reverse-not-running" : undefined);
  const since = shape === undefined ? undefined : (followed.told.alarmSince ?? reading.at);
  const { alarmSince: _since, ...told } = followed.told;
  const seen: Move = { ...move, state: { kind: "followed", ...rest, told: since === undefined ? told : { ...told, alarmSince: since } } };
  return newsOf({ before, known: { ...before, move: seen, reading }, reading, around, followed: { ...rest, told: followed.told } });
}

/** One reading with everything that it is held against. `known` is what is known with it, `before` what was known without. */
interface Case {
  readonly before: Known;
  readonly known: Known;
  readonly reading: Reading;
  readonly around: Around;
  readonly followed: Followed;
}

function newsOf(it: Case): News {
  const { known, reading, around, followed } = it;
  const { move } = known;
  const alarm = alarmNow(known, reading.at);
  const phase = phaseOf(known, alarm, around.limits.maxLagSeconds);
  if (isNotCreated(move, followed, reading)) return ended(move, reading.at, "not-created", notCreated(it));
  if (isGone(move, followed, reading)) {
    // A way back deletes the workflow and makes it anew; whoever holds the lock may be in between.
    const isBetween = isSwitching(reading) || known.execution !== undefined;
    return isBetween ? { move, entries: [], notices: [] } : ended(move, reading.at, "gone", { kind: "gone" });
  }
  const told = toldAfter(it, phase, alarm?.alarm);
  const isNews = alarm !== undefined && followed.told.alarm !== alarm.alarm;
  const line = (body: EntryBody, key: string): KeyedEntry => ({ body, key: `${key}:${move.askedAt}` });
  const alarmKey = `alarm:${reading.at}`;
  const { sourceKeyspace } = move;
  return {
    move: remembering(move, { told }),
    entries: [
      ...copyLines(it, told).map((body) => line(body, "copy-finished")),
      ...troubleLines(it, phase).map((body) => line(body, `error:${reading.at}`)),
      ...(isNews ? [line({ kind: "alarm", alarm: alarm.alarm, tables: alarm.tables }, alarmKey)] : []),
      ...outsideLines(it).map((body) => line(body, `outside:${body.what}:${reading.at}`)),
      ...stallLines(it, phase).map((body) => line(body, `${body.kind}:${reading.at}`)),
    ],
    notices: isNews
      ? [
          {
            key: `${alarmKey}:${move.askedAt}:${moveId(move.name)}`,
            body: { kind: "alarm", move: move.name, sourceKeyspace, alarm: alarm.alarm, tables: alarm.tables },
          },
        ]
      : [],
  };
}

function ended(move: Move, at: Instant, how: "not-created" | "gone", body: EntryBody): News {
  return {
    move: { ...move, state: { kind: "ended", at, how } },
    entries: [{ body, key: `${how}:${move.askedAt}` }],
    notices: [],
  };
}

function toldAfter({ followed: { told, creating }, reading, known, around }: Case, phase: Phase, alarm: Told["alarm"]): Told {
  const { alarmSince } = followedState(known.move)?.told ?? told;
  const copying = reading.workflow !== undefined && isCopying(reading.workflow);
  const begun = told.copyStartedAt ?? (copying ? reading.at : undefined);
  // Small tables are copied between two readings: a stream that runs with nothing left has copied all the same. Create of 12 waits for the
  // copy: that it was created is told first, so the copy's end waits for that line.
  const isFirst = creating === true && reading.at - known.move.askedAt < CREATE_IS_OVER_MS;
  const caughtUp = (phase.kind === "running" || phase.kind === "lagging") && !isFirst;
  const finished = told.copyFinishedAt ?? (caughtUp ? reading.at : undefined);
  // Tried again, a switch looks like the course of one; if that comes to nothing, it is the same alarm still.
  const lasting = alarm ?? (told.alarm === alarmShape(known.move, reading) ? told.alarm : undefined);
  return {
    phase: alarm !== undefined ? `alarm:${alarm}` : `${phase.kind}${around.stalled ? ":stalled" : ""}`,
    error: troubleIn(phase) ?? "",
    ...(alarmSince === undefined ? {} : { alarmSince }),
    ...(lasting === undefined ? {} : { alarm: lasting }),
    ...(begun === undefined ? {} : { copyStartedAt: begun }),
    ...(finished === undefined ? {} : { copyFinishedAt: finished }),
  };
}

/** A move that was adopted when its copy was done has no news of it. */
function copyLines({ followed, known: { move }, around }: Case, told: Told): readonly EntryBody[] {
  const isNews = told.copyFinishedAt !== undefined && followed.told.copyFinishedAt === undefined;
  if (!isNews || (move.adopted === true && followed.told.copyStartedAt === undefined)) return [];
  const tookMs = (told.copyFinishedAt ?? 0) - (told.copyStartedAt ?? move.askedAt);
  return [{ kind: "copy-finished", rows: around.rows, ...(move.adopted === true ? {} : { tookMs }) }];
}

/** A message that somebody has to read: an error, or why a stream stopped by itself. Other stops are somebody's own, or a VDiff's moment. */
function troubleIn(phase: Phase): string | undefined {
  if (phase.kind === "error") return phase.message;
  return phase.kind === "stopped" && phase.message.startsWith("Stopped at DDL") ? phase.message : undefined;
}

function troubleLines({ followed, around }: Case, phase: Phase): readonly EntryBody[] {
  const trouble = troubleIn(phase);
  return trouble === undefined || trouble === followed.told.error
    ? []
    : [{ kind: "stream-error", explanation: explain(trouble, "unexpected", majorOf(around)) }];
}

function majorOf({ major }: Around): { readonly major?: number } {
  return major === undefined ? {} : { major };
}

type OutsideBody = Extract<EntryBody, { readonly kind: "outside" }>;

/** What changed while Tandem was doing nothing to the move. Whatever it does itself is told by the execution. */
function outsideLines({ before, known, reading, followed }: Case): readonly OutsideBody[] {
  const previous = before.reading;
  if (previous === undefined || known.execution !== undefined || (followed.touchedAt ?? 0) >= previous.at) return [];
  return outsideChanges(known.move, previous, reading).map((what) => {
    const own = lateChange(what, followed.unheard ?? [], previous.at);
    return { kind: "outside", what, notBefore: previous.at, notAfter: reading.at, ...(own === undefined ? {} : { own }) };
  });
}

function stallLines({ followed, around, reading }: Case, phase: Phase): readonly EntryBody[] {
  const was = followed.told.phase.endsWith("stalled");
  if (around.stalled && !was) return [{ kind: "stalled", since: reading.at - STALLED_AFTER_MS }];
  return !around.stalled && was && phase.kind === "copying" ? [{ kind: "moving-again" }] : [];
}

function wasSeen({ told }: Followed): boolean {
  return told.phase !== "creating";
}

/** A workflow that Vitess showed before and shows no more. */
function isGone(move: Move, followed: Followed, reading: Reading): boolean {
  return reading.workflow === undefined && alarmShape(move, reading) === undefined && (move.adopted === true || wasSeen(followed));
}

/** A create that waits for locks takes minutes, and its workflow is not there until the end. */
function isNotCreated(move: Move, followed: Followed, reading: Reading): boolean {
  if (reading.workflow !== undefined || move.adopted === true || wasSeen(followed)) return false;
  return reading.at - move.askedAt > CREATE_IS_OVER_MS;
}

// The rule for a call that nobody heard the end of cannot know what this reading shows.
const NOT_THERE: Pick<Explanation, "stateLeft" | "retry" | "next" | "step"> = {
  stateLeft: "Vitess does not show the workflow.",
  retry: "yes",
  next: "Check the primary tablets of both keyspaces, then create it again.",
  step: WORDS,
};

function notCreated({ known: { move }, around }: Case): EntryBody {
  const unheard = explain("", "timed-out", { verb: "create", ...majorOf(around) });
  return { kind: "create-failed", by: move.askedBy, explanation: { ...unheard, ...NOT_THERE } };
}
