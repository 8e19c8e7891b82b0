import { isChannelId, isRequestId } from "../core/people/people.ts";
import { z } from "zod";
import type { CanaryQueue } from "../core/announce/canaries.ts";
import type { WantedJob } from "../core/announce/wanted-jobs.ts";
import { isClusterName, isKeyspace, isMoveId } from "../core/vitess/names.ts";
import type { QueueName } from "./queues.ts";

/** Jobs that a schedule starts and nobody asks for. */
type ScheduledJob =
  | { readonly job: "refresh-members" }
  | { readonly job: "keep-audit" }
  | { readonly job: "scan" }
  | { readonly job: "sweep" }
  | { readonly job: "sweep-outbox" }
  | { readonly [Queue in CanaryQueue]: { readonly job: `canary-${Queue}` } }[CanaryQueue];
type AnyJob = WantedJob | ScheduledJob;

/** The name of a job as Redis stores it, so its meaning never changes. */
export type JobName = AnyJob["job"];

/** What a handler gets: ids, never state, which may have changed meanwhile. */
export type Payload<Name extends JobName> = { readonly v: 1 } & Omit<Extract<AnyJob, { readonly job: Name }>, "job" | "at">;

/** Everything about one job. */
export interface JobDefinition<Name extends JobName, Deps> {
  readonly queue: QueueName;
  readonly payload: z.ZodType<Payload<Name>>;
  /** What happens if the job is asked for while it runs. By default it runs once more afterwards. */
  readonly askedWhileItRuns?: "nothing";
  /** It goes before all that waits in its queue: one message that speaks for hundreds of others must not wait for each of them. */
  readonly goesFirst?: true;
  /** How often the schedule starts it, once for the whole installation. */
  readonly everyMs?: number;
  /**
   * Must be safe to run twice with the same payload, and in two workers at the same time after a stall. It may throw `NotYet`; any other
   * error makes BullMQ try it again.
   */
  run(deps: Deps, payload: Payload<Name>): Promise<void>;
}

/** Every job; a job without a definition does not compile. */
export type JobTable<Deps> = { readonly [Name in JobName]: JobDefinition<Name, Deps> };

/** The part of a definition that adding the job to its queue needs. */
export type QueuedJobs = { readonly [Name in JobName]: Omit<JobDefinition<Name, never>, "run"> };

/** The schema of a job's payload in Redis: its version, and the ids that it works on. */
export function definePayload<Ids extends z.ZodRawShape>(ids: Ids) {
  return z.looseObject({ v: z.literal(1), ...ids });
}

export const ID = z.string().min(1);

/** Names in payloads, checked as where they came in: a job that somebody queued by hand must pass too. */
export const PAYLOAD_NAMES = {
  cluster: z.string().refine(isClusterName, "not the name of a cluster"),
  keyspace: z.string().refine(isKeyspace, "not the name of a keyspace"),
  moveId: z.string().refine(isMoveId, "not the id of a move"),
  channel: z.string().refine(isChannelId, "not the id of a channel"),
  requestId: z.string().refine(isRequestId, "not the id of a request"),
};

/** A handler throws it to run again after that long. This does not count as a failure, and other jobs of the queue do not wait for it. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  readonly inMs: number;
  constructor(inMs: number) {
    super(`The job can go on in ${inMs} ms`);
    this.inMs = inMs;
  }
}
