import { setTimeout as sleep } from "node:timers/promises";
import { keepLease } from "../../operations/leases/lease.ts";
import { Fault } from "../../operations/fault.ts";
import type { Lease, Records } from "../../operations/records.ts";

const BUDGET_POLL_MS = 50;

/**
 * How long a lease outlives its holder; a live holder renews it in the background. Others wait longer than that in one attempt, because
 * retries come in growing steps and a dead worker's lease would otherwise hold up a thread for half a minute.
 */
export const DEAD_AFTER_MS = 6_000;
const WAIT_MS = DEAD_AFTER_MS + 1_000;

/** The name of what is held, for the fault, and the lease's terms if they are not the usual ones. */
interface Terms {
  readonly what: string;
  readonly ttlMs?: number;
  readonly waitMs?: number;
}

/**
 * Runs the work while holding the lease. Several jobs publish the same thing at once and none of them has failed: the others wait for their
 * turn. Throws a Fault `busy` when the turn does not come in time.
 */
export async function runWhenFree<T>(
  { records }: { readonly records: Pick<Records, "lease"> },
  name: string,
  { ttlMs = DEAD_AFTER_MS, waitMs = WAIT_MS, what }: Terms,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  for (let waited = 0; waited <= waitMs; waited += BUDGET_POLL_MS) {
    const lease = await records.lease(name, ttlMs);
    if (lease !== undefined) return keepLease(lease, ttlMs, () => work(lease));
    await sleep(BUDGET_POLL_MS);
  }
  throw new Fault("busy", `another publisher is at ${what}`);
}
