import type { z } from "zod";
import type { QueueName } from "./names.ts";

/** What both sides of a queue agree on. Payloads carry ids only: the state is in the records, and may have moved on meanwhile. */
export interface Contract {
  readonly name: string;
  readonly queue: QueueName;
  readonly payload: z.ZodType<{ readonly v: number }>;
}
