import type { Jobs } from "../src/operations/jobs.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly expireRequest: (requestId: string) => Promise<number | undefined>;
  readonly jobs: Pick<Jobs, "expireRequest">;
}

/** Runs again without harm: the store's clock decides, and a request ends once. */
export function expireRequestHandler({ expireRequest, jobs }: Deps) {
  return async ({ requestId }: Payload<"expire-request">): Promise<void> => {
    const later = await expireRequest(requestId);
    if (later !== undefined) await jobs.expireRequest(requestId, later);
  };
}
