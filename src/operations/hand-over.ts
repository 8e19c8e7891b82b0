import { Fault } from "./fault.ts";
import type { Jobs } from "./jobs.ts";
import type { WantedJob } from "../core/announce/wanted-jobs.ts";
import type { OutboxItem, Records } from "./records.ts";

interface Deps {
  readonly records: Pick<Records, "handedOver">;
  readonly jobs: Pick<
    Jobs,
    "carryOut" | "expireRequest" | "publishThread" | "publishCards" | "watchKeyspace" | "watchVDiff" | "publishNotice"
  >;
}

/**
 * Asks the queues for what a commit wants, and takes that out of the outbox. What cannot be asked for stays there for the sweep, and does
 * not undo what was committed: so that is the answer and not an exception. Undefined when all is handed over; again, it is the same jobs.
 */
export async function handOver(deps: Deps, items: readonly OutboxItem[]): Promise<Fault | undefined> {
  const faults = await Promise.all(items.map(({ wanted }) => faultOf(() => askFor(deps, wanted))));
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

async function askFor({ jobs }: Pick<Deps, "jobs">, wanted: WantedJob): Promise<void> {
  switch (wanted.job) {
    case "carry-out":
      return jobs.carryOut(wanted.executionId, 0);
    case "expire-request":
      return jobs.expireRequest(wanted.requestId, wanted.at);
    case "publish-thread":
      return jobs.publishThread(wanted.moveId);
    case "publish-cards":
      return jobs.publishCards(wanted.moveId);
    case "watch-keyspace":
      return jobs.watchKeyspace(wanted.cluster, wanted.keyspace);
    case "watch-vdiff":
      return jobs.watchVDiff(wanted.moveId);
    case "publish-notice":
      return jobs.publishNotice(wanted.id);
    default:
      return wanted satisfies never;
  }
}
