import type { Jobs } from "../jobs.ts";

/** Has a move's thread and all of its cards brought to what the records say now. */
export async function tell(jobs: Pick<Jobs, "publishThread" | "publishCards">, moveId: string): Promise<void> {
  await jobs.publishThread(moveId);
  await jobs.publishCards(moveId);
}
