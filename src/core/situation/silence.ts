import { brokenCall, followedState, type Move, updateFollowed, type Unreadable } from "../move/moves.ts";
import { moveId } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";
import type { News } from "./follow.ts";
import { type BrokenCall, AT_WORK_FOR_MS } from "../move/broken-call.ts";

/** A read that is not answered for this long is news: vtctld answers in milliseconds while nothing is wrong. */
export const SILENCE_IS_NEWS_MS = 5_000;

/** A cluster that is only slow goes silent and comes back all day: within this time of the last such line it takes two failed tries. */
const SAID_LATELY_MS = 10 * 60_000;

/** Silences of one outage begin together: each keyspace is read every 15 s or more often. */
const ONE_OUTAGE_MS = 60_000;

/** That a move cannot be read: no answer yet (`waits`), or a try that failed. */
export interface Silence extends Pick<Unreadable, "since" | "why" | "next"> {
  readonly kind: "waits" | "failed";
  /** No address of vtctld answers. A shard without a primary, or a tablet that hangs, is not the cluster. */
  readonly isWholeCluster: boolean;
  /** All moves that are read now: the operators' channel may know the outage by another one's silence. */
  readonly all: readonly Move[];
}

/**
 * What a move becomes that cannot be read, and what to tell of it: once an outage. One try that fails at once is a restart, which is no news
 * unless a call of Tandem's own broke off with it: then nobody knows whether applications can write. One that only its thread was told, because
 * the operators' channel knew the outage by another move, is told there as well once that other one is read again and this one is not.
 */
export function announceSilence(move: Move, silence: Silence, now: Instant): News {
  const followed = followedState(move);
  if (followed === undefined) return { move, entries: [], notices: [] };
  const { kind, why, next, isWholeCluster } = silence;
  const before = followed.unreadable;
  const since = before?.since ?? silence.since;
  const tries = (before?.tries ?? 0) + (kind === "failed" ? 1 : 0);
  const broken = brokenLately(move, now);
  const isLate = followed.silentAt !== undefined && now - followed.silentAt < SAID_LATELY_MS;
  const isNews = before?.told === undefined && (tries > 1 || broken !== undefined || (kind === "waits" && !isLate));
  const isNoticed = broken === undefined && isKnownByAnother(move, { since, isWholeCluster }, silence.all);
  const isLeftAlone = before?.told === "thread" && kind === "failed" && !isNoticed;
  const told = isLeftAlone ? "everywhere" : (before?.told ?? (isNews ? (isNoticed ? "thread" : "everywhere") : undefined));
  const unreadable: Unreadable = {
    since,
    tries,
    why,
    next,
    ...(told === undefined ? {} : { told }),
    ...(isWholeCluster ? { isWholeCluster } : {}),
  };
  const remembered = updateFollowed(move, { unreadable, ...(isNews ? { silentAt: now } : {}) });
  if (!isNews && !isLeftAlone) return { move: remembered, entries: [], notices: [] };
  const said = { since, why, next, ...(broken === undefined ? {} : { broken }) };
  return {
    move: remembered,
    entries: isNews ? [{ body: { kind: "vitess-silent", ...said }, key: `silent:${since}:${move.askedAt}` }] : [],
    notices: isNoticed
      ? []
      : [{ key: `silent:${since}:${moveId(move.name)}`, body: { kind: "vitess-silent", move: move.name, tables: move.tables, ...said } }],
  };
}

/** True while another move's silence of the same outage stands in the operators' channel: as wide as this one, and begun with it. */
function isKnownByAnother(
  { name }: Move,
  { since, isWholeCluster }: Pick<Unreadable, "since" | "isWholeCluster">,
  all: readonly Move[],
): boolean {
  return all.some((one) => {
    if (one.name.cluster !== name.cluster || moveId(one.name) === moveId(name)) return false;
    const other = followedState(one)?.unreadable;
    if (other?.told !== "everywhere" || Math.abs(other.since - since) > ONE_OUTAGE_MS) return false;
    return isWholeCluster === true ? other.isWholeCluster === true : one.name.targetKeyspace === name.targetKeyspace;
  });
}

/** What there is to tell when a move can be read again of which that was told. */
export function answersAgain({ name, askedAt }: Move, unreadable: Unreadable | undefined): Pick<News, "entries" | "notices"> {
  if (unreadable?.told === undefined) return { entries: [], notices: [] };
  const { since, told } = unreadable;
  return {
    entries: [{ body: { kind: "vitess-back", since }, key: `back:${since}:${askedAt}` }],
    notices: told === "everywhere" ? [{ key: `back:${since}:${moveId(name)}`, body: { kind: "vitess-back", move: name, since } }] : [],
  };
}

/** The call of Tandem's own that broke off a short while ago: until Vitess answers, nobody knows how far it came. */
export function brokenLately(move: Move, now: Instant): BrokenCall | undefined {
  const broken = brokenCall(move);
  return broken !== undefined && now - broken.brokeAt < AT_WORK_FOR_MS ? broken : undefined;
}
