import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { listMessageLines } from "./message-text.ts";
import type { Harness } from "./harness.ts";
import { DEMO_CHANNEL, type Plot, playWholeMove } from "./whole-move.ts";

const STEP_LIMIT_MS = 40_000;
const DEMO: Plot = {
  move: "customer.commerce2customer",
  sourceKeyspace: "commerce",
  tables: ["customer", "corder"],
  answerWithinMs: STEP_LIMIT_MS,
  doneWithinMs: STEP_LIMIT_MS,
};

/** Plays one whole move and prints its thread. Throws at the first step that does not happen. */
export async function playMove(harness: Harness, print: (line: string) => void): Promise<void> {
  const card = await playWholeMove(harness, DEMO, print);
  print("\n── The thread, from its first line to its last\n");
  for (const message of harness.slack.thread(DEMO_CHANNEL, card.ts)) printMessage(message, print);
}

/** Prints one message as a person reads it. */
export function printMessage(message: Pick<SlackMessage, "text" | "blocks">, print: (line: string) => void): void {
  const [first = "", ...rest] = listMessageLines(message);
  print(`• ${first}`);
  for (const line of rest) print(`  ${line}`);
}
