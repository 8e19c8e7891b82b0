import { renderDryRun } from "../../request/dry-run.ts";
import { acknowledge, finishInTime, WRITE_WITHIN_MS } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { NOT_READ, REQUEST_UNKNOWN, buildSentenceMessage } from "../../web-api/sentences.ts";

/** Shows the dry run that the request was made with to the person who pressed. */
export async function onDryRun(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const { records } = deps;
  const read = await finishInTime(deps.log, "Reading a request's dry run", WRITE_WITHIN_MS, () =>
    Promise.all([records.requests.get(click.value), records.now()]),
  );
  if (read.kind === "failed") return answerActor(deps, click.from, buildSentenceMessage(NOT_READ));
  const [request, now] = read.value;
  await answerActor(deps, click.from, request === undefined ? buildSentenceMessage(REQUEST_UNKNOWN) : renderDryRun(request, now));
}
