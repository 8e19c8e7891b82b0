import { z } from "zod";
import type { Alarm } from "../../core/state/alarms.ts";
import type { NextStep } from "../../core/explain/rule.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { anyOf } from "./shape.ts";
import type { Kinds, Shape } from "./shape.ts";

const STEP = anyOf({
  command: z.looseObject({ kind: z.literal("command"), line: z.string() }),
  again: z.looseObject({ kind: z.literal("again") }),
  wait: z.looseObject({ kind: z.literal("wait"), seconds: z.int() }),
  words: z.looseObject({ kind: z.literal("words") }),
} satisfies Kinds<NextStep>);

export const EXPLANATION = z.looseObject({
  rule: z.string().exactOptional(),
  meaning: z.string(),
  stateLeft: z.string(),
  retry: z.enum(["yes", "after-looking", "no"]).exactOptional(),
  next: z.string(),
  step: STEP.exactOptional(),
  issues: z.array(z.int()).exactOptional(),
  text: z.string(),
} satisfies Shape<Explanation>);

export const ALARM = z.enum([
  "source-writes-denied",
  "both-sides-deny-writes",
  "target-writes-denied",
  "no-side-denies-writes",
  "switched-not-finished",
  "reverse-not-running",
  "workflow-lost",
] satisfies readonly Alarm[]);
