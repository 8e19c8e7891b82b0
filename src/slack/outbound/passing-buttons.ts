import type { Block } from "../blocks/block.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import type { ChannelId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import type { Records } from "../../operations/records.ts";
import { hasPassing, withoutPast } from "../move/offered.ts";
import { hasTakeButton, settleTakeButtons } from "../move/take-button.ts";
import { isClosedChannel, isMessageGone } from "../web-api/faults.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { chooseProgressLane, type PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";
import { update } from "../web-api/send.ts";

/** A posted message with buttons that expire. */
interface Remembered {
  readonly channel: ChannelId;
  readonly ts: string;
  /** The moment that the message describes. */
  readonly at: Instant;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Messages kept per move. Older ones are history and lose their buttons. */
const MOST_MESSAGES = 6;

/**
 * Remembers a message whose buttons have to go once they expire. Idempotent for the same message. Throws a Fault `busy` while another
 * publisher writes the list.
 */
export async function rememberButtons({ records }: Pick<PublisherDeps, "records">, name: MoveName, message: Remembered): Promise<void> {
  if (!hasButtonsToTakeOff(message.blocks, name)) return;
  await changeList(records, moveId(name), (all) => [...all.filter(({ ts }) => ts !== message.ts), message]);
}

/**
 * Removes expired buttons from a move's messages, and forgets messages that have none left. Running it again sends nothing: it edits in
 * Slack before it writes the list, so a crash in between costs one more edit.
 */
export async function takeOffPast(deps: PublisherDeps, situation: Situation): Promise<void> {
  const { name } = situation.known.move;
  const id = moveId(name);
  const all = await readRememberedButtons(deps.records, id);
  if (all.length === 0) return;
  const names = await deps.names.of(listPeopleInSituation(situation));
  const shown = new Map<string, Remembered | undefined>();
  for (const [index, one] of all.entries()) {
    const isHistory = index < all.length - MOST_MESSAGES;
    const settled = settleTakeButtons(one.blocks, situation, names);
    const blocks = isHistory ? settled.filter(({ type }) => type !== "actions") : withoutPast(settled, situation, one.at);
    if (blocks === one.blocks) continue;
    const now = { ...one, blocks };
    const isThere = await showAgain(deps, now);
    shown.set(one.ts, isThere && hasButtonsToTakeOff(blocks, name) ? now : undefined);
  }
  if (shown.size === 0) return;
  await changeList(deps.records, id, (before) => before.flatMap((one) => (shown.has(one.ts) ? (shown.get(one.ts) ?? []) : one)));
}

function hasButtonsToTakeOff(blocks: readonly Block[], name: MoveName): boolean {
  return hasTakeButton(blocks) || hasPassing(blocks, name);
}

/** False when the message is gone or unreachable: nobody can press its buttons, or Tandem can do nothing about them. */
async function showAgain(deps: PublisherDeps, message: Remembered): Promise<boolean> {
  try {
    await update(chooseProgressLane(deps, "state"), message, message);
    return true;
  } catch (error) {
    if (!isMessageGone(error) && !isClosedChannel(error)) throw error;
    return false;
  }
}

type Kept = Pick<Records, "message" | "saveMessage" | "forgetMessage" | "lease">;

// Long enough for a read and a write; a dead publisher's lease expires before the job is retried.
const TERMS = { ttlMs: 2_000, waitMs: 3_000 };

/** Threads, cards and notices are published concurrently, so a lease lets only one of them write a move's list at a time. */
async function changeList(records: Kept, id: string, change: (all: readonly Remembered[]) => readonly Remembered[]): Promise<void> {
  const key = toButtonsKey(id);
  const terms = { ...TERMS, what: `the messages of ${id} that have buttons` };
  await runWhenFree({ records }, key, terms, async () => saveButtons(records, key, change(await readRememberedButtons(records, id))));
}

async function saveButtons(records: Kept, key: string, all: readonly Remembered[]): Promise<void> {
  const [first] = all;
  if (first === undefined) return records.forgetMessage(key);
  await records.saveMessage(key, { channel: first.channel, ts: first.ts, shows: JSON.stringify(all) });
}

async function readRememberedButtons(records: Pick<Records, "message">, id: string): Promise<readonly Remembered[]> {
  const kept = await records.message(toButtonsKey(id));
  const read: unknown = kept?.shows.startsWith("[") === true ? JSON.parse(kept.shows) : [];
  return Array.isArray(read) ? read.filter(isRemembered) : [];
}

function toButtonsKey(id: string): string {
  return `buttons:${id}`;
}

/** True for what this file wrote, in this or a compatible version. */
function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null) return false;
  const { channel, ts, at, text, blocks }: Partial<Record<keyof Remembered, unknown>> = value;
  return [channel, ts, text].every((one) => typeof one === "string") && typeof at === "number" && Array.isArray(blocks);
}
