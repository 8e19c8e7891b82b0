import type { Request } from "../../../core/operation/request/requests.ts";
import type { Move } from "../../../core/move/moves.ts";
import { moveId } from "../../../core/vitess/names.ts";
import { tightenRequest } from "../../../operations/policy/requirement.ts";
import type { Execution } from "../../../core/operation/execution/executions.ts";
import type { Reader } from "../../../core/operation/request/presses.ts";
import { toRequestId, type PersonId, type RequestId } from "../../../core/people/people.ts";
import { readRoster } from "../../../operations/people/roster.ts";
import { formatPlaceOf } from "../../forms/place.ts";
import { renderReview } from "../../request/review.ts";
import { buildSentenceMessage, NOT_READ, REQUEST_UNKNOWN } from "../../web-api/sentences.ts";
import type { Click } from "../buttons/click.ts";
import { MODAL_LOOK_MS, openModal } from "../buttons/open-modal.ts";
import { acknowledge, finishInTime } from "../listener/acknowledge.ts";
import { type Listening, answerActor } from "../listener/deps.ts";

/** Handles Review: opens the request whole, as it is now, with the buttons that this person can press. Changes nothing. */
export async function onReview(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const { from } = click;
  const read = await finishInTime(deps.log, "Reading a request for its review", MODAL_LOOK_MS, () =>
    loadReview(deps, toRequestId(click.value), from.by),
  );
  if (read.kind === "failed") return answerActor(deps, from, buildSentenceMessage(NOT_READ));
  if (read.value === undefined) return answerActor(deps, from, buildSentenceMessage(REQUEST_UNKNOWN));
  const { request, execution, reader, now, move } = read.value;
  const { limits } = tightenRequest(deps.policy(request.move.cluster), request, move);
  await openModal(deps, click.triggerId, from, renderReview(request, execution, { now, limits, reader }, formatPlaceOf(from)));
}

interface Review {
  readonly request: Request;
  readonly execution: Execution | undefined;
  readonly reader: Reader;
  readonly now: number;
  readonly move: Move | undefined;
}

async function loadReview({ records, policy }: Listening, requestId: RequestId, by: PersonId): Promise<Review | undefined> {
  const [request, execution, now] = await Promise.all([records.requests.get(requestId), records.executions.get(requestId), records.now()]);
  if (request === undefined) return undefined;
  const { membershipOf } = await readRoster(records, policy(request.move.cluster).approvers);
  const move = await records.moves.get(moveId(request.move));
  return { request, execution, move, reader: { by, membership: membershipOf(by) }, now };
}
