import { z } from "zod";
import type { Hold } from "../../core/operation/execution/executions.ts";
import type { StepAhead } from "../../core/rules/turns.ts";
import { FREEZE_NOW } from "./freezes.ts";
import { MOVE_NAME } from "./names.ts";
import { LOCK_HOLDER } from "./reading.ts";
import { MS } from "./scalars.ts";
import { defineUnionByField, type MemberSchemas, type Shape } from "./shape.ts";
import { SAVED_STEP } from "./snapshot.ts";

const TIMES = { since: MS, until: MS };

const STEP_AHEAD = z.looseObject({ move: MOVE_NAME, verb: SAVED_STEP, since: MS } satisfies Shape<StepAhead>);

const HOLDS = {
  lag: z.looseObject({ reason: z.literal("lag"), ...TIMES, lagSeconds: z.number(), limitSeconds: z.number() }),
  locked: z.looseObject({ reason: z.literal("locked"), ...TIMES, holder: LOCK_HOLDER.exactOptional() }),
  "dead-lock": z.looseObject({ reason: z.literal("dead-lock"), ...TIMES, keyspace: z.string() }),
  "rules-in-use": z.looseObject({ reason: z.literal("rules-in-use"), ...TIMES, by: STEP_AHEAD.exactOptional() }),
  "people-unknown": z.looseObject({ reason: z.literal("people-unknown"), ...TIMES, unreadSince: MS.exactOptional() }),
  freeze: z.looseObject({ reason: z.literal("freeze"), ...TIMES, freeze: FREEZE_NOW }),
  window: z.looseObject({ reason: z.literal("window"), ...TIMES, opens: MS, closes: MS.exactOptional() }),
} satisfies MemberSchemas<"reason", Hold>;

export const HOLD: z.ZodType<Hold> = defineUnionByField("reason", HOLDS);
