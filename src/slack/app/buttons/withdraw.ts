import { toRequestId } from "../../../core/people/people.ts";
import { handOver } from "../../../operations/hand-over.ts";
import { withdrawRequest } from "../../../operations/requests/withdraw-request.ts";
import { renderWithdrawal } from "../../request/click.ts";
import { runAfterAck } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { recordPress } from "./record-press.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { redrawHome } from "./vote.ts";
import { buildPressMessage } from "../../web-api/sentences.ts";

/** Handles Withdraw: recorded before it is acknowledged, like a vote. */
export async function onWithdraw(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const written = await recordPress(deps, click, ack, () => withdrawRequest(deps, toRequestId(click.value), click.from.by));
  if (written === undefined) return;
  const { result, wanted } = written.value;
  await runAfterAck(deps.log, "What follows from a withdrawal", () => handOver(deps, wanted));
  await redrawHome(deps, click.from);
  await answerActor(deps, click.from, buildPressMessage(renderWithdrawal(result), written));
}
