import { z } from "zod";
import type { Act, PlannedStep } from "../../core/acts.ts";
import type { CancelOptions, CompleteOptions, SwitchOptions, TabletType } from "../../core/options.ts";
import { MS, TEXTS } from "./scalars.ts";
import { anyOf } from "./shape.ts";
import type { Kinds, Shape } from "./shape.ts";

const TABLET_TYPE = z.enum(["PRIMARY", "REPLICA", "RDONLY"]) satisfies z.ZodType<TabletType>;

const SWITCH_OPTIONS = z.strictObject({
  tabletTypes: z.array(TABLET_TYPE),
  cells: TEXTS,
  maxReplicationLagAllowedMs: MS,
  timeoutMs: MS,
  enableReverseReplication: z.boolean(),
  initializeTargetSequences: z.boolean(),
  allAtOnce: z.boolean(),
} satisfies Shape<SwitchOptions>);

const COMPLETE_OPTIONS = z.strictObject({
  keepData: z.boolean(),
  keepRoutingRules: z.boolean(),
  renameTables: z.boolean(),
} satisfies Shape<CompleteOptions>);

const CANCEL_OPTIONS = z.strictObject({ keepData: z.boolean(), keepRoutingRules: z.boolean() } satisfies Shape<CancelOptions>);

const VERBS = {
  switch: z.strictObject({ verb: z.literal("switch"), options: SWITCH_OPTIONS }),
  reverse: z.strictObject({ verb: z.literal("reverse"), options: SWITCH_OPTIONS }),
  complete: z.strictObject({ verb: z.literal("complete"), options: COMPLETE_OPTIONS }),
  cancel: z.strictObject({ verb: z.literal("cancel"), options: CANCEL_OPTIONS }),
} satisfies { readonly [Verb in Act["verb"]]: z.ZodType<Extract<Act, { verb: Verb }>> };

export const ACT: z.ZodType<Act> = anyOf(VERBS);
export const VERB = z.enum(["switch", "reverse", "complete", "cancel"]) satisfies z.ZodType<Act["verb"]>;

const STEPS = {
  call: z.strictObject({ kind: z.literal("call"), tabletTypes: z.array(TABLET_TYPE) }),
  soak: z.strictObject({ kind: z.literal("soak"), ms: MS }),
} satisfies Kinds<PlannedStep>;

export const PLANNED_STEP: z.ZodType<PlannedStep> = anyOf(STEPS);
