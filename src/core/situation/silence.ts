import { findBrokenCall, findFollowed, type Move, updateFollowed, type Unreadable } from "../move/moves.ts";
import { moveId } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";
import type { News } from "./follow.ts";
import { type BrokenCall, AT_WORK_FOR_MS } from "../move/broken-call.ts";

/** A read unanswered for this long is worth announcing: a healthy vtctld answers in milliseconds. */
export const SILENCE_IS_NEWS_MS = 5_000;

/** A slow cluster goes silent and comes back all day: within this time of the last such line, announcing takes two failed tries. */
const SAID_LATELY_MS = 10 * 60_000;

/** Silences of one outage begin together, because each keyspace is read at least every 15 s. */
const ONE_OUTAGE_MS = 60_000;

/** A move that cannot be read: no answer yet (`waits`), or a failed try. */
export interface Silence extends Pick<Unreadable, "since" | "why" | "next"> {
  readonly kind: "waits" | "failed";
  /** No endpoint of vtctld answers. A shard without a primary or a hanging tablet does not make the whole cluster silent. */
  readonly isWholeCluster: boolean;
  /** All moves being read now: another one's silence may already have announced the outage to the operators' channel. */
  readonly all: readonly Move[];
}

/**
 * The move while it cannot be read, and what to announce, once per outage. A single try that fails at once is a restart and not announced,
 * unless a call of Tandem's broke off with it: then nobody knows whether applications can write. If only the move's thread heard, because
 * the operators' channel knew the outage through another move, the channel hears when that other move is read again and this one is not.
 */
export function announceSilence(move: Move, silence: Silence, now: Instant): News {
  const followed = findFollowed(move);
  if (followed === undefined) return { move, entries: [], notices: [] };
  const { kind, why, next, isWholeCluster } = silence;
  const before = followed.unreadable;
  const since = before?.since ?? silence.since;
  const tries = (before?.tries ?? 0) + (kind === "failed" ? 1 : 0);
  const broken = findRecentBrokenCall(move, now);
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

/** True while another move has announced the same outage to the operators' channel: at least as wide, and begun with this one. */
function isKnownByAnother(
  { name }: Move,
  { since, isWholeCluster }: Pick<Unreadable, "since" | "isWholeCluster">,
  all: readonly Move[],
): boolean {
  return all.some((one) => {
    if (one.name.cluster !== name.cluster || moveId(one.name) === moveId(name)) return false;
    const other = findFollowed(one)?.unreadable;
    if (other?.told !== "everywhere" || Math.abs(other.since - since) > ONE_OUTAGE_MS) return false;
    return isWholeCluster === true ? other.isWholeCluster === true : one.name.targetKeyspace === name.targetKeyspace;
  });
}

/** What to announce when a move can be read again whose silence was announced. */
export function composeReturnNews({ name, askedAt }: Move, unreadable: Unreadable | undefined): Pick<News, "entries" | "notices"> {
  if (unreadable?.told === undefined) return { entries: [], notices: [] };
  const { since, told } = unreadable;
  return {
    entries: [{ body: { kind: "vitess-back", since }, key: `back:${since}:${askedAt}` }],
    notices: told === "everywhere" ? [{ key: `back:${since}:${moveId(name)}`, body: { kind: "vitess-back", move: name, since } }] : [],
  };
}

/** Tandem's own call that broke off recently, if there is one: until Vitess answers, nobody knows how far it got. */
export function findRecentBrokenCall(move: Move, now: Instant): BrokenCall | undefined {
  const broken = findBrokenCall(move);
  return broken !== undefined && now - broken.brokeAt < AT_WORK_FOR_MS ? broken : undefined;
}
