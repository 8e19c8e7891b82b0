import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../operations/fault.ts";
import type { Lease, Records } from "../../operations/records.ts";

const LOOK_EVERY_MS = 50;

/** How long a lease lasts when its holder dies, and how long others wait for it. */
export interface Terms {
  readonly ttlMs: number;
  readonly waitMs: number;
  /** What is held, for the fault. */
  readonly what: string;
}

/**
 * Works while nobody else holds the lease. Several jobs publish the same at once and none of them has failed: the others wait for their
 * turn. Throws a Fault `busy` when it does not come in time.
 */
export async function whenFree<T>(
  { records }: { readonly records: Pick<Records, "lease"> },
  name: string,
  { ttlMs, waitMs, what }: Terms,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  for (let waited = 0; waited <= waitMs; waited += LOOK_EVERY_MS) {
    const lease = await records.lease(name, ttlMs);
    if (lease !== undefined) {
      try {
        return await work(lease);
      } finally {
        await lease.release();
      }
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Fault("busy", `another publisher is at ${what}`);
}
