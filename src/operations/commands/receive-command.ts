import type { Jobs } from "../jobs.ts";
import type { Inbound, Records } from "../records.ts";

interface Deps {
  readonly records: Pick<Records, "inbox">;
  readonly jobs: Jobs;
}

/**
 * Keeps a command so that it cannot be lost: when this resolves, the record is written. The id is Slack's own for the delivery, so a
 * command delivered twice is one. The job is asked for after the write; {@link Jobs} says what happens when that is lost.
 */
export async function receiveCommand(deps: Deps, inbound: Omit<Inbound, "receivedAt">): Promise<"received" | "again"> {
  // This replica's own clock: it dates the command and decides nothing, and the store's would cost a trip before every acknowledgement.
  const receivedAt = Date.now();
  const isNew = await deps.records.inbox.create(inbound.id, { ...inbound, receivedAt });
  return isNew ? "received" : "again";
}

/** The second half of {@link receiveCommand}, for after the acknowledgement. Asking again is harmless. */
export async function askForAnswer(deps: Deps, inboundId: string): Promise<void> {
  await deps.jobs.ask({ job: "answer-command", inboundId });
}
