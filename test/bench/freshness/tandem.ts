import type { ChannelSeed } from "../../../practice/slack/workspace/cast.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { listInteractiveElements } from "../../../practice/slack/blocks/ids.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import { nameMove, type Fleet } from "../fleet.ts";
import type { Shower } from "./ages.ts";

const PATIENCE_MS = 120_000;

/** Tandem as its cards show it. */
export function showTandem(slack: PracticeSlack, channels: readonly ChannelSeed[]): Shower {
  const cards = (): readonly SlackMessage[] => listCards(slack, channels);
  return {
    name: "Tandem",
    slack,
    readAt: () => cards().flatMap(readMoment),
    isLive: (ts) => cards().some((card) => card.ts === ts),
  };
}

/** All moves in Tandem's one message about them. */
export function showTandemsFleet(slack: PracticeSlack, channel: string): Shower {
  const messages = (): readonly SlackMessage[] => slack.messages(channel).filter(isFleet);
  return {
    name: "Tandem's fleet message",
    slack,
    readAt: () => messages().flatMap(({ blocks }) => findMoment(/As of <!date\^(\d+)\^/, blocks)),
    isLive: (ts) => messages().some((message) => message.ts === ts),
  };
}

/** Asks for the fleet message of a channel, and waits until it is there. */
export async function askForFleet(slack: PracticeSlack, channel: string): Promise<void> {
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text: "fleet" });
  await slack.waitFor(() => slack.messages(channel).find(isFleet), PATIENCE_MS);
}

function isFleet({ metadata }: SlackMessage): boolean {
  return metadata?.["event_type"] === "tandem_fleet";
}

export function listCards(slack: PracticeSlack, channels: readonly ChannelSeed[]): readonly SlackMessage[] {
  return channels.flatMap(({ id }) => slack.messages(id).filter(({ metadata }) => metadata?.["event_type"] === "tandem_card"));
}

/** When what a card shows was read, from the time that it says. */
function readMoment({ blocks }: SlackMessage): readonly number[] {
  return findMoment(/Read <!date\^(\d+)\^/, blocks);
}

function findMoment(written: RegExp, blocks: SlackMessage["blocks"]): readonly number[] {
  const seconds = written.exec(JSON.stringify(blocks))?.[1];
  return seconds === undefined ? [] : [Number(seconds) * 1000];
}

/**
 * Requests the cancel of a move, lets Ben approve it, which is one vote of two, and withdraws it. Returns how long it took from the press
 * until the request's own message counted the vote, in milliseconds.
 */
export async function approveOnce(slack: PracticeSlack, fleet: Fleet, pair: number): Promise<number> {
  const { targetKeyspace, workflow } = nameMove(fleet, pair, 1);
  const channel = fleet.channelOf(pair);
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text: `cancel ${targetKeyspace}.${workflow}` });
  const posted = await slack
    .waitFor(() => findRequest(slack, channel), PATIENCE_MS)
    .catch((error: unknown) => {
      throw new Error(`No request came; the last answer was: ${slack.ephemerals("U0ANA").at(-1)?.text ?? "none"}`, { cause: error });
    });
  const began = performance.now();
  await slack.click({ user: "U0BEN", channel, ts: posted.ts, actionId: ACTIONS.approve });
  await slack.waitFor(() => JSON.stringify(findMessage(slack, channel, posted.ts)?.blocks).includes("*Approvals* 1 of 2"), PATIENCE_MS);
  const took = performance.now() - began;
  await slack.click({ user: "U0ANA", channel, ts: posted.ts, actionId: ACTIONS.withdraw });
  await slack.waitFor(() => findRequest(slack, channel) === undefined, PATIENCE_MS);
  return took;
}

function findMessage(slack: PracticeSlack, channel: string, ts: string): SlackMessage | undefined {
  return slack.messages(channel).find((message) => message.ts === ts);
}

function findRequest(slack: PracticeSlack, channel: string): SlackMessage | undefined {
  return slack
    .messages(channel)
    .find(({ blocks = [] }) => blocks.flatMap(listInteractiveElements).some((element) => element["action_id"] === ACTIONS.approve));
}
