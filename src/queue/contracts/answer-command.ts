import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Carries out one command of the inbox and answers it. */
export const ANSWER_COMMAND = {
  name: "answer-command",
  queue: "verbs",
  payload: z.looseObject({ v: z.literal(1), inboundId: z.string().min(1) }),
} as const satisfies Contract;
