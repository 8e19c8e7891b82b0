import { watchJob } from "../../core/announce/wanted-jobs.ts";
import type { Execution } from "../../core/operation/execution/executions.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import { moveId } from "../../core/vitess/names.ts";
import { note } from "../announce/note.ts";
import { notify, notifyEveryChannel } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";
import type { StoreLoss } from "../losses.ts";

/** What recovery works with. */
export interface RecoverDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters"> {
  /** Sets up what the queues do by themselves, and has Vitess searched for moves that nobody follows. */
  restartQueues(): Promise<void>;
}

/**
 * Makes Tandem work again after the store has lost what it confirmed, and says so: in each operators' channel, there also for each
 * operation that was `underWay` and of which nothing is left, and in the threads whose newest lines may be lost. Every process runs it with
 * what it remembers itself. Idempotent.
 */
export async function recover(deps: RecoverDeps, loss: StoreLoss, underWay: readonly Execution[]): Promise<void> {
  const { id, kind: how, at, moves } = loss;
  await deps.restartQueues();
  await notifyEveryChannel(deps, `store:${id}`, { kind: "store-lost", how, at, moves });
  for (const execution of underWay) {
    const { move, proposal } = execution;
    if ((await deps.records.executions.get(execution.id)) !== undefined) continue;
    await notify(deps, move.cluster, `store:${id}:${execution.id}`, { kind: "lost-under-way", move, verb: nameVerb(proposal), how });
  }
  for (const name of moves) {
    if ((await deps.records.moves.get(moveId(name))) === undefined) continue;
    await note(deps, name, { entry: { body: { kind: "store-older" }, key: `store:${id}` }, jobs: [watchJob(name)] });
  }
  await deps.records.losses.announced(loss);
}
