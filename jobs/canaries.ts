import type { CanaryQueue } from "../src/core/announce/canaries.ts";
import { type JobTable, definePayload } from "../src/queue/definition.ts";
import type { JobDeps } from "./deps.ts";

// Often enough that a minute without one means that something is wrong, and seldom enough to cost nothing.
const EVERY_MS = 5_000;

/** Shows that the jobs of this queue are done. Safe to run twice: it replaces the mark. */
function defineCanary(queue: CanaryQueue) {
  return {
    queue,
    payload: definePayload({}),
    everyMs: EVERY_MS,
    run: ({ records }: Pick<JobDeps, "records">) => records.canaries.mark(queue),
  };
}

/** One for each queue that people wait for. */
export const CANARIES = {
  "canary-verbs": defineCanary("verbs"),
  "canary-operations": defineCanary("operations"),
  "canary-watch": defineCanary("watch"),
  "canary-decisions": defineCanary("decisions"),
  "canary-upkeep": defineCanary("upkeep"),
} as const satisfies Partial<JobTable<JobDeps>>;
