import type { StoredJob } from "../../../src/core/announce/wanted-jobs.ts";
import type { Jobs } from "../../../src/operations/jobs.ts";

/** A plain substitute for the queue: it records what was queued, in order. */
export interface RecordingJobs extends Jobs {
  readonly asked: string[];
  /** From now on every job fails to queue, as if the queue was away. */
  fail(): void;
  /** From now on no job ever finishes queueing, as in a process that is stuck. */
  hang(): void;
}

function well(): Promise<void> {
  return Promise.resolve();
}

export function recordingJobs(): RecordingJobs {
  const asked: string[] = [];
  let answer = well;
  const note = (job: StoredJob): Promise<void> => {
    asked.push(
      Object.values(job)
        .filter((value) => value !== undefined)
        .join(" "),
    );
    return answer();
  };
  return {
    asked,
    fail() {
      answer = () => Promise.reject(new Error("the queue is away"));
    },
    hang() {
      answer = () => new Promise(() => undefined);
    },
    ask: note,
    askStored: note,
  };
}
