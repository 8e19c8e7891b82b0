import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Reads every followed move of one target keyspace. */
export const WATCH_KEYSPACE = {
  name: "watch-keyspace",
  queue: "watch",
  payload: z.looseObject({ v: z.literal(1), cluster: z.string().min(1), keyspace: z.string().min(1) }),
} as const satisfies Contract;
