import type { RequestId } from "../core/people/people.ts";
import type { Move } from "../core/move/moves.ts";
import { type MoveId, moveId } from "../core/vitess/names.ts";
import { composeAnnouncement } from "../core/announce/announce.ts";
import type { Execution } from "../core/operation/execution/executions.ts";
import type { Request } from "../core/operation/request/requests.ts";
import { beginRequest } from "../core/announce/votes.ts";
import type { Instant } from "../core/readings/readings.ts";
import { publishJobs } from "../core/announce/wanted-jobs.ts";
import { commit } from "./commit.ts";
import { attempt, Fault } from "./fault.ts";
import type { Decision } from "./decision.ts";
import type { VerbDeps } from "./deps.ts";

type FinishDeps = Pick<VerbDeps, "records" | "jobs" | "policy">;

/**
 * Finishes what Tandem 0.1 was interrupted in, because it wrote in several steps: outcomes that were not announced everywhere, and
 * approvals without an execution. Since 0.2 one commit writes these together, so there is nothing to find. Runs once at the start; running
 * it again changes nothing. Returns the faults of damaged records: none of them stops the others or the process.
 */
export async function finishOldRecords(deps: FinishDeps): Promise<readonly Fault[]> {
  const ended = (await deps.records.executions.unsettled()).filter(({ state }) => state.kind === "ended");
  const approved = (await deps.records.requests.live()).filter(({ state }) => state.kind === "approved");
  const ends: (Fault | void)[] = [];
  for (const execution of ended) ends.push(await attempt(() => announceOldEnd(deps, execution), "unexpected"));
  for (const request of approved) ends.push(await attempt(() => beginApproved(deps, request), "unexpected"));
  return ends.filter((end) => end instanceof Fault);
}

async function announceOldEnd(deps: FinishDeps, { id, move: name, requestId }: Execution): Promise<void> {
  const mine = moveId(name);
  const isTold = await isEndAnnounced(deps, mine, id);
  const { rollbackMs } = deps.policy(name.cluster).limits;
  await commit(
    deps,
    mine,
    ({ move, request, execution }, now) => {
      if (execution?.state.kind !== "ended") return { result: undefined };
      const event = { kind: "ended", outcome: execution.state.outcome } as const;
      const told = composeAnnouncement(execution, [event], {
        move,
        request: requestId === undefined ? undefined : request,
        now,
        rollbackMs,
      });
      return { ...told, execution, ...(isTold ? { entries: [], audit: [] } : {}), result: undefined };
    },
    { execution: id, ...(requestId === undefined ? {} : { request: requestId }) },
  );
}

async function isEndAnnounced({ records }: FinishDeps, mine: MoveId, executionId: string): Promise<boolean> {
  const lines = await records.entries(mine, 0);
  return lines.some(({ body }) => body.kind === "outcome" && body.executionId === executionId);
}

async function beginApproved(deps: FinishDeps, { id, move: name }: Request): Promise<void> {
  const { limits } = deps.policy(name.cluster);
  const mine = moveId(name);
  const isTold = await isEndAnnounced(deps, mine, id);
  await commit(
    deps,
    mine,
    ({ move, request, execution, live }, now) => {
      if (request?.state.kind !== "approved" || execution !== undefined || live.execution !== undefined) return { result: undefined };
      // The execution itself finds out that its time has passed; an override has no execution.
      const { move: granted, ...begun } = beginRequest(request, { move, limits, now });
      if (request.proposal.kind !== "override") return { ...begun, result: undefined };
      // Tandem 0.1 wrote the override onto the move first.
      if (isGranted(move, id)) return { ...begun, ...(isTold ? { audit: [] } : {}), result: undefined };
      if (now >= request.state.useBy) return { ...lapseRequest(request, now), jobs: publishJobs(mine), result: undefined };
      return { ...begun, ...(granted === undefined ? {} : { move: granted }), result: undefined };
    },
    { request: id, execution: id },
  );
}

function isGranted(move: Move | undefined, requestId: RequestId): boolean {
  return move?.overrides?.some((one) => one.requestId === requestId) === true;
}

function lapseRequest(request: Request, at: Instant): Pick<Decision<void>, "request" | "entries" | "audit"> {
  const { id, move } = request;
  const body = { kind: "request-ended", requestId: id, verb: "override", how: "expired", difference: [] } as const;
  return {
    request: { ...request, state: { kind: "expired", at } },
    entries: [{ body, key: `ended:${id}` }],
    audit: [{ kind: "request-expired", moveId: moveId(move), facts: { request: id } }],
  };
}
