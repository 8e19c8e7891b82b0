import { setTimeout as sleep } from "node:timers/promises";

/**
 * The handlers that run now. BullMQ counts a job as running until Redis has stored its result, which never happens while Redis is
 * unreachable; a stop has to know whether a call may be under way.
 */
export interface Running {
  track(what: string, work: Promise<void>): Promise<void>;
  list(): readonly { readonly what: string; readonly since: Date }[];
  /** Resolves once nothing runs, and still nothing runs `ms` later. */
  quiet(ms: number): Promise<void>;
}

export function openRunning(): Running {
  const running = new Map<Promise<void>, { readonly what: string; readonly since: Date }>();
  return {
    async track(what, work) {
      running.set(work, { what, since: new Date() });
      try {
        await work;
      } finally {
        running.delete(work);
      }
    },
    list: () => [...running.values()],
    async quiet(ms) {
      do {
        await Promise.allSettled(running.keys());
        await sleep(ms, undefined, { ref: false });
      } while (running.size > 0);
    },
  };
}
