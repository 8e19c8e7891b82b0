import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Renders the cards of a move from the newest reading. */
export const PUBLISH_CARDS = {
  name: "publish-cards",
  queue: "progress",
  payload: z.looseObject({ v: z.literal(1), moveId: z.string().min(1) }),
} as const satisfies Contract;
