import type { Cluster, Redis } from "ioredis";

/**
 * True of an error that BullMQ only passes on from its connection, once for every queue and every attempt. Whoever opened the connection
 * hears of it as well, and tells of an outage once.
 */
export function isOfConnection(connection: Redis | Cluster, error: Error): boolean {
  return connection.status !== "ready" || "syscall" in error;
}

/** True when a job's lock went to somebody else, as after an outage of Redis: BullMQ says it of every job, and the job is run again. */
export function isOfLostLock({ message }: Error): boolean {
  return /^(?:could not renew lock|Missing lock|Lock mismatch) for job /.test(message);
}
