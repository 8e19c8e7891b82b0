import type { Jobs } from "../jobs.ts";
import type { Inbound, Records } from "../records.ts";

interface Deps {
  readonly records: Pick<Records, "inbox">;
  readonly jobs: Jobs;
}

/**
 * Records a command so that it cannot be lost: it is written when this resolves. Slack's id of the delivery is its id, so a command
 * delivered twice is one. The job is added after the write; {@link Jobs} says what happens if it is lost.
 */
export async function receiveCommand(deps: Deps, inbound: Omit<Inbound, "receivedAt">): Promise<"received" | "again"> {
  // Use this replica's clock: the time decides nothing, and asking the store would delay every acknowledgement.
  const receivedAt = Date.now();
  const isNew = await deps.records.inbox.create(inbound.id, { ...inbound, receivedAt });
  return isNew ? "received" : "again";
}

/** The second half of {@link receiveCommand}, for after the acknowledgement. Idempotent. */
export async function queueAnswer(deps: Deps, inboundId: string): Promise<void> {
  await deps.jobs.ask({ job: "answer-command", inboundId });
}
