import { setTimeout as sleep } from "node:timers/promises";

/** The work in progress, so that a shutdown can wait for it. */
export interface InFlight {
  track<T>(what: string, work: Promise<T>): Promise<T>;
  list(): readonly { readonly what: string; readonly since: Date }[];
  /** Resolves when all work has ended, or after `withinMs`. */
  settled(withinMs: number): Promise<void>;
}

export function openInFlight(): InFlight {
  const running = new Map<Promise<unknown>, { readonly what: string; readonly since: Date }>();
  return {
    async track(what, work) {
      running.set(work, { what, since: new Date() });
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    list: () => [...running.values()],
    async settled(withinMs) {
      await Promise.race([Promise.allSettled(running.keys()), sleep(withinMs, undefined, { ref: false })]);
    },
  };
}
