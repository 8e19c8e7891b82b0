import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import { describeFactsDifference } from "../../core/operation/request/difference.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { narrowToGoal } from "../../core/rules/restore.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { restoreDifference } from "../carry-out/look.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { readFacts } from "../readings/read-vdiff.ts";

type CloseDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "digest">;

/**
 * Closes the open request of a move if its facts have changed: nobody should approve what is no longer there. An approved request has an
 * execution, which checks the facts itself.
 */
export async function closeChangedRequest(deps: CloseDeps, move: Move): Promise<void> {
  const mine = moveId(move.name);
  const { live } = await deps.records.dossier(mine);
  if (live.request?.state.kind !== "open") return;
  const { id } = live.request;
  const difference = await readDifference(deps, move, live.request);
  if (difference.length === 0) return;
  await commit(
    deps,
    mine,
    ({ request }, at) => {
      if (request?.state.kind !== "open") return { result: undefined };
      const body = { kind: "request-ended", requestId: id, verb: nameVerb(request.proposal), how: "changed", difference } as const;
      return {
        request: { ...request, state: { kind: "changed", at, difference } },
        entries: [{ body, key: `ended:${id}` }],
        audit: [{ kind: "request-changed", moveId: mine, facts: { request: id, difference: difference.join("; ") } }],
        jobs: publishJobs(mine),
        result: undefined,
      };
    },
    { request: id },
  );
}

/** An override has no facts that change: its step compares the findings when it comes. */
async function readDifference(deps: CloseDeps, move: Move, { proposal, shown }: Request): Promise<readonly string[]> {
  const vitess = deps.vitess(move.name.cluster);
  if (proposal.kind === "restore") {
    const [now, snapshot] = await Promise.all([vitess.rules(), deps.records.snapshot(move.name.cluster, proposal.restore.snapshot)]);
    return snapshot === undefined
      ? []
      : restoreDifference(deps, proposal.restore, narrowToGoal({ now, saved: snapshot.rules }, proposal.restore.only), shown.dryRun);
  }
  if (proposal.kind !== "workflow") return [];
  const { reading, facts } = await readFacts(vitess, move, await deps.records.now());
  return facts === undefined ? ["the workflow is gone"] : describeFactsDifference(proposal.facts, { move: move.name, facts, reading });
}
