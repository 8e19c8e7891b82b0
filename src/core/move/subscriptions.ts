import type { ChannelId, PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { ClusterName, MoveName } from "../vitess/names.ts";
import { matchesPattern, type MovePattern } from "../vitess/patterns.ts";
import type { Move } from "./moves.ts";

/** Who had a channel follow, when, and at which pace. */
export interface FollowTerms {
  readonly by: PersonId;
  readonly at: Instant;
  /** The channel's card shows new numbers no more often than this; 0 is as often as Slack's limits allow. A new state never waits. */
  readonly everyMs: number;
}

/** A channel's wish for the cards of all moves that a pattern means, also of those created later. */
export interface PatternFollow extends FollowTerms {
  readonly cluster: ClusterName;
  readonly pattern: MovePattern;
}

/** A channel's wish for one message about all moves of a cluster. */
export interface FleetWish {
  readonly cluster: ClusterName;
  readonly by: PersonId;
  readonly at: Instant;
}

/** Everything that a channel follows, apart from single moves: those have it in their own records. */
export interface Subscriptions {
  readonly channel: ChannelId;
  readonly follows: readonly PatternFollow[];
  readonly fleet?: FleetWish;
}

/** More patterns in one channel would be a mistake in a script; a star says the same in one. */
export const MOST_PATTERNS = 20;

/**
 * How many cards patterns may bring into one channel. Ten are about what people can watch side by side, and for which the edits of a
 * workspace suffice (docs/facts/slack-limits.md#edits); the rest is in one message.
 */
export const MOST_CARDS = 10;

/** True while the channel follows anything. */
export function isSubscribed({ follows, fleet }: Subscriptions): boolean {
  return follows.length > 0 || fleet !== undefined;
}

/** The pattern that brings this move's card into the channel: the one with the fastest pace; undefined if none does. */
export function findFollowOf({ follows }: Pick<Subscriptions, "follows">, name: MoveName): PatternFollow | undefined {
  const [first] = follows
    .filter(({ cluster, pattern }) => cluster === name.cluster && matchesPattern(pattern, name))
    .toSorted((a, b) => a.everyMs - b.everyMs);
  return first;
}

/**
 * The moves that a channel's patterns mean, apart from those that are at home in the channel or followed there by name. The earliest get
 * cards: so a card never gives its place to another move before its own has ended.
 */
export function splitFollowed(
  subscriptions: Subscriptions,
  moves: readonly Move[],
): { readonly withCard: readonly Move[]; readonly rest: readonly Move[] } {
  const { channel } = subscriptions;
  const meant = moves
    .filter((move) => move.channel !== channel && !move.followers.includes(channel) && findFollowOf(subscriptions, move.name) !== undefined)
    .toSorted((a, b) => a.askedAt - b.askedAt || (a.name.workflow < b.name.workflow ? -1 : 1));
  return { withCard: meant.slice(0, MOST_CARDS), rest: meant.slice(MOST_CARDS) };
}

/** The same pattern once, with the newest terms. */
export function withFollow({ follows, ...rest }: Subscriptions, follow: PatternFollow): Subscriptions {
  return { ...rest, follows: [...follows.filter((one) => !isSamePattern(one, follow)), follow] };
}

export function withoutFollow({ follows, ...rest }: Subscriptions, pattern: Pick<PatternFollow, "cluster" | "pattern">): Subscriptions {
  return { ...rest, follows: follows.filter((one) => !isSamePattern(one, pattern)) };
}

export function isSamePattern(a: Pick<PatternFollow, "cluster" | "pattern">, b: Pick<PatternFollow, "cluster" | "pattern">): boolean {
  return a.cluster === b.cluster && a.pattern === b.pattern;
}
