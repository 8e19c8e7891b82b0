import type { ChannelId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import { type AlarmCause, isLastingTrouble, type RaisedAlarm } from "../move/raised.ts";
import { findFollowed, type Move } from "../move/moves.ts";
import type { Limits } from "../operation/request/policy.ts";

/**
 * How long calm has to last before it is the all clear; what comes back sooner is the same alarm once more. Vitess retries a stream every
 * few seconds, so calm for minutes means more than a pause between two errors.
 */
const CALM_LASTS_MS = 5 * 60_000;

/** Whoever waits for writes wants to hear soon; two or more readings without the alarm fit into this. */
const CALM_OF_WRITES_LASTS_MS = 60_000;

/** A copy counts as stalled only after ten minutes, so one that moves for a moment each time shows ten minutes of calm. */
const CALM_OF_COPY_LASTS_MS = 15 * 60_000;

/** One trouble in a reading, and when it began; `unknown` if the reading cannot tell whether it is over. */
export type SeenTrouble = { readonly since: Instant; readonly broken?: readonly string[] } | "unknown";

/** What one reading does to the alarms of a move. */
export interface AlarmsNow {
  readonly alarms: readonly RaisedAlarm[];
  /** For the thread, at once. */
  readonly raised: readonly RaisedAlarm[];
  /** For the operators' channel, now or again. */
  readonly noticed: readonly { readonly alarm: RaisedAlarm; readonly isAgain: boolean }[];
  /** All clear, for each place that heard the alarm. */
  readonly cleared: readonly RaisedAlarm[];
}

export interface AlarmTerms {
  readonly limits: Pick<Limits, "alarmAfterMs" | "alarmAgainMs">;
  /** The cluster's operators' channel, if it has one. */
  readonly operators?: ChannelId;
}

/**
 * Each trouble is one alarm until calm has lasted, and is louder while it lasts: the thread hears it at once, the operators' channel after
 * `alarmAfterMs`, or at once if applications feel it, and again every `alarmAgainMs` until somebody has it.
 */
export function followAlarms(
  before: readonly RaisedAlarm[],
  seen: ReadonlyMap<AlarmCause, SeenTrouble>,
  at: Instant,
  terms: AlarmTerms,
): AlarmsNow {
  const known = before.flatMap((alarm) => followAlarm(alarm, seen, at));
  const fresh = [...seen].flatMap(([cause, how]) =>
    how === "unknown" || known.some((one) => one.cause === cause) ? [] : raise(cause, how, known, at),
  );
  const replaced = fresh.some(({ cause }) => !isLastingTrouble(cause));
  const kept = [...known.filter(({ cause }) => !replaced || isLastingTrouble(cause)), ...fresh];
  const open = kept.filter((one) => !hasCalmed(one, at));
  const { operators: channel, limits } = terms;
  const heard = open.map((one) => {
    const isHeard = channel !== undefined && isDue(one, at, limits);
    const { broken, noticed } = one;
    const heardNow = isHeard ? { ...one, noticed: { channel, at, ...(broken === undefined ? {} : { broken }) } } : one;
    return { alarm: heardNow, isHeard, isAgain: noticed !== undefined };
  });
  return {
    alarms: heard.map(({ alarm }) => alarm),
    raised: fresh,
    noticed: heard.filter(({ isHeard }) => isHeard),
    cleared: kept.filter((one) => hasCalmed(one, at)),
  };
}

function followAlarm(alarm: RaisedAlarm, seen: ReadonlyMap<AlarmCause, SeenTrouble>, at: Instant): readonly RaisedAlarm[] {
  const how = seen.get(alarm.cause);
  if (how === "unknown") return [alarm];
  if (how === undefined) return [{ ...alarm, calmSince: alarm.calmSince ?? at }];
  const { calmSince, ...rest } = alarm;
  const times = alarm.times + (calmSince === undefined ? 0 : 1);
  const broken = [...new Set([...(rest.broken ?? []), ...(how.broken ?? [])])];
  return [{ ...rest, lastAt: at, times, ...(broken.length === 0 ? {} : { broken }) }];
}

/** A move has one alarm about its traffic at a time. Another one takes its place: it is news, but the outage began with the first. */
function raise(
  cause: AlarmCause,
  { since, ...worse }: Exclude<SeenTrouble, "unknown">,
  known: readonly RaisedAlarm[],
  at: Instant,
): readonly RaisedAlarm[] {
  const earlier = isLastingTrouble(cause) ? undefined : known.find((one) => !isLastingTrouble(one.cause));
  return [{ cause, raisedAt: at, since: Math.min(since, earlier?.since ?? since), lastAt: at, times: 1, ...worse }];
}

function hasCalmed(alarm: RaisedAlarm, at: Instant): boolean {
  return alarm.calmSince !== undefined && at - alarm.calmSince >= measureCalm(alarm);
}

function measureCalm(alarm: RaisedAlarm): number {
  if (mayBeFelt(alarm)) return CALM_OF_WRITES_LASTS_MS;
  return alarm.cause === "stalled" ? CALM_OF_COPY_LASTS_MS : CALM_LASTS_MS;
}

function mayBeFelt({ cause, broken }: RaisedAlarm): boolean {
  return !isLastingTrouble(cause) || broken !== undefined;
}

/** Only a reading that shows the alarm makes it louder. */
function isDue(alarm: RaisedAlarm, at: Instant, limits: AlarmTerms["limits"]): boolean {
  const { raisedAt, lastAt, noticed, takenBy, broken = [] } = alarm;
  if (lastAt !== at) return false;
  // Whoever has the alarm took it before this.
  if (broken.some((call) => noticed?.broken?.includes(call) !== true)) return true;
  if (takenBy !== undefined) return false;
  if (noticed === undefined) return mayBeFelt(alarm) || at - raisedAt >= limits.alarmAfterMs;
  return limits.alarmAgainMs > 0 && at - noticed.at >= limits.alarmAgainMs;
}

/** The alarms of a move that its last reading shows. */
export function listShownAlarms(move: Pick<Move, "state">): readonly RaisedAlarm[] {
  return (findFollowed(move)?.alarms ?? []).filter(({ calmSince }) => calmSince === undefined);
}
