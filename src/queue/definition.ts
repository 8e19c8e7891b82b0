import { z } from "zod";
import type { WantedJob } from "../core/announce/wanted-jobs.ts";
import type { QueueName } from "./queues.ts";

/** What comes by itself and nobody asks for. */
type ScheduledJob = { readonly job: "refresh-members" } | { readonly job: "scan" } | { readonly job: "sweep" };
type AnyJob = WantedJob | ScheduledJob;

/** The name of a job, as it stands in Redis: it never changes its meaning. */
export type JobName = AnyJob["job"];

/** What the handler of a job gets: ids, never state, which may have moved on meanwhile. */
export type Payload<Name extends JobName> = { readonly v: 1 } & Omit<Extract<AnyJob, { readonly job: Name }>, "job" | "at">;

/** All there is to know about one job. */
export interface JobDefinition<Name extends JobName, Deps> {
  readonly queue: QueueName;
  readonly payload: z.ZodType<Payload<Name>>;
  /** What comes of it when it is asked for while it runs. Unless said otherwise it runs once more afterwards. */
  readonly askedWhileItRuns?: "nothing";
  /** How often it comes by itself, once for the whole installation. */
  readonly everyMs?: number;
  /**
   * May run twice for the same payload, and at the same time in two workers after a stall: what it does must be safe then. It may throw
   * `LaneBusy`; anything else it throws is tried again.
   */
  run(deps: Deps, payload: Payload<Name>): Promise<void>;
}

/** Every job; one without a definition does not compile. */
export type JobTable<Deps> = { readonly [Name in JobName]: JobDefinition<Name, Deps> };

/** The part of a definition that asking for the job takes. */
export type AskedJobs = { readonly [Name in JobName]: Omit<JobDefinition<Name, never>, "run"> };

/** The payload of a job in Redis: its version, and the ids that it works on. */
export function payload<Ids extends z.ZodRawShape>(ids: Ids) {
  return z.looseObject({ v: z.literal(1), ...ids });
}

/** An id in a payload. */
export const ID = z.string().min(1);

/** Thrown by a handler: its whole queue rests for that long in every replica, and the job runs again afterwards, not counted as failed. */
export class LaneBusy extends Error {
  override readonly name = "LaneBusy";
  readonly forMs: number;
  constructor(forMs: number) {
    super(`The lane is busy for ${forMs} ms`);
    this.forMs = forMs;
  }
}
