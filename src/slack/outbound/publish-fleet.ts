import { isActive } from "../../core/move/moves.ts";
import { splitFollowed, type Subscriptions } from "../../core/move/subscriptions.ts";
import type { ChannelId, PersonId } from "../../core/people/people.ts";
import type { MoveView } from "../../core/command/answers.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { SentMessage } from "../../operations/records.ts";
import { type FleetMoves, renderFleet, renderFleetEnded } from "../move/fleet.ts";
import { type Sendable, update } from "../web-api/send.ts";
import { isClosedChannel, isMessageGone, RateLimited } from "../web-api/faults.ts";
import { announceClosedFollower } from "./closed-follower.ts";
import { decodeShownFleet, encodeShownFleet, type ShownFleet } from "./fleet-shown.ts";
import { loadMoveView } from "../../operations/moves/load-view.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { pinMessage, unpinMessage } from "./pin.ts";
import { forgetIntent, postOnce } from "./post-once.ts";
import type { Published } from "./publish-cards.ts";
import { chooseProgressLane, type PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";

// What is shown may be as old as this and the wait for a turn together, and at most 15 s.
const FASTEST_FLEET_MS = 10_000;
// All fleet messages of an installation get 12 edits a minute together, so that cards keep the rest. These few are as urgent as a card's new
// state: one of them shows as much as sixty cards, and would lose most turns against as many that wait for new numbers.
const MS_PER_FLEET = 5_000;
/** While nothing changes and nothing is copied, this often an edit shows that Tandem still looks. */
const LOOKED_OVER_MS = 5 * 60_000;
/** A closed channel is tried again this often. */
const CLOSED_AGAIN_MS = 60_000;
/** So many records are loaded at once that other jobs get their turn in between. */
const LOADED_AT_ONCE = 25;

/**
 * Brings a channel's one message about many moves up to date with the records: all moves of a cluster if the channel asked for that, else
 * the moves that it follows beyond its cards. Posts it if there is none, pins it, posts it anew if somebody deleted it, and ends it when
 * nobody wants it any more. Each call renders anew, so the newest wins; running it again sends nothing. An edit for which the lane has no
 * budget left is drawn anew when it has. Throws a Fault `busy` while another publisher is at it, and {@link RateLimited} when a post finds
 * no budget left.
 */
export async function publishFleet(deps: PublisherDeps, channel: ChannelId): Promise<Published> {
  return runWhenFree(deps, `fleet:${channel}`, { what: `the fleet message of ${channel}` }, async () => {
    const subscriptions = (await deps.records.subscriptions.get(channel)) ?? { channel, follows: [] };
    try {
      return await publishChannelFleet(deps, subscriptions);
    } catch (error) {
      if (!isClosedChannel(error)) throw error;
      const by = findAsker(subscriptions);
      await announceClosedFollower(deps, { channel, ...(by === undefined ? {} : { by }) }, error);
      return { againInMs: CLOSED_AGAIN_MS };
    }
  });
}

async function publishChannelFleet(deps: PublisherDeps, subscriptions: Subscriptions): Promise<Published> {
  const { channel } = subscriptions;
  const { records } = deps;
  const sent = await records.message(toFleetKey(channel));
  const shown = sent === undefined ? undefined : decodeShownFleet(sent.shows);
  const everyMs = await choosePace(deps);
  const waitMs = shown === undefined || isAnew(subscriptions, shown) ? 0 : shown.at + everyMs - (await records.now());
  if (waitMs > 0) return { againInMs: waitMs };
  const wanted = await loadFleet(deps, subscriptions);
  if (wanted === undefined) {
    if (sent !== undefined) await endMessage(deps, subscriptions, sent);
    return {};
  }
  const now = await records.now();
  const names = await deps.names.of(wanted.moves.flatMap(({ situation }) => listPeopleInSituation(situation)));
  const pin = shown === undefined || isAnew(subscriptions, shown) ? undefined : shown.pin;
  const pinRefused = pin === undefined || pin === "pinned" ? {} : { pinRefused: pin };
  const { facts, ...message } = renderFleet(wanted, { now, everyMs, names, ...pinRefused });
  const drawn = { at: now, facts, askedAt: findAskedAt(subscriptions), ...(pin === undefined ? {} : { pin }) };
  if (sent === undefined || shown === undefined) return postFleet(deps, subscriptions, message, drawn);
  const isSame = shown.facts === facts && !isAnew(subscriptions, shown) && now - shown.at < LOOKED_OVER_MS;
  if (isSame && !wanted.moves.some(isCopied)) return { againInMs: everyMs };
  try {
    await update(chooseProgressLane(deps, "state"), sent, message);
  } catch (error) {
    if (error instanceof RateLimited) return { againInMs: error.retryAfterMs };
    if (!isMessageGone(error)) throw error;
    await records.forgetMessage(toFleetKey(channel));
    return postFleet(deps, subscriptions, message, drawn);
  }
  return keepPinned(deps, subscriptions, sent, drawn);
}

async function postFleet(
  deps: PublisherDeps,
  subscriptions: Subscriptions,
  message: Sendable,
  { pin: _pinOfAnother, ...drawn }: ShownFleet,
): Promise<Published> {
  const { channel } = subscriptions;
  const mark = { kind: "fleet", channel, askedAt: drawn.askedAt } as const;
  const ts = await postOnce(chooseProgressLane(deps, "state"), { channel }, message, mark);
  const sent = { channel, ts, shows: encodeShownFleet(drawn) };
  await deps.records.saveMessage(toFleetKey(channel), sent);
  await forgetIntent(deps, { channel }, mark);
  return keepPinned(deps, subscriptions, sent, drawn);
}

/** Pins the message once, and records what it shows. A refusal is said in it soon. */
async function keepPinned(deps: PublisherDeps, { fleet }: Subscriptions, sent: SentMessage, drawn: ShownFleet): Promise<Published> {
  const everyMs = await choosePace(deps);
  const save = (shown: ShownFleet): Promise<void> =>
    deps.records.saveMessage(toFleetKey(sent.channel), { ...sent, shows: encodeShownFleet(shown) });
  await save(drawn);
  if (fleet === undefined || drawn.pin !== undefined) return { againInMs: everyMs };
  const pin = await pinMessage(deps, sent);
  await save({ ...drawn, pin, ...(pin === "pinned" ? {} : { at: 0 }) });
  return { againInMs: pin === "pinned" ? everyMs : 1 };
}

async function endMessage(deps: PublisherDeps, { follows }: Subscriptions, sent: SentMessage): Promise<void> {
  const why = follows.length === 0 || decodeShownFleet(sent.shows)?.pin !== undefined ? "given-up" : "all-have-cards";
  try {
    await update(chooseProgressLane(deps, "state"), sent, renderFleetEnded(why, await deps.records.now()));
    if (decodeShownFleet(sent.shows)?.pin === "pinned") await unpinMessage(deps, sent);
  } catch (error) {
    if (!isMessageGone(error) && !isClosedChannel(error)) throw error;
  }
  await deps.records.forgetMessage(toFleetKey(sent.channel));
}

/** Undefined if there is nothing to show: nobody asked, and every followed move has its card. */
async function loadFleet(deps: PublisherDeps, subscriptions: Subscriptions): Promise<FleetMoves | undefined> {
  const { fleet, follows } = subscriptions;
  if (fleet === undefined && follows.length === 0) return undefined;
  const active = (await deps.records.moves.active()).filter(isActive);
  if (fleet === undefined) {
    const { rest } = splitFollowed(subscriptions, active);
    return rest.length === 0 ? undefined : { about: { kind: "rest" }, moves: await loadViews(deps, rest) };
  }
  const { cluster } = fleet;
  const moves = await loadViews(
    deps,
    active.filter(({ name }) => name.cluster === cluster),
  );
  return { about: { kind: "cluster", cluster }, moves };
}

async function loadViews(deps: PublisherDeps, moves: Parameters<typeof splitFollowed>[1]): Promise<readonly MoveView[]> {
  const views: MoveView[] = [];
  for (let from = 0; from < moves.length; from += LOADED_AT_ONCE) {
    const some = await Promise.all(moves.slice(from, from + LOADED_AT_ONCE).map(({ name }) => loadMoveView(deps, moveId(name))));
    views.push(...some.filter((view) => view !== undefined));
  }
  return views;
}

/** People watch a copy, so they want to see that its numbers are of now even if they are the same. */
function isCopied({ situation }: MoveView): boolean {
  return situation.phase.kind === "copying";
}

/** How often a fleet message may change: all of them share a part of the lane's edits. */
async function choosePace({ records }: PublisherDeps): Promise<number> {
  return Math.max(FASTEST_FLEET_MS, MS_PER_FLEET * (await records.subscriptions.followed()).length);
}

/** True if somebody asked for the message after it was drawn: it may be about something else now. */
function isAnew(subscriptions: Subscriptions, { askedAt }: ShownFleet): boolean {
  return askedAt !== findAskedAt(subscriptions);
}

/** What the message is about changes with this: the newest wish of the channel, or 0 if it has none any more. */
function findAskedAt({ fleet, follows }: Subscriptions): number {
  return fleet?.at ?? Math.max(0, ...follows.map(({ at }) => at));
}

function findAsker({ fleet, follows }: Subscriptions): PersonId | undefined {
  return fleet?.by ?? follows.at(-1)?.by;
}

function toFleetKey(channel: ChannelId): string {
  return `fleet:${channel}`;
}
