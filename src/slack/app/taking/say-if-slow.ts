import { setTimeout as sleep } from "node:timers/promises";
import type { Addressee } from "../../web-api/private-answer.ts";
import { runAfterAck } from "../listener/acknowledge.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { buildSentenceMessage } from "../../web-api/sentences.ts";
import type { Taken } from "./take-command.ts";

// Until then people see no receipt (screens: every press answers where the person looks).
const SLOW_AFTER_MS = 1_000;

/**
 * Hands a command over to a worker. Its answer is the one private message; a receipt comes first only when that takes longer than a second,
 * because Slack offers no way to replace the first answer to a slash command (slackapi/bolt-js#2287).
 */
export async function handOverCommand(deps: Listening, { id, message, afterwards }: Extract<Taken, { kind: "taken" }>, to: Addressee) {
  await afterwards();
  // A shutdown does not wait for the receipt: nothing recorded depends on it.
  void runAfterAck(deps.log, "Saying that a command arrived", async () => {
    await sleep(SLOW_AFTER_MS, undefined, { ref: false });
    if ((await deps.records.inbox.get(id)) !== undefined) await answerActor(deps, to, message);
  });
}

/** The same for a press in a panel, which says at once where the worker's answer will appear: nothing else tells that the press arrived. */
export async function handOverFromPanel(deps: Listening, { message, afterwards }: Extract<Taken, { kind: "taken" }>, to: Addressee) {
  await afterwards();
  const where = to.channel === undefined ? "comes as a direct message" : "comes in the thread, to you alone";
  await answerActor(deps, to, buildSentenceMessage(`${message.text} The answer ${where}.`));
}
