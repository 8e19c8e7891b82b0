import { z } from "zod";
import { ID, payload } from "./definition.ts";

/**
 * A timer: when it rings, it asks for the named job. Delays are timers and not delayed jobs, because "now" must win over "in five
 * minutes" whichever was said last: BullMQ keeps only the newest of what is asked for while a job runs.
 */
export const WAKE = { name: "wake", queue: "upkeep", payload: payload({ job: ID, id: ID, payload: z.looseObject({}) }) } as const;
