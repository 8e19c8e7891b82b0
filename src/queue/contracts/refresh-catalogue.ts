import { z } from "zod";
import type { Contract } from "../contract.ts";

/** Reads the names that forms complete: of a cluster, or of one keyspace. */
export const REFRESH_CATALOGUE = {
  name: "refresh-catalogue",
  queue: "watch",
  payload: z.looseObject({ v: z.literal(1), cluster: z.string().min(1), keyspace: z.string().min(1).optional() }),
} as const satisfies Contract;
