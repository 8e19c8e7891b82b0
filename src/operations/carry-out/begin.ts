import { planOf } from "../../core/acts/acts.ts";
import type { Execution } from "../../core/acts/executions.ts";
import type { Instant } from "../../core/readings.ts";
import type { Request } from "../../core/acts/requests.ts";
import type { Limits } from "../../core/acts/policy.ts";
import type { PersonId } from "../../core/people.ts";
import type { Records } from "../records.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * The execution with this id: the recorded one, or, for an approved request that has none yet, the intent written now. An execution has
 * its request's id, so that however often it is begun there is one. Undefined when there is nothing to carry out.
 */
export async function beginExecution(
  { records, policy }: Pick<CarryOutDeps, "policy"> & { readonly records: Pick<Records, "executions" | "requests" | "now"> },
  id: string,
): Promise<Execution | undefined> {
  const recorded = await records.executions.get(id);
  if (recorded !== undefined) return recorded;
  const request = await records.requests.get(id);
  if (request?.state.kind !== "approved") return undefined;
  const { limits } = policy(request.seal.move.cluster);
  await records.executions.create(id, intentOf(request, request.state.useBy, limits, await records.now()));
  return records.executions.get(id);
}

function intentOf(request: Request, useBy: Instant, limits: Limits, now: Instant): Execution {
  return {
    id: request.id,
    requestId: request.id,
    move: request.seal.move,
    channel: request.channel,
    act: request.seal.act,
    startedBy: request.askedBy,
    seal: request.seal,
    createdAt: now,
    useBy,
    plan: planOf(request.seal.act, limits.soakMs),
    step: 0,
    calls: [],
    settled: false,
  };
}

/** The intent of what needs no request: an armed rollback (design §6), a rescue. */
export function unasked(
  id: string,
  seal: Request["seal"],
  channel: Request["channel"],
  by: PersonId,
  now: Instant,
  limits: Limits,
): Execution {
  return {
    id,
    move: seal.move,
    channel,
    act: seal.act,
    startedBy: by,
    seal,
    createdAt: now,
    useBy: now + limits.useByMs,
    plan: planOf(seal.act, limits.soakMs),
    step: 0,
    calls: [],
    settled: false,
  };
}
