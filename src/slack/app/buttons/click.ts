import type { BlockAction, ViewOutput } from "@slack/bolt";
import { toChannelId, toPersonId, type RequestId, toRequestId } from "../../../core/people/people.ts";
import { PANELS } from "../../actions.ts";
import { readPlace } from "../../forms/place.ts";
import type { Addressee } from "../../web-api/private-answer.ts";

/** One press of a button, reduced to what Tandem uses. */
export interface Click {
  readonly actionId: string;
  /** The button's value, or that of the choice in a menu; empty when it has none. */
  readonly value: string;
  /** Slack's id for the press: it stays the same however often Slack delivers it. */
  readonly id: RequestId;
  /** Opens one modal within three seconds. */
  readonly triggerId: string;
  readonly from: Addressee;
  /** The form or Home tab on which it was pressed, if any. */
  readonly view?: ViewOutput;
}

/**
 * Reads a press from Slack's payload. One from the Home tab or a modal has no channel and no response URL; a panel carries the place of the
 * message that it was opened from.
 */
export function readClick(body: BlockAction): Click {
  const [action] = body.actions;
  const by = toPersonId(body.user.id);
  const threadTs = findThreadOfClick(body);
  return {
    actionId: action?.action_id ?? "",
    value: readValue(action),
    id: toRequestId(`click-${action?.action_ts ?? body.trigger_id}-${by}`),
    triggerId: body.trigger_id,
    ...(body.view === undefined ? {} : { view: body.view }),
    from: {
      by,
      ...(body.channel === undefined ? {} : { channel: toChannelId(body.channel.id) }),
      ...(threadTs === undefined ? {} : { threadTs }),
      ...pickResponseUrl(body, threadTs),
      ...findPanel(body),
    },
  };
}

function findPanel({ view }: BlockAction): Pick<Addressee, "modal" | "channel" | "threadTs"> {
  if (view === undefined || !IS_PANEL.has(view.callback_id)) return {};
  const { channel, thread } = readPlace(view.private_metadata);
  return {
    modal: view.id,
    ...(channel === undefined ? {} : { channel: toChannelId(channel) }),
    ...(thread === undefined ? {} : { threadTs: thread }),
  };
}

const IS_PANEL: ReadonlySet<string> = new Set(Object.values(PANELS));

function readValue(action: BlockAction["actions"][number] | undefined): string {
  if (action?.type === "overflow") return action.selected_option.value;
  return action !== undefined && "value" in action && typeof action.value === "string" ? action.value : "";
}

/** A response URL of a message that has a thread answers in that thread, so a press in the channel keeps it as the last resort. */
function pickResponseUrl(body: BlockAction, threadTs: string | undefined): Pick<Addressee, "responseUrl" | "lastResponseUrl"> {
  // Bolt's type promises a response URL, but a click in a view has none (docs/facts/slack-delivery.md#payloads).
  const url: unknown = body.response_url;
  if (typeof url !== "string") return {};
  return threadTs === undefined && hasThread(body) ? { lastResponseUrl: url } : { responseUrl: url };
}

/**
 * The thread in which the person pressed; undefined in the channel. That includes cards, which head their threads, and broadcast lines,
 * which also have a copy in the thread: whoever presses one mostly has the thread closed.
 */
function findThreadOfClick({ container, message }: BlockAction): string | undefined {
  const { thread_ts: threadTs, message_ts: ts }: Readonly<Record<string, unknown>> = container;
  if (typeof threadTs !== "string" || threadTs === ts || message?.["subtype"] === "thread_broadcast") return undefined;
  return threadTs;
}

function hasThread({ container }: BlockAction): boolean {
  const { thread_ts: threadTs }: Readonly<Record<string, unknown>> = container;
  return typeof threadTs === "string";
}
