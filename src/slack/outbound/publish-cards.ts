import type { MoveView } from "../../core/command/answers.ts";
import { moveId as idOf, type MoveId } from "../../core/vitess/names.ts";
import { Fault } from "../../operations/fault.ts";
import type { Lease } from "../../operations/records.ts";
import type { Line } from "../../operations/shared-pace.ts";
import { composeCurrentCard, drawCard, ensureCard } from "./card-post.ts";
import { type CardChannel, listCardChannels } from "./card-channels.ts";
import { announceClosedFollower } from "./closed-follower.ts";
import { keepFollowPace } from "./follow-pace.ts";
import { announceClosedChannel } from "./closed-channel.ts";
import { checkBudget, shareEdits } from "../web-api/budget.ts";
import { isClosedChannel, isMessageGone, RateLimited } from "../web-api/faults.ts";
import { update } from "../web-api/send.ts";
import { holdCards } from "../../operations/announce/held-cards.ts";
import { loadMoveView } from "../../operations/moves/load-view.ts";
import { decidePace } from "./pace.ts";
import { takeOffPast } from "./passing-buttons.ts";
import { refreshVDiffMessage } from "./publish-vdiff.ts";
import { chooseProgressLane, type PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";
import { decodeShown, encodeShown, type ShownCard, toShownCard } from "./shown.ts";
import { toCardKey } from "../move/card-key.ts";

/** `againInMs`: a newer card was held back to respect Slack's limits; publish again after this many milliseconds. */
export interface Published {
  readonly againInMs?: number;
}

/**
 * Updates a move's cards in its own channel and in every follower's from the records, edits the message of its VDiff, and removes expired
 * buttons from its other messages. Each call renders anew, so the newest wins and nothing is sent twice; running it again sends nothing.
 * Throws a Fault `busy` while another publisher is at the same move's cards, and {@link RateLimited} when the workspace's edits are used up.
 */
export async function publishCards(deps: PublisherDeps, moveId: MoveId): Promise<Published> {
  return runWhenFree(deps, `cards:${moveId}`, { what: `the cards of ${moveId}` }, (lease) => publishAll(deps, moveId, lease));
}

async function publishAll(deps: PublisherDeps, moveId: MoveId, lease: Lease): Promise<Published> {
  await checkBudget(chooseProgressLane(deps, "state"), "chat.update");
  const view = await loadMoveView(deps, moveId);
  if (view === undefined) return {};
  let again: number | undefined;
  for (const place of await listCardChannels(deps, view)) {
    if (!(await lease.renew())) throw new Fault("busy", `the lease on the cards of ${moveId} was lost`);
    const wait = await publishCard(deps, view, place);
    if (wait !== undefined) again = Math.min(wait, again ?? wait);
  }
  const wait = await refreshVDiffMessage(deps, view.situation);
  if (wait !== undefined) again = Math.min(wait, again ?? wait);
  await takeOffPast(deps, view.situation);
  if (again === undefined) return {};
  await holdCards(deps, view.situation, again);
  return { againInMs: again };
}

/** Updates one card. If it holds the card back, returns for how long, in milliseconds. */
async function publishCard(deps: PublisherDeps, view: MoveView, place: CardChannel): Promise<number | undefined> {
  const { channel, everyMs } = place;
  const lane = chooseProgressLane(deps, "state");
  const { move } = view.situation.known;
  const key = toCardKey(idOf(move.name), channel);
  try {
    const sent = (await composeCurrentCard(deps, view, channel)) ?? (await ensureCard(deps, lane, view, { channel }));
    const message = await drawCard(deps, view, channel);
    const [shown, wanted] = [decodeShown(sent.shows), toShownCard(message, view.situation)];
    const line = await lineUpChanging(deps, key, shown, wanted);
    const pace = keepFollowPace(decidePace(shown, wanted, line), shown, wanted, everyMs);
    if (pace.kind === "wait") return pace.ms;
    if (pace.kind === "skip") return undefined;
    try {
      await update(chooseProgressLane(deps, pace.urgency), sent, message);
    } catch (error) {
      if (error instanceof RateLimited && pace.urgency === "clock") return undefined;
      if (error instanceof RateLimited && pace.urgency === "numbers") return error.retryAfterMs + shareEdits(line.before);
      if (!isMessageGone(error)) throw error;
      await ensureCard(deps, lane, view, { channel, gone: sent.ts });
      return undefined;
    }
    await deps.records.saveMessage(key, { ...sent, shows: encodeShown(wanted) });
    return undefined;
  } catch (error) {
    if (!isClosedChannel(error)) throw error;
    if (channel === move.channel) await announceClosedChannel(deps, move, error);
    else await announceClosedFollower(deps, place, error);
    return undefined;
  }
}

// Longer than Tandem takes to read even a large cluster again.
const CHANGING_WITHIN_MS = 120_000;

/** Cards whose numbers change take turns; the one that was shown longest ago comes first. */
async function lineUpChanging({ records }: PublisherDeps, card: string, shown: ShownCard | undefined, wanted: ShownCard): Promise<Line> {
  if (shown === undefined || shown.facts === wanted.facts) return { all: 0, before: 0 };
  return records.lineUp("changing-cards", { member: card, lastTurnAt: shown.at, withinMs: CHANGING_WITHIN_MS });
}
