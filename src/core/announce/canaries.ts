/**
 * The queues whose jobs people wait for. In each of them a *canary*, a job that does nothing else, shows every few seconds that its jobs
 * are done. Stored in notices, so these words keep their meaning.
 */
export const CANARY_QUEUES = ["verbs", "operations", "watch", "decisions", "upkeep"] as const;

export type CanaryQueue = (typeof CANARY_QUEUES)[number];
