import type { Execution } from "../../core/operation/execution/executions.ts";
import type { StoreLoss } from "../losses.ts";
import { type Looking, lookUntilStopped } from "../look-until-stopped.ts";
import { recover, type RecoverDeps } from "./recover.ts";

/** Looks again and again whether the store has lost what it confirmed, and recovers: an emptied Redis has no jobs any more. */
export async function watchStore(deps: RecoverDeps & Looking): Promise<void> {
  const { records, log } = deps;
  let loss: StoreLoss | undefined;
  let underWay: readonly Execution[] = [];
  await lookUntilStopped(deps, "Looking whether Redis has lost anything", async () => {
    const running = await records.executions.unsettled();
    const found = await records.losses.find();
    if (found !== undefined) log.error({ loss: found }, "Redis has lost what it had confirmed; Tandem goes on with what Vitess shows");
    loss = found ?? loss;
    if (loss !== undefined) await recover(deps, loss, underWay);
    loss = undefined;
    // What was read before a look that found nothing was there.
    if (found === undefined) underWay = running;
  });
}
