import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Finds what the records say is due and no job does. Scheduled. */
export const SWEEP = {
  name: "sweep",
  queue: "upkeep",
  payload: z.looseObject({ v: z.literal(1) }),
} as const satisfies Contract;
