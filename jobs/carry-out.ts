import type { Next } from "../src/operations/carry-out/deps.ts";
import type { Jobs } from "../src/operations/jobs.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly carryOut: (executionId: string) => Promise<Next>;
  readonly jobs: Pick<Jobs, "carryOut">;
}

/** Runs again without harm: it takes up from the recorded execution and from what Vitess shows, and never repeats a call blindly. */
export function carryOutHandler({ carryOut, jobs }: Deps) {
  return async ({ executionId }: Payload<"carry-out">): Promise<void> => {
    const next = await carryOut(executionId);
    if (next.kind === "again") await jobs.carryOut(executionId, next.inMs);
  };
}
