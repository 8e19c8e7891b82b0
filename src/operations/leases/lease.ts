import type { Lease } from "../records.ts";

/** Runs `work` while renewing the lease in the background, and releases it at the end. */
export async function keepLease<T>(lease: Lease, leaseMs: number, work: () => Promise<T>): Promise<T> {
  // A failed renewal is noticed before the next call is sent, which renews again; nothing could be undone in between.
  const timer = setInterval(() => void lease.renew().catch(() => undefined), leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await lease.release();
  }
}
