import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Takes one execution as far as it gets now. */
export const CARRY_OUT = {
  name: "carry-out",
  queue: "verbs",
  payload: z.looseObject({ v: z.literal(1), executionId: z.string().min(1) }),
} as const satisfies Contract;
