import { z } from "zod";
import type { LockHolder, Reading, ServedRules, TableCopy } from "../../core/readings/readings.ts";
import type { Format } from "./document.ts";
import { RULES_SCHEMA } from "./rules.ts";
import { BIG, MS, TEXTS, TABLE_NAME, TABLE_NAMES } from "./scalars.ts";
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
