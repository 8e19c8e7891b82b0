import { acceptHandover } from "../../../operations/handover/accept-handover.ts";
import { sayAcceptance } from "../../handover/press.ts";
import { runAfterAck } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { recordPress } from "./record-press.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { buildPressMessage } from "../../web-api/sentences.ts";

/** Handles Accept hand-over: recorded before it is acknowledged, like a vote. The sweep finds it if the job is lost. */
export async function onAcceptHandover(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const written = await recordPress(deps, click, ack, () => acceptHandover(deps, click.value, click.from.by));
  if (written === undefined) return;
  const { value } = written;
  if (value.kind === "accepted") {
    const { id: handoverId } = value.handover;
    await runAfterAck(deps.log, "What follows from a hand-over", () => deps.jobs.ask({ job: "settle-handover", handoverId }));
  }
  await answerActor(deps, click.from, buildPressMessage(sayAcceptance(value), written));
}
