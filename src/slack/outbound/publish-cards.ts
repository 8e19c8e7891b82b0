import type { MoveView } from "../../core/command/answers.ts";
import type { ChannelId } from "../../core/people/people.ts";
import { moveId as idOf, type MoveId } from "../../core/vitess/names.ts";
import { Fault } from "../../operations/fault.ts";
import type { Lease } from "../../operations/records.ts";
import { composeCurrentCard, drawCard, ensureCard } from "./card-post.ts";
import { announceClosedChannel } from "./closed-channel.ts";
import { editProgress } from "./edit-progress.ts";
import { isClosedChannel, isMessageGone } from "../web-api/faults.ts";
import { loadMoveView } from "./move-facts.ts";
import { decidePace } from "./pace.ts";
import { takeOffPast } from "./passing-buttons.ts";
import { refreshVDiffMessage } from "./publish-vdiff.ts";
import type { PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";
import { decodeShown, encodeShown, toShownCard } from "./shown.ts";
import { toCardKey } from "../move/card-key.ts";

/** `againInMs`: a newer card was held back to respect Slack's limits; publish again after this many milliseconds. */
export interface Published {
  readonly againInMs?: number;
}

/**
 * Updates a move's cards in its own channel and in every follower's from the records, edits the message of
 * its VDiff, and removes expired buttons from its other messages.
 * Each call renders anew, so the newest wins and nothing is sent twice; running it again sends nothing. Throws a Fault `busy` while another
 * publisher is at the same move's cards, and {@link RateLimited} when the lane's budget is spent.
 */
export async function publishCards(deps: PublisherDeps, moveId: MoveId): Promise<Published> {
  return runWhenFree(deps, `cards:${moveId}`, { what: `the cards of ${moveId}` }, (lease) => publishAll(deps, moveId, lease));
}

async function publishAll(deps: PublisherDeps, moveId: MoveId, lease: Lease): Promise<Published> {
  const view = await loadMoveView(deps, moveId);
  if (view === undefined) return {};
  const { move } = view.situation.known;
  const liveCards = await countLiveCards(deps);
  let again: number | undefined;
  for (const channel of new Set([move.channel, ...move.followers])) {
    if (!(await lease.renew())) throw new Fault("busy", `the lease on the cards of ${moveId} was lost`);
    const wait = await publishCard(deps, view, channel, liveCards);
    if (wait !== undefined) again = Math.min(wait, again ?? wait);
  }
  const wait = await refreshVDiffMessage(deps, view.situation);
  if (wait !== undefined) again = Math.min(wait, again ?? wait);
  await takeOffPast(deps, view.situation);
  return again === undefined ? {} : { againInMs: again };
}

/** Updates one card. If it holds the card back, returns for how long, in milliseconds. */
async function publishCard(deps: PublisherDeps, view: MoveView, channel: ChannelId, liveCards: number): Promise<number | undefined> {
  const client = deps.clients.progress;
  const { move } = view.situation.known;
  try {
    const sent = (await composeCurrentCard(deps, view, channel)) ?? (await ensureCard(deps, client, view, { channel }));
    const message = await drawCard(deps, view, channel);
    const wanted = toShownCard(message, view.situation);
    const pace = decidePace(decodeShown(sent.shows), wanted, liveCards);
    if (pace.kind === "wait") return pace.ms;
    if (pace.kind === "skip") return undefined;
    try {
      await editProgress(deps, sent, message);
    } catch (error) {
      if (!isMessageGone(error)) throw error;
      await ensureCard(deps, client, view, { channel, gone: sent.ts });
      return undefined;
    }
    await deps.records.saveMessage(toCardKey(idOf(move.name), channel), { ...sent, shows: encodeShown(wanted) });
    return undefined;
  } catch (error) {
    if (!isClosedChannel(error)) throw error;
    if (channel === move.channel) await announceClosedChannel(deps, move, error);
    else deps.log.warn({ channel, err: error }, "A card cannot be shown: invite Tandem to the channel, or unfollow the move there");
    return undefined;
  }
}

async function countLiveCards({ records }: PublisherDeps): Promise<number> {
  const moves = await records.moves.active();
  return moves.reduce((sum, move) => sum + 1 + move.followers.length, 0);
}
