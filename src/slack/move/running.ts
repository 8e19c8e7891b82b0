import type { Execution, Hold } from "../../core/acts/executions.ts";
import type { Instant } from "../../core/readings.ts";
import { and } from "../text/lists.ts";
import { moment, soon } from "../text/times.ts";
import { holds } from "../wording/locks.ts";
import { VERBS } from "../wording/verbs.ts";

/** One line about an act that is being carried out: held, soaking, or at which step. */
export function runningWords(execution: Execution, now: Instant): string {
  const { hold, soakUntil, act, plan, step } = execution;
  if (hold !== undefined) return holdWords(hold, now);
  const planned = plan[step];
  if (planned?.kind === "soak") {
    return soakUntil === undefined
      ? "Reads are switched. Soak, then writes."
      : `Reads are switched. Soak until ${soon(soakUntil, now)}, then writes.`;
  }
  if (planned === undefined) return `${VERBS[act.verb].vitess}: all steps are called, looking at the result.`;
  const types = planned.tabletTypes.map((type) => type.toLowerCase());
  return `${VERBS[act.verb].vitess} is running${types.length === 0 ? "" : ` for ${and(types)}`}.`;
}

/** Why an approved act waits, since when, and what happens then. */
export function holdWords(hold: Hold, now: Instant): string {
  return `Held since ${moment(hold.since, now)}: ${whyHeld(hold, now)}`;
}

/** The same where the line itself stands at the time when the hold began. */
export function whyHeld(hold: Hold, now: Instant): string {
  return `${HOLDS[hold.reason](hold, now)}. Tries until ${moment(hold.until, now)}, then gives up.`;
}

const HOLDS = {
  lag: ({ lagSeconds, limitSeconds }) => `lag ${lagSeconds} s, limit ${limitSeconds} s`,
  locked: ({ holder }, now) =>
    holder === undefined
      ? "another operation holds the workflow's lock, usually a VDiff between two tables"
      : holds(holder, "the workflow's lock", now),
  "rules-in-use": () => "a step on another move of this cluster is under way, and both would write routing rules",
} as const satisfies Record<Hold["reason"], (hold: Hold, now: Instant) => string>;
