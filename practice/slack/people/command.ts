import { APP_ID, TEAM } from "../workspace/cast.ts";
import type { Ack } from "../delivery/transport.ts";
import { showEphemeral } from "../workspace/messages.ts";
import { respond } from "../workspace/response-urls.ts";
import { VERIFICATION_TOKEN, nameChannel, type Harness } from "./harness.ts";

export interface CommandInput {
  readonly user: string;
  readonly channel: string;
  readonly command: string;
  readonly text: string;
}

/** Types a slash command. Resolves with the ack; its text is shown to the person, and so is a missing ack. */
export async function runCommand(harness: Harness, input: CommandInput): Promise<Ack> {
  const person = harness.workspace.people.get(input.user);
  if (!person) throw new Error(`there is no person ${input.user} in the practice Slack`);
  if (!harness.commands.includes(input.command)) throw new Error(`${input.command} is not a command of this app`);
  const target = { channel: input.channel, viewer: input.user, command: harness.workspace.nextId("C") };
  // A command's payload has no thread_ts: the app cannot know in which thread somebody typed it (docs/facts/slack-delivery.md#payloads).
  const ack = await harness.delivery.deliver("slash_commands", {
    token: VERIFICATION_TOKEN,
    team_id: person.teamId ?? TEAM.id,
    team_domain: TEAM.domain,
    channel_id: input.channel,
    channel_name: nameChannel(harness, input.channel),
    user_id: person.id,
    user_name: person.name,
    command: input.command,
    text: input.text,
    api_app_id: APP_ID,
    is_enterprise_install: "false",
    response_url: harness.responseUrls.issue(target),
    trigger_id: harness.triggers.issue(person.id),
  });
  harness.commandOf.set(ack, target.command);
  if (!ack.ok)
    showEphemeral(harness.workspace, { ...target, from: "slack", text: `${input.command} failed with the error "${ack.error}"` });
  else if (Object.keys(ack.payload).length > 0) {
    const refused = respond(harness.workspace, target, ack.payload);
    if (refused)
      showEphemeral(harness.workspace, {
        ...target,
        from: "slack",
        text: `${input.command} failed with the error "${String(refused["error"])}"`,
      });
  }
  return ack;
}
