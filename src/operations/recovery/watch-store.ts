import type { Execution } from "../../core/operation/execution/executions.ts";
import { mayPass } from "../fault.ts";
import type { StoreLoss } from "../losses.ts";
import { recover, type RecoverDeps } from "./recover.ts";

interface LossLog {
  error(fields: object, words: string): void;
  debug(fields: object, words: string): void;
}

interface WatchDeps extends RecoverDeps {
  readonly log: LossLog;
  /** Waits until the next look; false once the process stops. */
  pause(): Promise<boolean>;
}

/**
 * Looks again and again whether the store has lost what it confirmed, and recovers. Not a job: an emptied Redis has no jobs any more. Never
 * throws: what fails is tried again at the next look, and others log that the store does not answer.
 */
export async function watchStore(deps: WatchDeps): Promise<void> {
  const { records, log } = deps;
  let loss: StoreLoss | undefined;
  let underWay: readonly Execution[] = [];
  do {
    try {
      const running = await records.executions.unsettled();
      const found = await records.losses.find();
      if (found !== undefined) log.error({ loss: found }, "Redis has lost what it had confirmed; Tandem goes on with what Vitess shows");
      loss = found ?? loss;
      if (loss !== undefined) await recover(deps, loss, underWay);
      loss = undefined;
      // What was read before a look that found nothing was there.
      if (found === undefined) underWay = running;
    } catch (err) {
      log[mayPass(err) ? "debug" : "error"]({ err }, "Looking whether Redis has lost anything failed; it is tried again");
    }
  } while (await deps.pause());
}
