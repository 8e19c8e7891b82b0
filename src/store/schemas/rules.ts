import { z } from "zod";
import type { KeyspaceRoutingRule, MirrorRule, RoutingRule, Rules, ShardRoutingRule } from "../../core/readings/readings.ts";
import type { RuleChange } from "../../core/rules/change.ts";
import type { KeptRules } from "../../core/rules/snapshots.ts";
import type { VSchemaChange, VSchemas } from "../../core/rules/vschemas.ts";
import type { Format } from "./document.ts";
import { TEXTS, SHARD_NAME, TABLE_NAME } from "./scalars.ts";
import type { Shape } from "./shape.ts";
import type { RuleDocument } from "../../core/options/kinds.ts";

export const RULE_DOCUMENT = z.enum(["tables", "shards", "keyspaces", "mirrors"]) satisfies z.ZodType<RuleDocument>;

const TABLE_RULE = z.looseObject({ from: z.string(), to: TEXTS } satisfies Shape<RoutingRule>);

const SHARD_RULE = z.looseObject({
  fromKeyspace: z.string(),
  toKeyspace: z.string(),
  shard: SHARD_NAME,
} satisfies Shape<ShardRoutingRule>);

const KEYSPACE_RULE = z.looseObject({ fromKeyspace: z.string(), toKeyspace: z.string() } satisfies Shape<KeyspaceRoutingRule>);

const MIRROR_RULE = z.looseObject({ from: z.string(), to: z.string(), percent: z.number() } satisfies Shape<MirrorRule>);

export const RULE_CHANGE = z.looseObject({
  document: RULE_DOCUMENT,
  name: z.string(),
  was: z.string().exactOptional(),
  is: z.string().exactOptional(),
} satisfies Shape<RuleChange>);

export const RULES_SCHEMA = z.looseObject({
  tables: z.array(TABLE_RULE),
  shards: z.array(SHARD_RULE),
  keyspaces: z.array(KEYSPACE_RULE),
  mirrors: z.array(MIRROR_RULE),
} satisfies Shape<Rules>);

const VSCHEMAS = z.record(z.string(), z.record(z.string(), z.string())) satisfies z.ZodType<VSchemas>;

export const VSCHEMA_CHANGE = z.looseObject({
  keyspace: z.string(),
  table: TABLE_NAME,
  was: z.string(),
  is: z.string().exactOptional(),
} satisfies Shape<VSchemaChange>);

export const KEPT_RULES: Format<KeptRules> = { version: 1, schema: RULES_SCHEMA.extend({ vschemas: VSCHEMAS.exactOptional() }) };
