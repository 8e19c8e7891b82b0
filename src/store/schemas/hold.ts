import { z } from "zod";
import type { Hold } from "../../core/executions.ts";
import { MS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const HOLD = z.strictObject({
  since: MS,
  until: MS,
  reason: z.enum(["lag", "locked", "rules-in-use"]),
  lagSeconds: z.number(),
  limitSeconds: z.number(),
} satisfies Shape<Hold>);
