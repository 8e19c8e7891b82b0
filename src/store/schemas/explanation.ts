import { z } from "zod";
import type { Alarm } from "../../core/move/alarms.ts";
import type { AlarmCause } from "../../core/move/raised.ts";
import type { ExplainedStep } from "../../core/explain/rule/rule.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { defineUnion, type KindSchemas, type Shape, defineWord } from "./shape.ts";

const EXPLAINED_STEP = defineUnion({
  command: z.looseObject({ kind: z.literal("command"), line: z.string() }),
  again: z.looseObject({ kind: z.literal("again") }),
  wait: z.looseObject({ kind: z.literal("wait"), seconds: z.int() }),
  words: z.looseObject({ kind: z.literal("words") }),
} satisfies KindSchemas<ExplainedStep>);

export const EXPLANATION = z.looseObject({
  rule: z.string().exactOptional(),
  meaning: z.string(),
  stateLeft: z.string(),
  retry: z.enum(["yes", "after-looking", "no"]).exactOptional(),
  next: z.string(),
  step: EXPLAINED_STEP.exactOptional(),
  issues: z.array(z.int()).exactOptional(),
  text: z.string(),
} satisfies Shape<Explanation>);

const LASTING_TROUBLES = { "stream-error": 0, stalled: 0, "lag-grows": 0, "no-source": 0, "vdiff-still": 0, "vitess-silent": 0 } as const;

const ALARM_SHAPES = {
  "source-writes-denied": 0,
  "both-sides-deny-writes": 0,
  "target-writes-denied": 0,
  "shared-target-denies-writes": 0,
  "no-side-denies-writes": 0,
  "switched-not-finished": 0,
  "reverse-not-running": 0,
  "workflow-lost": 0,
  "rules-lost": 0,
  "rules-not-served": 0,
  "tablets-not-told": 0,
} as const;

export const ALARM = defineWord<Alarm>(ALARM_SHAPES);

export const ALARM_CAUSE = defineWord<AlarmCause>({ ...ALARM_SHAPES, ...LASTING_TROUBLES });
