import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Reads the configured user groups from Slack. Scheduled. */
export const REFRESH_MEMBERS = {
  name: "refresh-members",
  queue: "upkeep",
  payload: z.looseObject({ v: z.literal(1) }),
} as const satisfies Contract;
