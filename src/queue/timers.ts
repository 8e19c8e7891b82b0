import { z } from "zod";
import { ID, definePayload } from "./definition.ts";

/**
 * A timer adds the named job when it rings. Delays are timers rather than delayed jobs because "now" must win over "in five minutes",
 * whichever came last: while a job runs, BullMQ keeps only the newest request for it.
 */
export const WAKE = { name: "wake", queue: "upkeep", payload: definePayload({ job: ID, id: ID, payload: z.looseObject({}) }) } as const;
