import { z } from "zod";
import type { Act, OverrideOptions, PlannedStep, RescueOptions, RestoreOptions } from "../../core/acts/acts.ts";
import { CANCEL_DEFAULTS } from "../../core/options.ts";
import type { CancelOptions, CompleteOptions, RuleDocument, SwitchOptions, TabletType } from "../../core/options.ts";
import { BIG, MS, TEXTS } from "./scalars.ts";
import { anyOf } from "./shape.ts";
import type { Kinds, Shape } from "./shape.ts";

export const TABLET_TYPE = z.enum(["PRIMARY", "REPLICA", "RDONLY"]) satisfies z.ZodType<TabletType>;

// What records written before there was such an option do not have.
const ADDED = z.boolean().default(false);
const ADDED_TEXTS = TEXTS.default([]);

const SWITCH_OPTIONS = z.strictObject({
  tabletTypes: z.array(TABLET_TYPE),
  cells: TEXTS,
  maxReplicationLagAllowedMs: MS,
  timeoutMs: MS,
  enableReverseReplication: z.boolean(),
  initializeTargetSequences: z.boolean(),
  shards: ADDED_TEXTS,
  force: ADDED,
  v1: ADDED,
  allAtOnce: z.boolean(),
} satisfies Shape<SwitchOptions>);

const COMPLETE_OPTIONS = z.strictObject({
  keepData: z.boolean(),
  keepRoutingRules: z.boolean(),
  renameTables: z.boolean(),
  shards: ADDED_TEXTS,
  ignoreSourceKeyspace: ADDED,
  v1: ADDED,
} satisfies Shape<CompleteOptions>);

const CANCEL_OPTIONS = z.strictObject({
  keepData: z.boolean(),
  keepRoutingRules: z.boolean(),
  shards: ADDED_TEXTS,
  ignoreSourceKeyspace: ADDED,
  deleteBatchSize: BIG.default(CANCEL_DEFAULTS.deleteBatchSize),
} satisfies Shape<CancelOptions>);

export const RULE_DOCUMENT = z.enum(["tables", "shards", "keyspaces", "mirrors"]) satisfies z.ZodType<RuleDocument>;

const RESTORE_OPTIONS = z.strictObject({
  snapshot: z.string(),
  documents: z.array(RULE_DOCUMENT),
  shownAgainst: z.string(),
} satisfies Shape<RestoreOptions>);

const OVERRIDE_OPTIONS = z.strictObject({
  step: z.enum(["create", "switch", "complete"]),
  findings: TEXTS,
  reason: z.string(),
  evidence: z.record(z.string(), TEXTS).exactOptional(),
} satisfies Shape<OverrideOptions>);

const RESCUE_OPTIONS = z.strictObject({ tables: TEXTS } satisfies Shape<RescueOptions>);

const VERBS = {
  switch: z.strictObject({ verb: z.literal("switch"), options: SWITCH_OPTIONS }),
  reverse: z.strictObject({ verb: z.literal("reverse"), options: SWITCH_OPTIONS }),
  complete: z.strictObject({ verb: z.literal("complete"), options: COMPLETE_OPTIONS }),
  cancel: z.strictObject({ verb: z.literal("cancel"), options: CANCEL_OPTIONS }),
  delete: z.strictObject({ verb: z.literal("delete"), options: CANCEL_OPTIONS }),
  restore: z.strictObject({ verb: z.literal("restore"), options: RESTORE_OPTIONS }),
  override: z.strictObject({ verb: z.literal("override"), options: OVERRIDE_OPTIONS }),
  rescue: z.strictObject({ verb: z.literal("rescue"), options: RESCUE_OPTIONS }),
} satisfies { readonly [Verb in Act["verb"]]: z.ZodType<Extract<Act, { verb: Verb }>> };

export const ACT: z.ZodType<Act> = anyOf(VERBS);
export const VERB = z.enum(["switch", "reverse", "complete", "cancel", "delete", "restore", "override", "rescue"]) satisfies z.ZodType<
  Act["verb"]
>;

const STEPS = {
  call: z.strictObject({ kind: z.literal("call"), tabletTypes: z.array(TABLET_TYPE) }),
  soak: z.strictObject({ kind: z.literal("soak"), ms: MS }),
} satisfies Kinds<PlannedStep>;

export const PLANNED_STEP: z.ZodType<PlannedStep> = anyOf(STEPS);
