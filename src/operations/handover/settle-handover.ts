import type { Handover } from "../../core/operation/handover/handover.ts";
import { giveCharge } from "../../core/move/in-charge.ts";
import { isActive } from "../../core/move/moves.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Gives the moves of an accepted hand-over to whoever accepted it, with a line in each thread, then has the message updated. Leaves out
 * moves that ended, that were begun anew since, or that somebody accepted later. Running it again writes nothing twice.
 */
export async function settleHandover(deps: Pick<VerbDeps, "records" | "jobs">, handoverId: string): Promise<void> {
  const handover = await deps.records.handovers.get(handoverId);
  if (handover?.state.kind !== "accepted") return;
  for (const name of handover.moves) await giveMove(deps, handover, name);
  await deps.jobs.ask({ job: "publish-handover", handoverId });
}

async function giveMove(
  deps: Pick<VerbDeps, "records" | "jobs">,
  { id, by: from, at: offeredAt, state }: Handover,
  name: MoveName,
): Promise<void> {
  if (state.kind !== "accepted") return;
  const { by, at } = state;
  const mine = moveId(name);
  await commit(deps, mine, ({ move }) => {
    if (move === undefined || !isActive(move) || move.askedAt > offeredAt) return { result: undefined };
    const given = giveCharge(move, { by, at });
    if (given === undefined) return { result: undefined };
    return {
      once: `handover:${id}`,
      move: given,
      entries: [{ body: { kind: "handed-over", by, from }, key: `handover:${id}` }],
      audit: [{ kind: "handed-over", moveId: mine, by, facts: { from, handover: id } }],
      jobs: publishJobs(mine),
      result: undefined,
    };
  });
}
