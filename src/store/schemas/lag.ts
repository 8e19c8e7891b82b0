import { z } from "zod";
import type { Lag } from "../../core/readings/lag.ts";
import { defineUnion, type KindSchemas } from "./shape.ts";

const LAGS = {
  seconds: z.looseObject({ kind: z.literal("seconds"), value: z.number() }),
  copying: z.looseObject({ kind: z.literal("copying") }),
} satisfies KindSchemas<Lag>;

export const LAG: z.ZodType<Lag> = defineUnion(LAGS);
