import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Looks at one request when its approve-by is over. */
export const EXPIRE_REQUEST = {
  name: "expire-request",
  queue: "verbs",
  payload: z.looseObject({ v: z.literal(1), requestId: z.string().min(1) }),
} as const satisfies Contract;
