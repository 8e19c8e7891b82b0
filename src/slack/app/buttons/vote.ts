import { toRequestId } from "../../../core/people/people.ts";
import { type Cast, castVote, type CastVote, type VoteResult } from "../../../operations/requests/cast-vote.ts";
import { readFreezeOnRequest } from "../../../operations/policy/freezes.ts";
import { handOver } from "../../../operations/hand-over.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { renderVoteResult } from "../../request/click.ts";
import { runAfterAck, finishInTime, type RecordedPress } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { recordPress } from "./record-press.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { askForHome } from "../listener/ask-for-home.ts";
import { buildPressMessage } from "../../web-api/sentences.ts";

// The vote is recorded; its answer should not wait long for details that only improve the wording.
const VOTE_LOOK_MS = 1_500;

/** Handles Approve: stores the vote and everything that follows from it before acknowledging the click. */
export async function onApprove(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const cast: CastVote = { requestId: toRequestId(click.value), by: click.from.by, kind: "approve", reason: "" };
  const written = await recordPress(deps, click, ack, async () => castVote(deps, cast, await deps.moveOf(cast.requestId)));
  if (written === undefined) return;
  await followVote(deps, cast, written, click.from);
}

/** Enqueues the jobs that the vote calls for, and answers the voter. */
export async function followVote(deps: Listening, vote: CastVote, written: RecordedPress<Cast>, from: Addressee): Promise<void> {
  const { result, wanted } = written.value;
  await runAfterAck(deps.log, "What follows from a vote", () => handOver(deps, wanted));
  await redrawHome(deps, from);
  await answerActor(deps, from, buildPressMessage(await readVoteWords(deps, vote, result), written));
}

/** Redraws the Home tab for a person who pressed there or in a modal opened from it, outside any channel, so that they see the result. */
export async function redrawHome(deps: Pick<Listening, "log" | "jobs">, { by, channel }: Addressee): Promise<void> {
  if (channel === undefined) await askForHome(deps, by);
}

/** The answer to the voter. While the store is down it leaves names out rather than guess. */
async function readVoteWords(
  { records, policy, log }: Listening,
  { requestId, kind: press }: CastVote,
  result: VoteResult,
): Promise<string> {
  const read = await finishInTime(log, "Reading a request for its answer", VOTE_LOOK_MS, async () => {
    const [request, now] = await Promise.all([records.requests.get(requestId), records.now()]);
    const freeze = request === undefined ? undefined : await readFreezeOnRequest({ records, policy }, request);
    return { now, ...(request === undefined ? {} : { request }), ...(freeze === undefined ? {} : { freeze }) };
  });
  return renderVoteResult(result, { press, ...(read.kind === "done" ? read.value : { now: Date.now() }) });
}
