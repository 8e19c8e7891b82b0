import { type Json, readObject, readObjects, readString } from "../../../practice/slack/blocks/json.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { type Around, cardOf, INCIDENT, MOVES, ON_ITS_WAY, words } from "../people.ts";

/** Something to press on a message: a button, or an entry of its ⋯ menu. */
export interface Offer {
  readonly label: string;
  readonly isPrimary: boolean;
  readonly on: SlackMessage;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
  readonly isMenu: boolean;
}

/** Everything that people see about the moves now: all cards, threads, and the operators' channel. */
export function messages({ slack }: Around): readonly SlackMessage[] {
  const heads = [MOVES, INCIDENT].flatMap((channel) => slack.messages(channel));
  const all = heads.flatMap((head) => (head.reply_count === undefined ? [head] : [head, ...slack.thread(head.channel, head.ts)]));
  return [...new Map(all.map((message) => [`${message.channel}/${message.ts}`, message])).values()];
}

/** The text of each of these messages. */
export function texts(around: Around): readonly string[] {
  return messages(around).map(words);
}

/** What the operators' channel reads about a scene's move, oldest first. */
export function operatorsRead({ slack, move }: Around & { readonly move: string }): readonly string[] {
  return slack
    .messages(INCIDENT)
    .map(words)
    .filter((text) => text.includes(move));
}

/** What can be pressed on a message. */
export function offersOn(on: SlackMessage): readonly Offer[] {
  return (on.blocks ?? []).flatMap((block) => elementsOf(block).flatMap((element) => offersOf(on, block, element)));
}

/** Everything that can be pressed anywhere, by its label. */
export function offers(around: Around, label: RegExp): readonly Offer[] {
  return messages(around)
    .flatMap(offersOn)
    .filter((offer) => label.test(offer.label));
}

/** What can be pressed on the move's card in a channel. */
export function cardOffers(around: Around, move: string, channel = MOVES): readonly Offer[] {
  const card = cardOf(around, move, channel);
  return card === undefined ? [] : offersOn(card);
}

/** Presses it, fills every field of a form that opens with `text`, and returns the private answer. */
export async function press(around: Around, user: string, offer: Offer, text = "Because it has to be"): Promise<string> {
  const { slack } = around;
  const { channel, ts } = offer.on;
  const before = slack.ephemerals(user).length;
  const heard = (): string | undefined => slack.ephemerals(user).slice(before).map(words).findLast(isAnswer);
  const where = { user, channel, ts, asSeen: offer.on, actionId: offer.actionId, blockId: offer.blockId };
  await (offer.isMenu ? slack.selectOption({ ...where, value: offer.value }) : slack.click(where));
  const [form] = await slack.waitFor(() => (slack.views(user).length > 0 ? slack.views(user) : heard() === undefined ? undefined : []));
  if (form !== undefined) {
    const inputs = form.blocks.filter((block) => block["type"] === "input").map((block) => String(block["block_id"]));
    await slack.submitView({ user, values: Object.fromEntries(inputs.map((block) => [block, text])) });
  }
  return slack.waitFor(heard, 15_000);
}

/** False for a receipt, which only says that Tandem is looking. */
function isAnswer(said: string): boolean {
  return !/^_?Reading\b.*…/.test(said) && !ON_ITS_WAY.test(said);
}

/** What the text calls the next step. */
export function nextIn(text: string): string {
  return /\*?Next:\*? (.*)/.exec(text)?.[1] ?? "";
}

function offersOf(on: SlackMessage, block: Json, element: Json): readonly Offer[] {
  const about = { on, actionId: readString(element, "action_id") ?? "", blockId: readString(block, "block_id") ?? "" };
  const offer = (from: Json): Omit<Offer, "isPrimary" | "isMenu"> => ({
    ...about,
    label: readString(readObject(from, "text"), "text") ?? "",
    value: readString(from, "value") ?? "",
  });
  if (element["type"] === "button") return [{ ...offer(element), isPrimary: element["style"] === "primary", isMenu: false }];
  if (element["type"] !== "overflow") return [];
  return readObjects(element, "options").map((option) => ({ ...offer(option), isPrimary: false, isMenu: true }));
}

function elementsOf(block: Json): readonly Json[] {
  const accessory = readObject(block, "accessory");
  return [...readObjects(block, "elements"), accessory];
}
