import type { Jobs } from "../../../src/operations/jobs.ts";

/** A plain substitute for the queue: it remembers what was asked for, in order. */
export interface RecordingJobs extends Jobs {
  readonly asked: string[];
  /** From now on every ask fails, as with a queue that is away. */
  fail(): void;
  /** From now on no ask ever resolves, as in a process that is stuck. */
  hang(): void;
}

function well(): Promise<void> {
  return Promise.resolve();
}

export function recordingJobs(): RecordingJobs {
  const asked: string[] = [];
  let answer = well;
  const note = (line: string): Promise<void> => {
    asked.push(line);
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
    answerCommand: (id) => note(`answer ${id}`),
    carryOut: (id) => note(`carry out ${id}`),
    expireRequest: (id) => note(`expire ${id}`),
    watchKeyspace: (cluster, keyspace) => note(`watch ${cluster}/${keyspace}`),
    watchVDiff: (id) => note(`watch vdiff ${id}`),
    refreshCatalogue: (cluster, keyspace) => note(`names ${[cluster, ...(keyspace === undefined ? [] : [keyspace])].join("/")}`),
    publishThread: (id) => note(`thread ${id}`),
    publishCards: (id) => note(`cards ${id}`),
    publishNotice: (id) => note(`notice ${id}`),
    publishHome: (person) => note(`home ${person}`),
  };
}
