import type { Vitess } from "../../src/operations/ports.ts";

/** Vitess as it is, with some of its calls changed, also where it is looked at as something that is sent only while it is fresh. */
export function altered(vitess: Vitess, change: Partial<Vitess>): Vitess {
  return { ...vitess, whileFresh: (isFresh) => altered(vitess.whileFresh(isFresh), change), ...change };
}
