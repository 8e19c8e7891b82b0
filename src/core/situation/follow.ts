import { copyLines } from "./copy-lines.ts";
import { findAlarmSince } from "./alarm-age.ts";
import { fitAdvice, explainReverse } from "./advice.ts";
import { findLastTouch, deriveUnrefreshed, pickQuietReading } from "./as-read.ts";
import type { Known } from "./known.ts";
import { isCreateOver, announceNotCreated } from "./not-created.ts";
import type { Phase } from "./phase.ts";
import { type AlarmNews, composeAlarmNews } from "./raise-news.ts";
import { deriveSituation, type Situation } from "./situation.ts";
import { explain } from "../explain/explain.ts";
import { A_SECOND, type Followed, findFollowed, type Move, updateFollowed, type InThread } from "../move/moves.ts";
import type { ChannelId } from "../people/people.ts";
import { composeAllClear, type KeyedNotice } from "../announce/all-clear.ts";
import type { KeyedEntry } from "../announce/announce.ts";
import type { Limits } from "../operation/request/policy.ts";
import type { EntryBody } from "../announce/entries.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { attributeLateChange, findOutsideChanges } from "./outside-changes.ts";
import { detectNewStreams } from "./made-anew.ts";
import { followTrouble, type TroubleNow } from "./stream-trouble.ts";
import { findAlarmShape, hasError, isCopying, isSwitching } from "../move/phase.ts";

/** What a reading is judged against, besides what is known about the move. */
export interface FollowContext {
  readonly limits: Limits;
  /** Nothing about the copy has moved for a long time. */
  readonly stalled: boolean;
  /** The release, if known. */
  readonly major?: number;
  /** The cluster's operators' channel, if it has one. */
  readonly operators?: ChannelId;
  /** When the store was last found to have lost what it had recorded. Of changes since readings before that it is not known who made them. */
  readonly lostAt?: Instant;
}

/** What a reading changes about a move: the move to store, and what to announce. */
export interface News {
  readonly move: Move;
  readonly entries: readonly KeyedEntry[];
  readonly notices: readonly KeyedNotice[];
}

/**
 * Turns what was known and a new reading into what is known now and what to announce, each thing once. Undefined when the reading says
 * nothing: the move is no longer followed, or the reading predates the end of one of Tandem's own calls.
 */
export function followReading(before: Known, reading: Reading, around: FollowContext): News | undefined {
  const { move } = before;
  const followed = findFollowed(move);
  if (followed === undefined || findLastTouch(move) > reading.at) return undefined;
  const { unreadable, trouble: had, notTold: _before, ...others } = followed;
  const trouble = followTrouble(had, before.reading, reading);
  const rest = { ...others, ...(trouble.trouble === undefined ? {} : { trouble: trouble.trouble }), ...deriveUnrefreshed(before, reading) };
  const followedNow: Move = { ...move, state: { kind: "followed", ...rest } };
  const since = findAlarmSince(before, followedNow, reading);
  const { alarmSince: alarmedBefore, alarmUnseenSince, ...told } = followed.told;
  const unseen = alarmedBefore === undefined ? unreadable?.since : alarmUnseenSince;
  const alarming = since === undefined ? {} : { alarmSince: since, ...(unseen === undefined ? {} : { alarmUnseenSince: unseen }) };
  const seen: Move = { ...move, state: { kind: "followed", ...rest, told: { ...told, ...alarming } } };
  const known = { ...before, move: seen, reading };
  return composeNews({ before, known, reading, around, trouble, followed: { ...rest, told: followed.told } });
}

/** One reading with everything it is judged against: `known` includes this reading, `before` does not. */
interface Case {
  readonly before: Known;
  readonly known: Known;
  readonly reading: Reading;
  readonly around: FollowContext;
  readonly followed: Followed;
  readonly trouble: TroubleNow;
}

function composeNews(it: Case): News {
  const { known, reading, around, followed } = it;
  const { move } = known;
  const situation = deriveSituation(known, around.limits, reading.at);
  const { alarm, phase } = situation;
  if (isNotCreated(it)) return endFollowing(move, reading.at, "not-created", announceNotCreated(move, around.major));
  if (isWorkflowGone(move, followed, reading)) {
    // Switching back deletes the workflow and creates it anew; whoever holds the lock may be in between.
    const isBetween = isSwitching(reading) || known.execution !== undefined;
    return isBetween ? { move, entries: [], notices: [] } : endFollowing(move, reading.at, "gone", { kind: "gone", ...markUnsure(it) });
  }
  const told = noteThread(it, phase, alarm?.alarm);
  const alarms = composeAlarms(it, situation);
  const line = (body: EntryBody, key: string): KeyedEntry => ({ body, key: `${key}:${move.askedAt}` });
  return {
    move: updateFollowed(move, { told, ...alarms.remembered, ...detectNewStreams(it) }),
    entries: [
      ...copyLines(it, told).map((body) => line(body, "copy-finished")),
      ...composeTroubleEntries(it, situation, alarms.isErrorRaised).map((body) => line(body, `error:${reading.at}`)),
      ...alarms.entries,
      ...composeOutsideLines(it).map((body) => line(body, `outside:${body.what}:${reading.at}`)),
    ],
    notices: alarms.notices,
  };
}

function composeAlarms(
  { before: { move }, followed, reading, around, trouble: { trouble }, known }: Case,
  situation: Situation,
): AlarmNews {
  const isSeen = trouble !== undefined && trouble.ofReverse !== true && trouble.lastAt === reading.at;
  const told = isSeen ? trouble : findTroubleMessage(situation.phase, known);
  // Between two errors of a stream its phase is an error, but this reading shows none.
  const isShown = isSeen || situation.phase.kind === "stopped";
  const message = isShown && told?.ofReverse !== true ? told?.message : undefined;
  return composeAlarmNews({
    ...around,
    before: findFollowed(move) ?? followed,
    situation,
    reading,
    ...(message === undefined ? {} : { message }),
  });
}

function endFollowing(move: Move, at: Instant, how: "not-created" | "gone", body: EntryBody): News {
  const clear = composeAllClear(move, findFollowed(move)?.alarms ?? [], at, how);
  return {
    move: { ...move, state: { kind: "ended", at, how } },
    entries: [{ body, key: `${how}:${move.askedAt}` }, ...clear.entries],
    notices: clear.notices,
  };
}

function noteThread({ followed: { told, creating }, reading, known, around }: Case, phase: Phase, alarm: InThread["alarm"]): InThread {
  const { alarmSince, alarmUnseenSince } = findFollowed(known.move)?.told ?? told;
  const copying = reading.workflow !== undefined && isCopying(reading.workflow);
  const begun = told.copyStartedAt ?? (copying ? reading.at : undefined);
  // Small tables may be copied between two readings: a running stream with nothing left counts as copied. On Vitess 12 create waits for the
  // copy, so the end of the copy is announced only after the creation itself.
  const isFirst = creating === true && !isCreateOver(known.move, reading, around.limits);
  const caughtUp = (phase.kind === "running" || phase.kind === "lagging" || phase.kind === "stopped-after-copy") && !isFirst;
  const finished = told.copyFinishedAt ?? (caughtUp ? reading.at : undefined);
  // A retried switch looks like one in its normal course; if it comes to nothing, this is still the same alarm.
  const lasting = alarm ?? (told.alarm === findAlarmShape(known.move, reading) ? told.alarm : undefined);
  return {
    phase: alarm !== undefined ? `alarm:${alarm}` : `${phase.kind}${around.stalled ? ":stalled" : ""}`,
    error: findTroubleMessage(phase, known)?.message ?? "",
    ...(alarmSince === undefined ? {} : { alarmSince }),
    ...(alarmUnseenSince === undefined ? {} : { alarmUnseenSince }),
    ...(lasting === undefined ? {} : { alarm: lasting }),
    ...(begun === undefined ? {} : { copyStartedAt: begun }),
    ...(finished === undefined ? {} : { copyFinishedAt: finished }),
  };
}

/**
 * A message that somebody has to read: an error, or why a stream stopped by itself; other stops are somebody's own or a VDiff's pause.
 * After a switch it is the reverse workflow's message, because nothing else names what keeps a rollback from being safe.
 */
function findTroubleMessage(phase: Phase, { reading, move }: Known): { readonly message: string; readonly ofReverse?: true } | undefined {
  if (phase.kind === "error") return { message: phase.message };
  if (phase.kind === "stopped" && phase.message.startsWith("Stopped at DDL")) return { message: phase.message };
  const since = findFollowed(move)?.told.alarmSince;
  // It may briefly read Error right after a switch (docs/facts/switch-traffic.md#brief-error).
  if (reading === undefined || since === undefined || since >= reading.at) return undefined;
  const failed = reading.reverse?.streams.find(hasError);
  return failed === undefined ? undefined : { message: failed.message, ofReverse: true };
}

/** An error is told when it is raised as an alarm; after that only other words are news. */
function composeTroubleEntries(
  { before, followed, around, known, trouble: { trouble, isOther } }: Case,
  situation: Situation,
  isRaised: boolean,
): readonly EntryBody[] {
  const isForward = trouble !== undefined && trouble.ofReverse !== true;
  const told = isForward ? { message: trouble.message, ofReverse: undefined } : findTroubleMessage(situation.phase, known);
  if (told === undefined) return [];
  const isFirst = findFollowed(before.move)?.trouble === undefined;
  const isNews = isRaised || (isForward ? isFirst || isOther : told.message !== followed.told.error);
  if (!isNews) return [];
  const explanation = explain(told.message, "unexpected", pickMajor(around));
  if (told.ofReverse === true) return [{ kind: "stream-error", explanation: explainReverse(explanation), ofReverse: true }];
  const often = isForward && trouble.times > 1 ? { since: trouble.since, times: trouble.times } : {};
  return [{ kind: "stream-error", explanation: fitAdvice(explanation, situation), ...often }];
}

function pickMajor({ major }: FollowContext): { readonly major?: number } {
  return major === undefined ? {} : { major };
}

type OutsideBody = Extract<EntryBody, { readonly kind: "outside" }>;

/** What changed while Tandem was doing nothing to the move; the execution announces what Tandem does itself. */
function composeOutsideLines(it: Case): readonly OutsideBody[] {
  const { before, known, reading, followed } = it;
  const previous = known.execution === undefined ? pickQuietReading(before) : undefined;
  if (previous === undefined) return [];
  const changes = findOutsideChanges(known.move, previous, reading);
  return changes.flatMap((what) => {
    const isOfStreams = what === "streams-stopped" || what === "streams-started";
    if (isOfStreams && isOwnDoing(followed, previous.at)) return [];
    const own = attributeLateChange(what, followed.unheard ?? [], previous.at);
    return [{ kind: "outside", what, notBefore: previous.at, notAfter: reading.at, ...(own === undefined ? markUnsure(it) : { own }) }];
  });
}

/** Since the reading before, the store has lost what Tandem recorded, so Tandem itself may have made a change. */
function markUnsure({ before: { reading }, around: { lostAt } }: Case): { readonly isUnsure?: true } {
  return lostAt !== undefined && reading !== undefined && reading.at <= lostAt ? { isUnsure: true } : {};
}

/** Create makes its streams stopped and then starts them; a VDiff stops and restarts them before each table. */
function isOwnDoing({ creating, vdiff }: Followed, since: Instant): boolean {
  if (creating === true) return true;
  if (vdiff === undefined) return false;
  const { report, startedAt } = vdiff;
  // Vitess gives the end in whole seconds.
  return report === undefined || (report.completedAt ?? startedAt) + A_SECOND >= since;
}

function wasWorkflowSeen({ told }: Followed): boolean {
  return told.phase !== "creating";
}

/** True when Vitess showed the workflow before and no longer does. */
function isWorkflowGone(move: Move, followed: Followed, reading: Reading): boolean {
  return (
    reading.workflow === undefined && findAlarmShape(move, reading) === undefined && (move.adopted === true || wasWorkflowSeen(followed))
  );
}

/** True when create has run out of time. A create that waits for locks takes minutes and shows its workflow only at the end. */
function isNotCreated({ known: { move }, followed, reading, around }: Case): boolean {
  if (reading.workflow !== undefined || move.adopted === true || wasWorkflowSeen(followed)) return false;
  return isCreateOver(move, reading, around.limits);
}
