import { handOver } from "../../../operations/hand-over.ts";
import { takeAlarm } from "../../../operations/announce/take-alarm.ts";
import { readTakeButton } from "../../move/take-button.ts";
import { sayTaking } from "../../wording/taking.ts";
import { acknowledge, runAfterAck } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { recordPress } from "./record-press.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { buildPressMessage, buildSentenceMessage, STALE_BUTTON } from "../../web-api/sentences.ts";

/** Handles I have it: recorded before it is acknowledged, like a vote. Every insider may press it. */
export async function onTakeAlarm(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const { by } = click.from;
  const about = readTakeButton(click.value);
  if (about === undefined) {
    await acknowledge(deps.log, ack);
    return answerActor(deps, click.from, buildSentenceMessage(STALE_BUTTON));
  }
  const written = await recordPress(deps, click, ack, () => takeAlarm(deps, about, by));
  if (written === undefined) return;
  const { result, wanted, at } = written.value;
  await runAfterAck(deps.log, "What follows from having an alarm", () => handOver(deps, wanted));
  await answerActor(deps, click.from, buildPressMessage(sayTaking(result, by, at), written));
}
