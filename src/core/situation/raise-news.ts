import type { SituationFacts } from "./facts.ts";
import { followAlarms, type AlarmsNow, type SeenTrouble } from "./raise-alarms.ts";
import { extendLagTrail, findLagGrowth } from "./lag-trail.ts";
import { composeAllClear, type KeyedNotice } from "../announce/all-clear.ts";
import type { EntryBody } from "../announce/entries.ts";
import { explain } from "../explain/explain.ts";
import { type Followed, findFollowed } from "../move/moves.ts";
import { findAlarmShape } from "../move/phase.ts";
import { type AlarmCause, isLastingTrouble, type RaisedAlarm } from "../move/raised.ts";
import type { Limits } from "../operation/request/policy.ts";
import type { ChannelId } from "../people/people.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { moveId, type TableName } from "../vitess/names.ts";

/** A copy without progress for this long has stalled; healthy copies pause for minutes (docs/facts/streams-and-copy.md#long-silence). */
export const STALLED_AFTER_MS = 10 * 60_000;

/** What is alarming about a reading. */
export interface AlarmFacts {
  readonly before: Followed;
  /** The situation by this reading. */
  readonly situation: Pick<SituationFacts, "known" | "alarm" | "phase" | "trouble" | "lagSeconds">;
  readonly reading: Reading;
  readonly limits: Limits;
  readonly stalled: boolean;
  /** An error's words now, or why a stream stopped by itself. */
  readonly message?: string;
  readonly major?: number;
  readonly operators?: ChannelId;
}

/** What a reading changes about the alarms of a move, and what to say about them. */
export interface AlarmNews {
  readonly remembered: Pick<Followed, "alarms" | "lagTrail">;
  readonly entries: readonly { readonly body: EntryBody; readonly key: string }[];
  readonly notices: readonly KeyedNotice[];
  /** The thread has not heard of the present stream error. */
  readonly isErrorRaised: boolean;
}

/** Raises, repeats and ends the alarms of a move. Pure; the same reading again says nothing new. */
export function composeAlarmNews(facts: AlarmFacts): AlarmNews {
  const { before, situation, reading, limits, operators } = facts;
  const { move } = situation.known;
  const { at } = reading;
  const trail = extendLagTrail(before.lagTrail ?? [], situation.lagSeconds, at);
  const had = before.alarms ?? recallAlarms(before, at, operators);
  const now = followAlarms(had, findTroubles(facts), at, { limits, ...(operators === undefined ? {} : { operators }) });
  const clear = composeAllClear(move, now.cleared, at);
  return {
    remembered: { alarms: now.alarms, lagTrail: trail },
    entries: [
      ...now.raised.flatMap((one) =>
        composeAlarmEntry(one, facts).map((body) => ({ body, key: `alarm:${one.cause}:${at}:${move.askedAt}` })),
      ),
      ...clear.entries,
    ],
    notices: [...composeAlarmNotices(now, facts), ...clear.notices],
    isErrorRaised: now.raised.some(({ cause }) => cause === "stream-error"),
  };
}

/** Alarms that an older release raised and did not keep. */
export function recallAlarms({ told, trouble, unreadable }: Followed, at: Instant, operators?: ChannelId): readonly RaisedAlarm[] {
  const recall = (cause: AlarmCause, since: Instant): RaisedAlarm => ({ cause, raisedAt: since, since, lastAt: at, times: 1 });
  const noticed = operators === undefined ? {} : { noticed: { channel: operators, at } };
  return [
    ...(told.alarm === undefined ? [] : [{ ...recall(told.alarm, told.alarmSince ?? at), ...noticed }]),
    ...(told.phase.endsWith("stalled") ? [recall("stalled", at - STALLED_AFTER_MS)] : []),
    ...(trouble === undefined || trouble.isOver === true || trouble.ofReverse === true ? [] : [recall("stream-error", trouble.since)]),
    ...(unreadable?.told === undefined ? [] : [recall("vitess-silent", unreadable.since)]),
  ];
}

function findTroubles(facts: AlarmFacts): ReadonlyMap<AlarmCause, SeenTrouble> {
  const { before, situation, reading, stalled, message } = facts;
  const { alarm, phase, known } = situation;
  const { at } = reading;
  const seen = new Map<AlarmCause, SeenTrouble>();
  // A switch that is tried again looks like one in its normal course; if it comes to nothing, the alarm was never over.
  const isInCourse = alarm === undefined && before.told.alarm !== undefined && before.told.alarm === findAlarmShape(known.move, reading);
  if (isInCourse) seen.set(before.told.alarm, "unknown");
  if (alarm !== undefined) seen.set(alarm.alarm, { since: alarm.since ?? at });
  if (message !== undefined) seen.set("stream-error", { since: at });
  if (stalled) seen.set("stalled", { since: at - STALLED_AFTER_MS });
  const grows = findLagGrowth(before.lagTrail ?? [], situation.lagSeconds, { at, maxLagSeconds: facts.limits.maxLagSeconds });
  if (grows !== undefined) seen.set("lag-grows", { since: grows });
  if (phase.kind === "waiting-for-source") seen.set("no-source", { since: at });
  const { vdiff } = findFollowed(known.move) ?? {};
  if (vdiff?.report?.standsStill === true) seen.set("vdiff-still", { since: vdiff.seen?.at ?? vdiff.startedAt });
  return seen;
}

/** The line of the thread. Some alarms have it from elsewhere: the stream error with its meaning, and the VDiff's report. */
function composeAlarmEntry({ cause, since }: RaisedAlarm, { situation }: AlarmFacts): readonly EntryBody[] {
  if (!isLastingTrouble(cause)) return [{ kind: "alarm", alarm: cause, tables: listAlarmedTables(situation) }];
  switch (cause) {
    case "stream-error":
    case "vdiff-still":
    case "vitess-silent":
      return [];
    case "stalled":
      return [{ kind: "stalled", since }];
    case "lag-grows":
    case "no-source":
      return [{ kind: "lasting", cause, since, ...pickLag(situation) }];
    default:
      return cause satisfies never;
  }
}

function composeAlarmNotices({ noticed }: AlarmsNow, facts: AlarmFacts): readonly KeyedNotice[] {
  const { situation, reading } = facts;
  const { move } = situation.known;
  return noticed.flatMap(({ alarm, isAgain }) => {
    const key = `alarm:${alarm.cause}:${reading.at}:${move.askedAt}:${moveId(move.name)}`;
    return composeAlarmNotice(alarm, isAgain, facts).map((body) => ({ key, body }));
  });
}

function composeAlarmNotice(
  { cause, raisedAt, since, times }: RaisedAlarm,
  isAgain: boolean,
  facts: AlarmFacts,
): readonly KeyedNotice["body"][] {
  const { situation, major } = facts;
  const { name, sourceKeyspace } = situation.known.move;
  const said = { move: name, raisedAt, times, since, ...(isAgain ? { isAgain: true as const } : {}) };
  if (!isLastingTrouble(cause)) return [{ kind: "alarm", ...said, sourceKeyspace, alarm: cause, tables: listAlarmedTables(situation) }];
  // A reading never shows it; the operators' channel hears of a silence from its cluster's alarm.
  if (cause === "vitess-silent") return [];
  if (cause !== "stream-error") return [{ kind: "lasting", ...said, cause, ...pickLag(situation) }];
  const explanation = explain(facts.message ?? "", "unexpected", major === undefined ? {} : { major });
  return [{ kind: "stream-trouble", ...said, explanation }];
}

function listAlarmedTables({ alarm, known }: AlarmFacts["situation"]): readonly TableName[] {
  return alarm?.tables ?? known.move.tables;
}

function pickLag({ lagSeconds }: AlarmFacts["situation"]): { readonly lagSeconds?: number } {
  return lagSeconds === undefined ? {} : { lagSeconds };
}
