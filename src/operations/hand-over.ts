import { attempt, Fault } from "./fault.ts";
import type { Jobs } from "./jobs.ts";
import type { OutboxItem, Records } from "./records.ts";

interface Deps {
  readonly records: Pick<Records, "handedOver">;
  readonly jobs: Jobs;
}

/**
 * Asks the queues for what a commit wants, and takes that out of the outbox. What cannot be asked for stays there for the sweep, and does
 * not undo what was committed, and so does a job that only a newer Tandem knows: so that is the answer and not an exception. Undefined when
 * all is handed over; again, it is the same jobs.
 */
export async function handOver(deps: Deps, items: readonly OutboxItem[]): Promise<Fault | undefined> {
  const faults = await Promise.all(items.map(({ wanted }) => attempt(() => deps.jobs.askStored(wanted))));
  const asked = items.filter((_item, place) => !(faults[place] instanceof Fault));
  const notTakenOut = await attempt(() => deps.records.handedOver(asked));
  return [...faults, notTakenOut].find((fault) => fault instanceof Fault);
}
