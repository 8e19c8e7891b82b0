import { setTimeout as sleep } from "node:timers/promises";
import { keepLease } from "../../operations/leases/lease.ts";
import { Fault } from "../../operations/fault.ts";
import type { Lease, Records } from "../../operations/records.ts";

const LOOK_EVERY_MS = 50;

/**
 * How long a lease lasts when its holder dies; it is renewed in the background while the holder lives. Others wait for it longer than that in
 * one try: a try that fails comes again in growing steps, and what a dead worker left would hold a thread up for half a minute.
 */
export const DEAD_AFTER_MS = 6_000;
const WAIT_MS = DEAD_AFTER_MS + 1_000;

/** What is held, for the fault, and its own lease where it is not the usual. */
interface Terms {
  readonly what: string;
  readonly ttlMs?: number;
  readonly waitMs?: number;
}

/**
 * Works while nobody else holds the lease. Several jobs publish the same at once and none of them has failed: the others wait for their
 * turn. Throws a Fault `busy` when it does not come in time.
 */
export async function runWhenFree<T>(
  { records }: { readonly records: Pick<Records, "lease"> },
  name: string,
  { ttlMs = DEAD_AFTER_MS, waitMs = WAIT_MS, what }: Terms,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  for (let waited = 0; waited <= waitMs; waited += LOOK_EVERY_MS) {
    const lease = await records.lease(name, ttlMs);
    if (lease !== undefined) return keepLease(lease, ttlMs, () => work(lease));
    await sleep(LOOK_EVERY_MS);
  }
  throw new Fault("busy", `another publisher is at ${what}`);
}
