import { z } from "zod";
import type { Operation } from "../../core/announce/entries.ts";
import type { RescueFacts, WorkflowFacts } from "../../core/operation/request/facts.ts";
import type {
  CallsLeft,
  CallStep,
  Executable,
  PlannedStep,
  Proposal,
  Restore,
  SoakLeft,
  SoakStep,
  WorkflowOperation,
} from "../../core/operation/request/operations.ts";
import type { RequestedWindow } from "../../core/operation/request/window.ts";
import type { OwnRules } from "../../core/rules/restore.ts";
import { CANCEL } from "../../core/options/cancel.ts";
import { COMPLETE } from "../../core/options/complete.ts";
import { SWITCH } from "../../core/options/switch.ts";
import { defineOptionsSchema, TABLET_TYPE } from "./options.ts";
import { KEYSPACE, MS, SNAPSHOT_ID, TEXTS, SHARD_NAMES, TABLE_NAMES } from "./scalars.ts";
import { defineUnionByField, defineUnion, type KindSchemas, type MemberSchemas, type Shape, defineWord } from "./shape.ts";
import { RULE_DOCUMENT, RULES_SCHEMA } from "./rules.ts";
import { VERDICT_KIND } from "./vdiff.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";
import type { OverrideTerms } from "../../core/findings/finding.ts";

const SWITCH_OPTIONS = defineOptionsSchema(SWITCH);
const COMPLETE_OPTIONS = defineOptionsSchema(COMPLETE);
const CANCEL_OPTIONS = defineOptionsSchema(CANCEL);

const RESTORE = z.looseObject({
  snapshot: SNAPSHOT_ID,
  documents: z.array(RULE_DOCUMENT),
  shownAgainst: z.string(),
  only: z
    .looseObject({
      sourceKeyspace: KEYSPACE,
      targetKeyspace: z.string(),
      tables: TABLE_NAMES,
      shards: SHARD_NAMES.exactOptional(),
    } satisfies Shape<OwnRules>)
    .exactOptional(),
} satisfies Shape<Restore>);

const OVERRIDE_TERMS = z.looseObject({
  step: z.enum(["create", "switch", "complete"]),
  findings: TEXTS,
  reason: z.string(),
  evidence: z.record(z.string(), TEXTS).exactOptional(),
} satisfies Shape<OverrideTerms>);

const ON_WORKFLOW = {
  switch: z.looseObject({ verb: z.literal("switch"), options: SWITCH_OPTIONS }),
  reverse: z.looseObject({ verb: z.literal("reverse"), options: SWITCH_OPTIONS }),
  complete: z.looseObject({ verb: z.literal("complete"), options: COMPLETE_OPTIONS }),
  cancel: z.looseObject({ verb: z.literal("cancel"), options: CANCEL_OPTIONS }),
  delete: z.looseObject({ verb: z.literal("delete"), options: CANCEL_OPTIONS }),
} satisfies MemberSchemas<"verb", WorkflowOperation>;

const OF_TENANT = { ofTenant: z.literal(true).exactOptional() };

const DEEDS = {
  switch: ON_WORKFLOW.switch.extend(OF_TENANT),
  reverse: ON_WORKFLOW.reverse.extend(OF_TENANT),
  complete: ON_WORKFLOW.complete.extend(OF_TENANT),
  cancel: ON_WORKFLOW.cancel.extend(OF_TENANT),
  delete: ON_WORKFLOW.delete.extend(OF_TENANT),
  restore: z.looseObject({ verb: z.literal("restore"), options: RESTORE }),
  override: z.looseObject({ verb: z.literal("override"), options: OVERRIDE_TERMS }),
  rescue: z.looseObject({
    verb: z.literal("rescue"),
    options: z.looseObject({ tables: TABLE_NAMES, keyspace: z.string().exactOptional(), serves: z.literal(true).exactOptional() }),
  }),
} satisfies MemberSchemas<"verb", Operation>;

export const DEED: z.ZodType<Operation> = defineUnionByField("verb", DEEDS);
export const VERB = defineWord<GuardedVerb>({
  switch: 0,
  reverse: 0,
  complete: 0,
  cancel: 0,
  delete: 0,
  restore: 0,
  override: 0,
  rescue: 0,
});

const WORKFLOW_FACTS = z.looseObject({
  sourceKeyspace: KEYSPACE,
  sourceShards: SHARD_NAMES,
  targetShards: SHARD_NAMES,
  tables: TABLE_NAMES,
  kind: z.enum(["shards", "tenant"]).exactOptional(),
  readsStay: z.literal(true).exactOptional(),
  trafficState: z.string(),
  streams: TEXTS,
  identity: TEXTS.exactOptional(),
  rules: RULES_SCHEMA.exactOptional(),
  denied: TEXTS.exactOptional(),
  reverse: z.enum(["running", "in error", "stopped", "absent"]),
  vdiff: z.looseObject({ uuid: z.string(), verdict: VERDICT_KIND } satisfies Shape<NonNullable<WorkflowFacts["vdiff"]>>).exactOptional(),
} satisfies Shape<WorkflowFacts>);

const RESCUE_FACTS = z.looseObject({
  side: z.enum(["source", "target"]),
  sourceKeyspace: KEYSPACE,
  sourceShards: SHARD_NAMES,
  targetShards: SHARD_NAMES,
  tables: TABLE_NAMES,
  denied: TABLE_NAMES,
  remedy: z.literal("serve").exactOptional(),
  refreshOnly: z.literal(true).exactOptional(),
} satisfies Shape<RescueFacts>);

const EXECUTABLES = {
  workflow: z.looseObject({
    kind: z.literal("workflow"),
    operation: defineUnionByField("verb", ON_WORKFLOW),
    facts: WORKFLOW_FACTS,
    window: z.looseObject({ opens: MS, closes: MS, hours: z.string() } satisfies Shape<RequestedWindow>).exactOptional(),
  }),
  restore: z.looseObject({ kind: z.literal("restore"), restore: RESTORE }),
  rescue: z.looseObject({ kind: z.literal("rescue"), facts: RESCUE_FACTS }),
} satisfies KindSchemas<Executable>;

const PROPOSALS = {
  ...EXECUTABLES,
  override: z.looseObject({ kind: z.literal("override"), terms: OVERRIDE_TERMS }),
} satisfies KindSchemas<Proposal>;

export const EXECUTABLE: z.ZodType<Executable> = defineUnion(EXECUTABLES);
export const PROPOSAL: z.ZodType<Proposal> = defineUnion(PROPOSALS);

const CALL_STEP = z.looseObject({ kind: z.literal("call"), tabletTypes: z.array(TABLET_TYPE) } satisfies Shape<CallStep>);
const SOAK_STEP = z.looseObject({ kind: z.literal("soak"), ms: MS } satisfies Shape<SoakStep>);
const PLANNED_STEP: z.ZodType<PlannedStep> = defineUnion({ call: CALL_STEP, soak: SOAK_STEP } satisfies KindSchemas<PlannedStep>);

/** A plan has a next call, and a soak stands between two calls: a record without them is damaged. */
export const CALLS_LEFT: z.ZodType<CallsLeft> = z.tuple([CALL_STEP], PLANNED_STEP);
export const SOAK_LEFT: z.ZodType<SoakLeft> = z.tuple([SOAK_STEP, CALL_STEP], PLANNED_STEP);
