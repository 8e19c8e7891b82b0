import type { Jobs } from "../src/operations/jobs.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly watchVDiff: (moveId: string) => Promise<number | undefined>;
  readonly jobs: Pick<Jobs, "watchVDiff">;
}

/** Runs again without harm: it reads, and reports the end of a VDiff once. */
export function watchVDiffHandler({ watchVDiff, jobs }: Deps) {
  return async ({ moveId }: Payload<"watch-vdiff">): Promise<void> => {
    const next = await watchVDiff(moveId);
    if (next !== undefined) await jobs.watchVDiff(moveId, next);
  };
}
