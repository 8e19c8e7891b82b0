import type { Vitess } from "../operations/ports.ts";
import { openCaller } from "./caller.ts";
import type { Where } from "./caller.ts";
import { DEADLINES } from "./deadlines.ts";
import type { Deadlines } from "./deadlines.ts";
import { typedVitess } from "./typed/vitess.ts";

export interface VitessOptions extends Where {
  readonly deadlines?: Partial<Deadlines>;
}

/**
 * Opens one cluster. Connections are made with the first call, so a vtctld that is down now is a fault of that call and not of this one.
 * `close` abandons what is still under way: wait for a switch to end first, or vtctld aborts it (vitess.md §0.8).
 */
export function openVitess(options: VitessOptions): { readonly vitess: Vitess; readonly close: () => void } {
  const caller = openCaller(options);
  const vitess = typedVitess(caller, { ...DEADLINES, ...options.deadlines });
  return { vitess, close: () => caller.close() };
}
