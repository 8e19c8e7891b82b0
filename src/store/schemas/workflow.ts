import { z } from "zod";
import type { CopyState, DeniedTables, Stream, StreamLog, Throttle, Workflow } from "../../core/readings/readings.ts";
import { LAG } from "./lag.ts";
import { BIG, KEYSPACE, MS, TABLET, WORKFLOW_NAME, SHARD_NAME, SHARD_NAMES, TABLE_NAME, TABLE_NAMES } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const COPY_STATE = z.looseObject({ table: TABLE_NAME, lastPk: z.string() } satisfies Shape<CopyState>);
const THROTTLE_SCHEMA = z.looseObject({ component: z.string(), at: MS } satisfies Shape<Throttle>);

const STREAM_SCHEMA = z.looseObject({
  id: BIG,
  shard: SHARD_NAME,
  tablet: TABLET,
  sourceKeyspace: KEYSPACE,
  sourceShard: SHARD_NAME,
  tables: TABLE_NAMES,
  state: z.string(),
  message: z.string(),
  position: z.string(),
  rowsCopied: BIG,
  copyStates: z.array(COPY_STATE),
  transactionAt: MS.exactOptional(),
  updatedAt: MS.exactOptional(),
  throttle: THROTTLE_SCHEMA.exactOptional(),
} satisfies Shape<Stream>);

const STREAM_LOG = z.looseObject({
  shard: SHARD_NAME.exactOptional(),
  streamId: BIG,
  type: z.string(),
  state: z.string(),
  message: z.string(),
  at: MS,
  count: BIG,
} satisfies Shape<StreamLog>);

export const DENIED_TABLES = z.looseObject({ keyspace: KEYSPACE, shard: SHARD_NAME, tables: TABLE_NAMES } satisfies Shape<DeniedTables>);

export const WORKFLOW_SCHEMA = z.looseObject({
  name: WORKFLOW_NAME,
  type: z.string(),
  subType: z.string(),
  tenant: z.string().exactOptional(),
  sourceKeyspace: KEYSPACE,
  sourceShards: SHARD_NAMES,
  targetKeyspace: KEYSPACE,
  targetShards: SHARD_NAMES,
  lag: LAG,
  streams: z.array(STREAM_SCHEMA),
  targetDenied: z.array(DENIED_TABLES),
  defersKeys: z.literal(true).exactOptional(),
  logs: z.array(STREAM_LOG),
} satisfies Shape<Workflow>);
