import type { StoredJob, WantedJob } from "../core/announce/wanted-jobs.ts";

/**
 * Hands work to the workers. A job is durable when the call resolves; adding a job that already waits adds nothing. If Redis loses a job,
 * the sweep finds its work in the records. Throws only a Fault.
 */
export interface Jobs {
  /** Adds a job that runs now, or after this many milliseconds. */
  ask(job: WantedJob, inMs?: number): Promise<void>;
  /** Adds a job from the outbox. Throws a Fault for a job that this version does not know, or whose ids are damaged. */
  askStored(job: StoredJob): Promise<void>;
}
