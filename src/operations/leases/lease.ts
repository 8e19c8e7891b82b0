import type { Lease } from "../records.ts";

/** Runs `work` with the lease renewed in the background, and gives the lease back at the end. */
export async function keepLease<T>(lease: Lease, leaseMs: number, work: () => Promise<T>): Promise<T> {
  // A renewal that fails is noticed before the next call is sent, which asks again; nothing can be undone in between.
  const timer = setInterval(() => void lease.renew().catch(() => undefined), leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await lease.release();
  }
}
