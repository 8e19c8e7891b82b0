import { Fault } from "./fault.ts";
import type { Jobs } from "./jobs.ts";
import type { OutboxItem, Records } from "./records.ts";

interface Deps {
  readonly records: Pick<Records, "handedOver">;
  readonly jobs: Jobs;
}

/**
 * Asks the queues for what a commit wants, and takes that out of the outbox. What cannot be asked for stays there for the sweep, and does
 * not undo what was committed, nor does a job that only a newer Tandem knows: so that is the answer and not an exception. Undefined when all is handed over; again, it is the same jobs.
 */
export async function handOver(deps: Deps, items: readonly OutboxItem[]): Promise<Fault | undefined> {
  const faults = await Promise.all(items.map(({ wanted }) => faultOf(() => deps.jobs.askStored(wanted))));
  const asked = items.filter((_item, place) => faults[place] === undefined);
  const notTakenOut = await faultOf(() => deps.records.handedOver(asked));
  return faults.find((fault) => fault !== undefined) ?? notTakenOut;
}

async function faultOf(work: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
