import type { Ack } from "../delivery/transport.ts";
import { find } from "../workspace/messages.ts";
import { composeInteraction, nameChannel, type Harness } from "./harness.ts";

export interface ShortcutInput {
  readonly user: string;
  readonly callbackId: string;
  readonly channel: string;
  readonly ts: string;
}

/** Chooses an app's shortcut in the menu of a message, of anybody's and in any channel. */
export async function runShortcut(harness: Harness, { user, callbackId, channel, ts }: ShortcutInput): Promise<Ack> {
  const { workspace } = harness;
  if (!harness.shortcuts.some((one) => one.callbackId === callbackId)) throw new Error(`${callbackId} is not a shortcut of this app`);
  const message = find(workspace, channel, ts);
  if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
  const thread = message.thread_ts === undefined ? {} : { threadTs: message.thread_ts };
  return harness.delivery.deliver("interactive", {
    ...composeInteraction(harness, "message_action", user),
    callback_id: callbackId,
    trigger_id: harness.triggers.issue(user),
    response_url: harness.responseUrls.issue({ channel, viewer: user, ...thread }),
    channel: { id: channel, name: nameChannel(harness, channel) },
    message_ts: ts,
    action_ts: workspace.nextTs(),
    message,
  });
}
