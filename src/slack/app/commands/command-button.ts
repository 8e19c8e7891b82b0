import { toChannelId } from "../../../core/people/people.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import { completeNameHere, openCallOff } from "../buttons/call-off.ts";
import type { Click } from "../buttons/click.ts";
import { openForm } from "../forms/form.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { handOverCommand, handOverFromPanel } from "../taking/say-if-slow.ts";
import { takeCommand } from "../taking/take-command.ts";

/** Runs the button's value as if the person had typed it here. From the Home tab the answer is a direct message. */
export async function onCommandButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const { from } = click;
  // A job retries the worker's answer, so it needs no last resort.
  const { lastResponseUrl: _last, modal, ...place } = from;
  const inbound = { id: click.id, ...place, channel: from.channel ?? toChannelId(from.by), text: click.value };
  const taken = await takeCommand(deps, inbound);
  await acknowledge(deps.log, ack);
  if (taken.kind === "form") return openForm(deps, click.triggerId, from, taken);
  if (taken.kind === "call-off") return openCallOff(deps, click.triggerId, from, completeNameHere(deps, taken.name, from));
  if (taken.kind === "taken" && modal !== undefined) return handOverFromPanel(deps, taken, from);
  if (taken.kind === "taken") return handOverCommand(deps, taken, from);
  await answerActor(deps, from, taken.message);
}
