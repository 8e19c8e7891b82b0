import { z } from "zod";
import type { CounterProof, LockHolder, Reading, RowCounts, ServedRules, TableCopy } from "../../core/readings/readings.ts";
import type { Format } from "./document.ts";
import { KEY_BUILD, RECENT_COPY, ROW_COUNT, SHARD_ROWS } from "./recent-copy.ts";
import { RULES_SCHEMA } from "./rules.ts";
import { BIG, MS, TEXTS, TABLE_NAME, TABLE_NAMES, TABLET } from "./scalars.ts";
import type { Shape } from "./shape.ts";
import { DENIED_TABLES, WORKFLOW_SCHEMA } from "./workflow.ts";

const TABLE_COPY = z.looseObject({
  table: TABLE_NAME,
  rowsCopied: BIG,
  rowsTotal: BIG,
  bytesCopied: BIG,
  bytesTotal: BIG,
} satisfies Shape<TableCopy>);

export const LOCK_HOLDER = z.looseObject({
  action: z.string(),
  host: z.string(),
  since: MS.exactOptional(),
  keyspace: z.string().exactOptional(),
} satisfies Shape<LockHolder>);

const ROW_COUNTS = z.looseObject({
  at: MS,
  target: z.array(ROW_COUNT),
  source: z.array(ROW_COUNT),
  sourceAt: MS,
  shards: z.array(SHARD_ROWS).exactOptional(),
  proofs: z.array(z.looseObject({ tablet: TABLET, at: MS, holds: z.boolean() } satisfies Shape<CounterProof>)),
  refusedAt: MS.exactOptional(),
  uncounted: z.enum(["release", "policy", "tenant", "too-many-tables"]).exactOptional(),
} satisfies Shape<RowCounts>);

const SERVED = z.looseObject({ cell: z.string(), rules: RULES_SCHEMA } satisfies Shape<ServedRules>);

export const READING: Format<Reading> = {
  version: 1,
  schema: z.looseObject({
    at: MS,
    workflow: WORKFLOW_SCHEMA.exactOptional(),
    reverse: WORKFLOW_SCHEMA.exactOptional(),
    sourceGone: z.literal(true).exactOptional(),
    trafficState: z.string().exactOptional(),
    tableCopy: z.array(TABLE_COPY),
    rowCounts: ROW_COUNTS.exactOptional(),
    keyBuilds: z.array(KEY_BUILD).exactOptional(),
    recent: RECENT_COPY.exactOptional(),
    rules: RULES_SCHEMA,
    served: z.array(SERVED).exactOptional(),
    servedUnread: TEXTS.exactOptional(),
    denied: z.array(DENIED_TABLES),
    sourceTables: TABLE_NAMES,
    targetTables: TABLE_NAMES,
    lockHolders: z.array(LOCK_HOLDER),
    locksUnknown: z.literal(true).exactOptional(),
    cancelWantsReadsBack: z.literal(true).exactOptional(),
  } satisfies Shape<Reading>),
};
