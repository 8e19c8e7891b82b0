import { toCardKey } from "../move/card-key.ts";
import type { ChannelId } from "../../core/people/people.ts";
import type { SentMessage } from "../../operations/records.ts";
import { renderCard } from "../move/card.ts";
import type { MoveView } from "../../core/command/answers.ts";
import { moveId as idOf } from "../../core/vitess/names.ts";
import { forgetIntent, type OnceDeps, postOnce } from "./post-once.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import type { PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";
import type { Message } from "../blocks/message.ts";
import { decodeShown, encodeShown, toShownCard } from "./shown.ts";

/** Renders this move's card as of now. */
export async function drawCard(deps: PublisherDeps, view: MoveView, channel: ChannelId): Promise<Message> {
  const { situation } = view;
  const { move } = situation.known;
  const forFollower = channel !== move.channel;
  const home = forFollower ? await deps.records.message(toCardKey(idOf(move.name), move.channel)) : undefined;
  const threadUrl = home === undefined ? undefined : await deps.links.of(home);
  const names = await deps.names.of(listPeopleInSituation(situation));
  return renderCard(view, { forFollower, names, ...(threadUrl === undefined ? {} : { threadUrl }) });
}

/** The move's card in this channel; ignores the card of an earlier move of the same name. */
export async function composeCurrentCard(
  deps: PublisherDeps,
  { situation }: MoveView,
  channel: ChannelId,
): Promise<SentMessage | undefined> {
  const { move } = situation.known;
  const sent = await deps.records.message(toCardKey(idOf(move.name), channel));
  return sent !== undefined && decodeShown(sent.shows)?.askedAt === move.askedAt ? sent : undefined;
}

/**
 * Returns the move's card in a channel; posts it if there is none, or to replace `gone`. Of two concurrent publishers one posts; the other
 * waits, and gets a Fault `busy` if it waits too long.
 */
export async function ensureCard(
  deps: PublisherDeps,
  lane: OnceDeps,
  view: MoveView,
  { channel, gone }: { readonly channel: ChannelId; readonly gone?: string },
): Promise<SentMessage> {
  const { move } = view.situation.known;
  const id = idOf(move.name);
  const key = toCardKey(id, channel);
  return runWhenFree(deps, `posting:${key}`, { what: `the card of ${id}` }, async () => {
    const there = await composeCurrentCard(deps, view, channel);
    if (there !== undefined && there.ts !== gone) return there;
    const message = await drawCard(deps, view, channel);
    const place = { channel };
    const mark = { kind: "card", move: id, askedAt: move.askedAt } as const;
    const ts = await postOnce(lane, place, message, mark);
    const sent = { channel, ts, shows: encodeShown(toShownCard(message, view.situation)) };
    await deps.records.saveMessage(key, sent);
    await forgetIntent(deps, place, mark);
    return sent;
  });
}
