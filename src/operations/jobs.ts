import type { StoredJob, WantedJob } from "../core/announce/wanted-jobs.ts";

/**
 * Work handed to the workers. Each call is durable when it resolves, and asking twice for the same thing while it waits is one job.
 * A lost job is found again by the sweep, from the records. Throws only a Fault.
 */
export interface Jobs {
  /** Asks for a job to run now, or after so many milliseconds. */
  ask(job: WantedJob, inMs?: number): Promise<void>;
  /** The same for one from the outbox. One that this version does not know, or whose ids are damaged, is a Fault. */
  askStored(job: StoredJob): Promise<void>;
}
