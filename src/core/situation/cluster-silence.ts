import { type AlarmsNow, type AlarmTerms, followAlarms } from "./raise-alarms.ts";
import { findRecentBrokenCall } from "./silence.ts";
import { composeAllClear, type KeyedNotice } from "../announce/all-clear.ts";
import type { NoticeBody } from "../announce/notices.ts";
import { findUnreadable, type Move, type Unreadable } from "../move/moves.ts";
import type { BrokenCall } from "../move/broken-call.ts";
import type { RaisedAlarm, SilenceAlarm } from "../move/raised.ts";
import type { Instant } from "../readings/readings.ts";
import { type Keyspace, moveId } from "../vitess/names.ts";

/** What is silent in a cluster, and what its operators' channel hears of it. */
interface ClusterSilence {
  readonly alarms: readonly SilenceAlarm[];
  readonly notices: readonly KeyedNotice[];
}

type SilenceNotice = Extract<NoticeBody, { readonly kind: "vitess-silent" }>;

interface SilentMove {
  readonly move: Move;
  readonly unreadable: Unreadable;
  readonly broken?: BrokenCall;
}

/**
 * Makes one alarm of all the moves of a cluster that cannot be read, for the operators' channel. A keyspace that goes silent once the
 * channel has heard is an alarm of its own: one that nobody has read for days must not hide an outage.
 */
export function followClusterSilence(
  before: readonly SilenceAlarm[],
  moves: readonly Move[],
  at: Instant,
  terms: AlarmTerms,
): ClusterSilence {
  const silent = moves.flatMap((move) => findSilentMove(move, at));
  const known = new Set(before.flatMap(({ keyspaces }) => keyspaces));
  const fresh = [...new Set(silent.map(({ move }) => move.name.targetKeyspace))].filter((one) => !known.has(one));
  const unheard = before.find(({ noticed, calmSince }) => noticed === undefined && calmSince === undefined);
  const joined = before.map((one) => (one === unheard ? { ...one, keyspaces: [...one.keyspaces, ...fresh] } : one));
  const groups = unheard === undefined && fresh.length > 0 ? [...joined, { keyspaces: fresh }] : joined;
  const news = groups.map((one) => followGroup(one, silent, at, terms));
  return { alarms: news.flatMap(({ alarms }) => alarms), notices: news.flatMap(({ notices }) => notices) };
}

function findSilentMove(move: Move, at: Instant): readonly SilentMove[] {
  const unreadable = findUnreadable(move);
  if (unreadable === undefined) return [];
  const broken = findRecentBrokenCall(move, at);
  return [{ move, unreadable, ...(broken === undefined ? {} : { broken }) }];
}

/** Follows one alarm, or raises it if only its keyspaces are known. */
function followGroup(
  before: SilenceAlarm | Pick<SilenceAlarm, "keyspaces">,
  silent: readonly SilentMove[],
  at: Instant,
  terms: AlarmTerms,
): ClusterSilence {
  const { keyspaces } = before;
  const mine = silent.filter(({ move }) => keyspaces.includes(move.name.targetKeyspace));
  const had = "move" in before ? before : undefined;
  const name = had?.move ?? mine[0]?.move.name;
  if (name === undefined) return { alarms: [], notices: [] };
  const now = followAlarms(had === undefined ? [] : [had], findSilence(mine), at, terms);
  const clear = now.cleared.flatMap((one) =>
    composeAllClear({ name, askedAt: one.raisedAt }, [one], at).notices.map((notice) => withKeyspaces(notice, keyspaces)),
  );
  return {
    alarms: now.alarms.map((one) => ({ ...one, keyspaces, move: name })),
    notices: [...now.noticed.flatMap((one) => composeSilenceNotices(one, had?.noticed?.broken ?? [], mine, at)), ...clear],
  };
}

function withKeyspaces({ body, ...notice }: KeyedNotice, keyspaces: readonly Keyspace[]): KeyedNotice {
  return { ...notice, body: body.kind === "all-clear" ? { ...body, keyspaces } : body };
}

function findSilence(mine: readonly SilentMove[]): Parameters<typeof followAlarms>[1] {
  if (mine.length === 0) return new Map();
  const broken = mine.flatMap((one) => (one.broken === undefined ? [] : [one.broken.executionId]));
  const since = Math.min(...mine.map(({ unreadable }) => unreadable.since));
  return new Map([["vitess-silent", { since, ...(broken.length === 0 ? {} : { broken }) }]]);
}

/** One notice; but each call of Tandem's that broke off is said once, with the tables that it may have left without writes. */
function composeSilenceNotices(
  { alarm, isAgain }: AlarmsNow["noticed"][number],
  heard: readonly string[],
  mine: readonly SilentMove[],
  at: Instant,
): readonly KeyedNotice[] {
  const unheard = mine.filter(({ broken }) => broken !== undefined && !heard.includes(broken.executionId));
  const said = unheard.length > 0 ? unheard : mine.slice(0, 1);
  return said.map((one) => {
    const body = composeSilenceNotice(alarm, one, mine);
    return {
      key: `silent:${alarm.raisedAt}:${at}:${moveId(one.move.name)}`,
      body: isAgain && unheard.length === 0 ? { ...body, isAgain } : body,
    };
  });
}

function composeSilenceNotice(
  { since, times, raisedAt }: RaisedAlarm,
  { move, unreadable: { why, next }, broken }: SilentMove,
  all: readonly SilentMove[],
): SilenceNotice {
  const { name, tables } = move;
  const others = all.flatMap((one) => (one.move === move ? [] : [one.move.name]));
  return {
    kind: "vitess-silent",
    move: name,
    tables,
    since,
    why,
    next,
    ...(others.length === 0 ? {} : { others }),
    // A press names the cluster's alarm, which goes on when just this move is read again.
    raisedAt,
    times,
    ...(broken === undefined ? {} : { broken }),
  };
}
