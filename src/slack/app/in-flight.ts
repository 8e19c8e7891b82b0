import { setTimeout as sleep } from "node:timers/promises";

/** What is being worked on right now, so that a stop can wait for it. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  count(): number;
  /** Resolves when nothing runs any more, or after `withinMs`. */
  settled(withinMs: number): Promise<void>;
}

export function openInFlight(): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    async track(work) {
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    count: () => running.size,
    async settled(withinMs) {
      await Promise.race([Promise.allSettled(running), sleep(withinMs, undefined, { ref: false })]);
    },
  };
}
