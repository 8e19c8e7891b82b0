import { type Handover, isGiven, isStillMeant } from "../../core/operation/handover/handover.ts";
import { giveCharge } from "../../core/move/in-charge.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Gives the moves of an accepted hand-over to whoever accepted it, with a line in each thread, records which moves went to them, and has
 * the message updated. Leaves out moves that ended, that were begun anew since, or that somebody accepted later. Running it again writes
 * nothing twice.
 */
export async function settleHandover(deps: Pick<VerbDeps, "records" | "jobs">, handoverId: string): Promise<void> {
  const handover = await deps.records.handovers.get(handoverId);
  if (handover?.state.kind !== "accepted") return;
  if (!isGiven(handover)) {
    const given: MoveName[] = [];
    for (const name of handover.moves) if (await giveMove(deps, handover, name)) given.push(name);
    await deps.records.handovers.change(handoverId, ({ state, ...rest }) => ({
      ...(state.kind === "accepted" ? { write: { ...rest, state: { ...state, given } } } : {}),
      result: undefined,
    }));
  }
  await deps.jobs.ask({ job: "publish-handover", handoverId });
}

/** True if the move is in the charge of whoever accepted, also from an earlier run. */
async function giveMove(deps: Pick<VerbDeps, "records" | "jobs">, handover: Handover, name: MoveName): Promise<boolean> {
  const { id, by: from, state } = handover;
  if (state.kind !== "accepted") return false;
  const { by, at } = state;
  const mine = moveId(name);
  return commit(deps, mine, ({ move }) => {
    if (move === undefined || !isStillMeant(handover, move)) return { result: false };
    const given = giveCharge(move, { by, at });
    if (given === undefined) return { result: move.inCharge?.by === by && move.inCharge.at === at };
    return {
      once: `handover:${id}`,
      move: given,
      entries: [{ body: { kind: "handed-over", by, from }, key: `handover:${id}` }],
      audit: [{ kind: "handed-over", moveId: mine, by, facts: { from, handover: id } }],
      jobs: publishJobs(mine),
      result: true,
    };
  });
}
