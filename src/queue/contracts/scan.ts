import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Looks for workflows that were begun elsewhere. Scheduled. */
export const SCAN = {
  name: "scan",
  queue: "upkeep",
  payload: z.looseObject({ v: z.literal(1) }),
} as const satisfies Contract;
