import type { Harness } from "../../../deploy/demo/harness.ts";
import { DEMO_CHANNEL, playWholeMove } from "../../../deploy/demo/whole-move.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import type { Connection } from "../../../src/store/redis/connection.ts";
import { listInteractiveElements } from "../../../practice/slack/blocks/ids.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { copyRecords, renamed } from "./copy-records.ts";

/** One press of Approve that will count: who presses, and on which message. */
export interface Press {
  readonly user: "U0BEN" | "U0CHO";
  readonly message: SlackMessage;
}

const WORKFLOW = "commerce2customer";
const MOVE = `customer.${WORKFLOW}`;
const PATIENCE_MS = 120_000;

/**
 * Ana creates, copies and compares a move and requests its switch; returns the request as the worker posted it. The policy is the usual one
 * and requires a VDiff, so that a vote finds everything it checks. Throws with Ana's answer if no request appears.
 */
export async function openRequest(harness: Harness): Promise<SlackMessage> {
  const { slack } = harness;
  const plot = { move: MOVE, sourceKeyspace: "commerce", tables: ["customer", "corder"] };
  const limits = { answerWithinMs: PATIENCE_MS, doneWithinMs: PATIENCE_MS };
  const card = await playWholeMove(harness, { ...plot, ...limits, steps: ["create", "copy", "VDiff"] }, () => undefined);
  await slack.runCommand({ user: "U0ANA", channel: DEMO_CHANNEL, command: "/movetables", text: `switch ${MOVE}` });
  try {
    return await slack.waitFor(() => slack.thread(DEMO_CHANNEL, card.ts).find((message) => requestOn(message) !== undefined), PATIENCE_MS);
  } catch (error) {
    const told = slack.ephemerals("U0ANA", DEMO_CHANNEL).at(-1)?.text;
    throw new Error(`no request came of switch ${MOVE}; Ana was told last: ${told ?? "nothing"}`, { cause: error });
  }
}

/**
 * Copies the real move with its open request under other names, and returns the presses that approve the copies: Ben's and then Cho's on
 * each, so that every press is a vote that counts and every second one completes an approval.
 */
export async function openPresses(redis: Connection, posted: SlackMessage, count: number): Promise<readonly Press[]> {
  const id = requestOn(posted);
  if (id === undefined) throw new Error("that message has nothing to approve");
  const names = [WORKFLOW, id];
  const suffixes = Array.from({ length: Math.ceil(count / 2) }, (_, at) => `-${at}`);
  await copyRecords(redis, names, suffixes);
  return suffixes.flatMap((suffix) => {
    const message = JSON.parse(renamed(JSON.stringify(posted), names, suffix)) as SlackMessage;
    return [
      { user: "U0BEN", message },
      { user: "U0CHO", message },
    ];
  });
}

/** The id of the request whose Approve button the message has. */
function requestOn({ blocks = [] }: SlackMessage): string | undefined {
  const button = blocks.flatMap(listInteractiveElements).find((element) => element["action_id"] === ACTIONS.approve);
  return button === undefined ? undefined : String(button["value"]);
}
