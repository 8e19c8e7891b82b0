import { z } from "zod";
import type { Hold } from "../../core/acts/executions.ts";
import { LOCK_HOLDER } from "./reading.ts";
import { MS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const HOLD = z.strictObject({
  since: MS,
  until: MS,
  reason: z.enum(["lag", "locked", "rules-in-use"]),
  lagSeconds: z.number(),
  limitSeconds: z.number(),
  holder: LOCK_HOLDER.exactOptional(),
} satisfies Shape<Hold>);
