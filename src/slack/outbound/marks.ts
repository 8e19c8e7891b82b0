import type { MessageMetadata, WebClient } from "@slack/web-api";
import { callSlack } from "../web-api/faults.ts";
import type { Place } from "../web-api/send.ts";

/** Identifies a message in its metadata, by ids only, because other apps can read it (docs/facts/slack-delivery.md#metadata). */
export type Mark =
  | { readonly kind: "card"; readonly move: string; readonly askedAt: number }
  | { readonly kind: "entry"; readonly move: string; readonly seq: number; readonly at: number }
  | { readonly kind: "request"; readonly request: string }
  | { readonly kind: "fleet"; readonly channel: string; readonly askedAt: number }
  | { readonly kind: "handover"; readonly handover: string }
  | { readonly kind: "notice"; readonly notice: string };

/** The mark in Slack's format. */
export function toMetadata(mark: Mark): MessageMetadata {
  const { kind, ...payload } = mark;
  return { event_type: `tandem_${kind}`, event_payload: payload };
}

/** The fields that a search uses of a message in the two history methods. */
interface Posted {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly metadata?: unknown;
  readonly files?: readonly { readonly id?: string }[];
}

interface Page {
  readonly messages?: readonly Posted[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

const HISTORY_PAGE = 200;
// A longer thread has been followed for months; a channel is searched only for a card posted a moment ago.
const MOST_PAGES = { thread: 25, channel: 3 };

/** Looks for a message of Tandem's in its thread, or among the newest in its channel. Undefined if it is not there. */
export function findMarked(client: WebClient, place: Place, mark: Mark): Promise<string | undefined> {
  const wanted = toMetadata(mark);
  return find(client, place, (message) => message.bot_id !== undefined && hasMetadata(message.metadata, wanted));
}

/** Finds the message in a thread that shared a file. */
export function findShared(client: WebClient, place: Place, fileId: string): Promise<string | undefined> {
  return find(client, place, (message) => message.files?.some((file) => file.id === fileId) === true);
}

async function find(client: WebClient, place: Place, isIt: (message: Posted) => boolean): Promise<string | undefined> {
  const { channel, threadTs } = place;
  const most = threadTs === undefined ? MOST_PAGES.channel : MOST_PAGES.thread;
  let cursor = "";
  for (let page = 0; page < most; page += 1) {
    const asked = { channel, limit: HISTORY_PAGE, include_all_metadata: true, ...(cursor === "" ? {} : { cursor }) };
    const { messages = [], response_metadata }: Page =
      threadTs === undefined
        ? await callSlack("conversations.history", () => client.conversations.history(asked))
        : await callSlack("conversations.replies", () => client.conversations.replies({ ...asked, ts: threadTs }));
    const found = messages.find(isIt);
    if (found?.ts !== undefined) return found.ts;
    cursor = response_metadata?.next_cursor ?? "";
    if (cursor === "") return undefined;
  }
  return undefined;
}

function hasMetadata(metadata: unknown, wanted: MessageMetadata): boolean {
  if (typeof metadata !== "object" || metadata === null || !("event_type" in metadata) || !("event_payload" in metadata)) return false;
  const { event_type, event_payload } = metadata;
  if (event_type !== wanted.event_type || typeof event_payload !== "object" || event_payload === null) return false;
  const there = new Map<string, unknown>(Object.entries(event_payload));
  // Slack may return numbers as text. Releases before 0.3 marked lines without their time, which tells a line from one that the store lost.
  return Object.entries(wanted.event_payload).every(
    ([key, value]) =>
      (key === "at" && !there.has(key)) ||
      JSON.stringify(there.get(key)) === JSON.stringify(value) ||
      there.get(key) === JSON.stringify(value),
  );
}
