import type { Vitess } from "../../src/operations/ports.ts";

/** Vitess with some of its calls changed, also in the view that only sends while it is fresh. */
export function altered(vitess: Vitess, change: Partial<Vitess>): Vitess {
  return { ...vitess, whileFresh: (isFresh) => altered(vitess.whileFresh(isFresh), change), ...change };
}
