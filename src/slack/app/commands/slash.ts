import type { AckFn, RespondArguments, SlashCommand } from "@slack/bolt";
import { toChannelId, toPersonId, toRequestId } from "../../../core/people/people.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import { completeNameHere, openCallOff } from "../buttons/call-off.ts";
import { openForm } from "../forms/form.ts";
import type { Listening } from "../listener/deps.ts";
import { handOverCommand } from "../taking/say-if-slow.ts";
import { takeCommand } from "../taking/take-command.ts";

/** Handles `/movetables …`: records the command, acknowledges it, hands it over. Help and mistakes are answered at once. */
export async function onSlash(deps: Listening, command: SlashCommand, ack: AckFn<string | RespondArguments>): Promise<void> {
  const by = toPersonId(command.user_id);
  const channel = toChannelId(command.channel_id);
  const from = { by, channel, responseUrl: command.response_url };
  // Slack gives each command its own trigger_id and repeats it when it delivers the command again.
  const taken = await takeCommand(deps, { id: toRequestId(`slash-${command.trigger_id}`), ...from, text: command.text });
  if (taken.kind === "form") {
    await acknowledge(deps.log, () => ack());
    await openForm(deps, command.trigger_id, from, taken);
    return;
  }
  if (taken.kind === "call-off") {
    await acknowledge(deps.log, () => ack());
    return openCallOff(deps, command.trigger_id, from, completeNameHere(deps, taken.name, from));
  }
  if (taken.kind === "taken") {
    await acknowledge(deps.log, () => ack());
    return handOverCommand(deps, taken, from);
  }
  const { text, blocks } = taken.message;
  await acknowledge(deps.log, () => ack({ response_type: "ephemeral", text, blocks: [...blocks] }));
}
