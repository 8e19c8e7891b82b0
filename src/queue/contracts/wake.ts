import { z } from "zod";
import type { Contract } from "../contract.ts";

/**
 * A timer: when it rings, it asks for the named job. Delays are timers and not delayed jobs, because "now" must win over "in five
 * minutes" whichever was said last: BullMQ keeps only the newest of what is asked for while a job runs.
 */
export const WAKE = {
  name: "wake",
  queue: "upkeep",
  payload: z.looseObject({ v: z.literal(1), job: z.string().min(1), id: z.string().min(1), payload: z.looseObject({}) }),
} as const satisfies Contract;
