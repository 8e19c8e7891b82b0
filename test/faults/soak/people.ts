import { ACTIONS } from "../../../src/slack/actions.ts";
import { type Installation, press } from "../../acceptance/one-truth/installation.ts";
import { ANA, BEN, cardOf, CHO, INCIDENT, MOVES } from "../../acceptance/people.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import type { Chance } from "./chance.ts";

/** Two channels take twice as many lines a second as one. */
export function channelOf(workflow: string): string {
  return Number(/\d+$/.exec(workflow)?.[0] ?? 0) % 2 === 0 ? MOVES : INCIDENT;
}

/** The lines of a move's thread, in whichever channel it is. */
export function linesOf({ slack, vitess }: Installation, workflow: string): readonly SlackMessage[] {
  const channel = channelOf(workflow);
  const card = cardOf({ slack, vitess }, `customer.${workflow}`, channel);
  return card === undefined ? [] : slack.thread(channel, card.ts).slice(1);
}

/** Types a command in the move's channel, acknowledged or not. */
export async function say({ slack }: Installation, workflow: string, text: string): Promise<void> {
  await slack.runCommand({ user: ANA, channel: channelOf(workflow), command: "/movetables", text });
}

const VERBS = [
  "switch",
  "switch --tablet-types primary",
  "switch --tablet-types primary",
  "reverse --tablet-types primary",
  "vdiff create",
  "status",
] as const;

/** What people do to one move: they request and decide, look, change their minds, and take no notice of what fails meanwhile. */
export async function actOn(here: Installation, workflow: string, { pick, happens }: Chance): Promise<void> {
  const move = `customer.${workflow}`;
  const request = linesOf(here, workflow).findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(ACTIONS.approve));
  if (request === undefined || happens(0.1)) {
    await say(here, workflow, withMove(pick(VERBS), move));
    return;
  }
  const label = happens(0.9) ? "Approve" : "Dry run";
  for (const user of [BEN, CHO]) await press(here, user, request, label).catch(noButton);
}

function withMove(verb: string, move: string): string {
  const [word = "", ...options] = verb.split(" ");
  return word === "vdiff" ? `vdiff create ${move}` : [word, move, ...options].join(" ");
}

/** An edit may have taken the button away meanwhile. */
function noButton(): void {}
