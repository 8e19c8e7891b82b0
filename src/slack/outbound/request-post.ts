import { type MoveId, moveId as idOf } from "../../core/vitess/names.ts";
import { tightenRequest } from "../../operations/policy/requirement.ts";
import { createHash } from "node:crypto";
import type { Execution } from "../../core/operation/execution/executions.ts";
import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import type { Move } from "../../core/move/moves.ts";
import { toChannelId, type PersonId, type RequestId } from "../../core/people/people.ts";
import { listOverriders } from "../../core/findings/overrides.ts";
import { isLive, type Request } from "../../core/operation/request/requests.ts";
import type { AnswerMessage } from "../blocks/message.ts";
import { renderRequest } from "../request/message.ts";
import type { Thread } from "./entry-post.ts";
import { isMessageGone } from "../web-api/faults.ts";
import { readFreezeOnRequest } from "../../operations/policy/freezes.ts";
import { listPeopleInHold } from "./move-facts.ts";
import { forgetIntent, postOnce } from "./post-once.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { update } from "../web-api/send.ts";
import { uploadOnce } from "./upload.ts";

export function toRequestKey(requestId: RequestId): string {
  return `request:${requestId}`;
}

/** The state of a message whose request and execution are over: it needs no more updates. */
export const FINAL = "final";

/**
 * Posts a request's own message, once. An open request also goes to the channel and mentions the approvers, this one time: an edit notifies
 * nobody.
 */
export async function postRequest(deps: PublisherDeps, thread: Thread, move: Move, requestId: RequestId): Promise<void> {
  const { records } = deps;
  const request = await records.requests.get(requestId);
  // An attempt that broke off before the thread's mark moved on has posted it already, or it was never written.
  if (request === undefined || (await records.message(toRequestKey(requestId))) !== undefined) return;
  const execution = await records.executions.get(requestId);
  const open = request.state.kind === "open";
  // Read before the message is drawn: if the freeze changes in between, the next refresh draws it again.
  const freeze = await readFreezeOnRequest(deps, request);
  const message = await drawRequest(deps, request, execution, { mention: open });
  const place = { ...thread, broadcast: open };
  const mark = { kind: "request", request: requestId } as const;
  const once = chooseDecisionLane(deps);
  const { file, ...post } = message;
  const ts = await postOnce(once, place, post, mark);
  if (file !== undefined) await uploadOnce(once, toRequestKey(requestId), thread, { ...file, title: file.name });
  // The message just sent may mention the approvers; the first edit removes that.
  await records.saveMessage(toRequestKey(requestId), {
    channel: toChannelId(thread.channel),
    ts,
    shows: describeRequestState(request, execution, freeze),
  });
  await forgetIntent(deps, place, mark);
}

/** Edits those messages of this move's requests that show an outdated state. */
export async function refreshRequests(deps: PublisherDeps, moveId: MoveId, thread: Thread, move: Move): Promise<void> {
  const posted = await deps.records.postedUpTo(moveId);
  for (const { seq, body } of await deps.records.entries(moveId, 0)) {
    if (body.kind === "requested" && seq < posted) await refresh(deps, thread, move, body.requestId);
  }
}

async function refresh(deps: PublisherDeps, thread: Thread, move: Move, requestId: RequestId): Promise<void> {
  const { records } = deps;
  const sent = await records.message(toRequestKey(requestId));
  if (sent === undefined || sent.shows === FINAL) return;
  const request = await records.requests.get(requestId);
  if (request === undefined) return;
  const execution = await records.executions.get(requestId);
  const state = describeRequestState(request, execution, await readFreezeOnRequest(deps, request));
  if (sent.shows === state) return;
  try {
    const { file: _below, ...post } = await drawRequest(deps, request, execution, { mention: false });
    await update(chooseDecisionLane(deps), sent, post);
    await records.saveMessage(toRequestKey(requestId), { ...sent, shows: state });
  } catch (error) {
    if (!isMessageGone(error)) throw error;
    await records.forgetMessage(toRequestKey(requestId));
    await postRequest(deps, thread, move, requestId);
  }
}

/** Renders a request as of now. `mention`: mention the approvers; `elsewhere`: not in its thread; `whole`: where no file can go. */
export async function drawRequest(
  deps: PublisherDeps,
  request: Request,
  execution: Execution | undefined,
  how: { readonly mention: boolean; readonly elsewhere?: true; readonly whole?: true },
): Promise<AnswerMessage> {
  const policy = deps.policy(request.move.cluster);
  const { limits } = tightenRequest(policy, request, await deps.records.moves.get(idOf(request.move)));
  const people = [
    request.askedBy,
    ...request.votes.map((vote) => vote.by),
    ...("by" in request.state ? [request.state.by] : []),
    ...listPeopleWhoEnded(execution),
    ...(execution === undefined ? [] : listPeopleInHold(execution)),
    ...listOverriders(request.shown.findings ?? []),
  ];
  const freeze = await readFreezeOnRequest(deps, request);
  const names = await deps.names.of([...people, ...(freeze?.by === undefined ? [] : [freeze.by])]);
  return renderRequest(request, execution, {
    now: await deps.records.now(),
    limits,
    approverGroups: policy.approvers,
    ...how,
    names,
    ...(freeze === undefined ? {} : { freeze }),
  });
}

function listPeopleWhoEnded(execution: Execution | undefined): readonly PersonId[] {
  const outcome = execution?.state.kind === "ended" ? execution.state.outcome : undefined;
  return outcome?.kind === "called-off" ? [outcome.by] : [];
}

/** The facts that the message shows, without clock times, whose changes alone do not justify an edit. */
export function describeRequestState(request: Request, execution: Execution | undefined, freeze: FreezeNow | undefined): string {
  if (!isLive(request) && (execution === undefined || execution.state.kind === "ended")) return FINAL;
  const { votes, state } = request;
  return createHash("sha256")
    .update(JSON.stringify([votes, state, execution?.state, ...(state.kind === "open" && freeze !== undefined ? [freeze] : [])]))
    .digest("hex")
    .slice(0, 16);
}
