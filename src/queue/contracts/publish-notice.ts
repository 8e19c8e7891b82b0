import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Posts one notice in the operators' channel. */
export const PUBLISH_NOTICE = {
  name: "publish-notice",
  queue: "decisions",
  payload: z.looseObject({ v: z.literal(1), id: z.string().min(1) }),
} as const satisfies Contract;
