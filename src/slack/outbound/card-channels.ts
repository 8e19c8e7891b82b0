import type { MoveView } from "../../core/command/answers.ts";
import { isActive, type Move } from "../../core/move/moves.ts";
import { findFollowOf, type PatternFollow, splitFollowed, type Subscriptions } from "../../core/move/subscriptions.ts";
import type { ChannelId, PersonId } from "../../core/people/people.ts";
import { moveId } from "../../core/vitess/names.ts";
import { composeCurrentCard } from "./card-post.ts";
import type { PublisherDeps } from "./publisher.ts";

/** A channel with a card of a move, and on which terms. */
export interface CardChannel {
  readonly channel: ChannelId;
  /** Numbers change there no more often; 0 in the move's own channel. */
  readonly everyMs: number;
  /** Who had the channel follow; absent for the move's own channel, and where nobody wrote it down. */
  readonly by?: PersonId;
}

/** Where a move has its cards: in its own channel, in those that follow it by name, and in those with a pattern that means it. */
export async function listCardChannels(deps: PublisherDeps, view: MoveView): Promise<readonly CardChannel[]> {
  const { move } = view.situation.known;
  const byName = move.followers.filter((channel) => channel !== move.channel).map((channel) => describeFollower(move, channel));
  return [{ channel: move.channel, everyMs: 0 }, ...byName, ...(await listPatternChannels(deps, view))];
}

function describeFollower({ followedOn = [] }: Move, channel: ChannelId): CardChannel {
  return followedOn.find((one) => one.channel === channel) ?? { channel, everyMs: 0 };
}

async function listPatternChannels(deps: PublisherDeps, view: MoveView): Promise<readonly CardChannel[]> {
  const { move } = view.situation.known;
  const meaning = (await deps.records.subscriptions.followed()).flatMap((subscriptions) => {
    const follow = findFollowOf(subscriptions, move.name);
    const { channel } = subscriptions;
    return follow === undefined || channel === move.channel || move.followers.includes(channel) ? [] : [{ subscriptions, follow }];
  });
  if (meaning.length === 0) return [];
  // A move that has ended leaves its last state on the card that it has, and gets no new one.
  const places = isActive(move) ? await keepThoseWithPlace(deps, meaning, move) : await keepThoseWithCard(deps, meaning, view);
  return places.map(({ subscriptions: { channel }, follow: { everyMs, by } }) => ({ channel, everyMs, by }));
}

interface Meaning {
  readonly subscriptions: Subscriptions;
  readonly follow: PatternFollow;
}

async function keepThoseWithPlace({ records }: PublisherDeps, meaning: readonly Meaning[], { name }: Move): Promise<readonly Meaning[]> {
  const active = await records.moves.active();
  return meaning.filter(({ subscriptions }) =>
    splitFollowed(subscriptions, active).withCard.some((one) => moveId(one.name) === moveId(name)),
  );
}

async function keepThoseWithCard(deps: PublisherDeps, meaning: readonly Meaning[], view: MoveView): Promise<readonly Meaning[]> {
  const cards = await Promise.all(meaning.map(({ subscriptions: { channel } }) => composeCurrentCard(deps, view, channel)));
  return meaning.filter((_, at) => cards[at] !== undefined);
}
