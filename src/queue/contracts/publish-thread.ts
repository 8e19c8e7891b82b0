import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Posts the lines of a thread that are not posted yet, and its requests. */
export const PUBLISH_THREAD = {
  name: "publish-thread",
  queue: "decisions",
  payload: z.looseObject({ v: z.literal(1), moveId: z.string().min(1) }),
} as const satisfies Contract;
