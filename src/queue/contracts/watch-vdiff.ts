import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Looks whether the VDiff of a move ended. */
export const WATCH_VDIFF = {
  name: "watch-vdiff",
  queue: "watch",
  payload: z.looseObject({ v: z.literal(1), moveId: z.string().min(1) }),
} as const satisfies Contract;
