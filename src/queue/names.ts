/**
 * - `verbs`: what people asked for; a SwitchTraffic may hold a place for minutes.
 * - `watch`: reading Vitess.
 * - `decisions`, `progress`: the two lanes to Slack; a 429 on one never delays the other.
 * - `upkeep`: schedules and timers.
 */
export const QUEUES = ["verbs", "watch", "decisions", "progress", "upkeep"] as const;
export type QueueName = (typeof QUEUES)[number];

/** Default for the keys of all queues. The hash tag keeps a queue in one slot of a Redis Cluster, which BullMQ's scripts need. */
export const DEFAULT_QUEUE_PREFIX = "{tandem}:jobs";
