import { setTimeout as sleep } from "node:timers/promises";
import type { Addressee } from "../web-api/private-answer.ts";
import { runAfterAck } from "./acknowledge.ts";
import { type Listening, tell } from "./deps.ts";
import type { Taken } from "./take-command.ts";

// Up to here people wait without a word (screens: every press answers where the person looks).
const SLOW_AFTER_MS = 1_000;

/**
 * Hands a command over. Its answer is the one private message; only when that takes longer than a second is it said that the command
 * arrived, for Slack lets nothing take the place of what a slash command was answered with (slackapi/bolt-js#2287).
 */
export async function handOverCommand(deps: Listening, { id, message, afterwards }: Extract<Taken, { kind: "taken" }>, to: Addressee) {
  await afterwards();
  // Not waited for by a stop: nothing that was recorded depends on it.
  void runAfterAck(deps.log, "Saying that a command arrived", async () => {
    await sleep(SLOW_AFTER_MS, undefined, { ref: false });
    if ((await deps.records.inbox.get(id)) !== undefined) await tell(deps, to, message);
  });
}
