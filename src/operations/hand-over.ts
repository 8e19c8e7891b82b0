import { attempt, Fault } from "./fault.ts";
import type { Jobs } from "./jobs.ts";
import type { OutboxItem } from "./decision.ts";
import type { Records } from "./records.ts";

interface Deps {
  readonly records: Pick<Records, "handedOver">;
  readonly jobs: Jobs;
}

/**
 * Adds the jobs that a commit wants to the queues, and takes them out of the outbox. A job that cannot be added, also because only a newer
 * Tandem knows it, stays in the outbox for the sweep; the commit stands, so the Fault is returned and not thrown. Undefined when all are
 * handed over. Idempotent: the same job is added once.
 */
export async function handOver(deps: Deps, items: readonly OutboxItem[]): Promise<Fault | undefined> {
  const faults = await Promise.all(items.map(({ wanted }) => attempt(() => deps.jobs.askStored(wanted))));
  const asked = items.filter((_item, place) => !(faults[place] instanceof Fault));
  const notTakenOut = await attempt(() => deps.records.handedOver(asked));
  return [...faults, notTakenOut].find((fault) => fault instanceof Fault);
}
