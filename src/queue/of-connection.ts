import type { Cluster, Redis } from "ioredis";

/**
 * True of an error that BullMQ only passes on from its connection, once for every queue and every attempt. Whoever opened the connection
 * gets it as well, and logs the outage once.
 */
export function isOfConnection(connection: Redis | Cluster, error: Error): boolean {
  return connection.status !== "ready" || "syscall" in error;
}

/** True when another worker has the job's lock, as after an outage of Redis: BullMQ reports it for every job, and the job runs again. */
export function isOfLostLock({ message }: Error): boolean {
  return /^(?:could not renew lock|Missing lock|Lock mismatch) for job /.test(message);
}
