import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Renders the App Home of one person. */
export const PUBLISH_HOME = {
  name: "publish-home",
  queue: "progress",
  payload: z.looseObject({ v: z.literal(1), person: z.string().min(1) }),
} as const satisfies Contract;
