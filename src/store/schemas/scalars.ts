import { z } from "zod";
import { isChannelId, isPersonId, isRequestId } from "../../core/people/people.ts";
import { isClusterName, isKeyspace, isMoveId, isShard, isTableName, isTabletAlias, isWorkflowName } from "../../core/vitess/names.ts";
import { isMovePattern } from "../../core/vitess/patterns.ts";
import { isSnapshotId } from "../../core/rules/snapshots.ts";

// Names are checked as they were where they came in: somebody may have written into Redis by hand.
export const PERSON = z.string().refine(isPersonId, "expected a person's id");
export const CHANNEL = z.string().refine(isChannelId, "expected a channel's id");
export const REQUEST_ID = z.string().refine(isRequestId, "expected a request's id");
export const CLUSTER = z.string().refine(isClusterName, "expected a cluster's name");
export const KEYSPACE = z.string().refine(isKeyspace, "expected a keyspace's name");
export const SHARD_NAME = z.string().refine(isShard, "expected a shard's name");
export const SHARD_NAMES = z.array(SHARD_NAME);
export const TABLE_NAME = z.string().refine(isTableName, "expected a table's name");
export const TABLE_NAMES = z.array(TABLE_NAME);
export const MOVE_ID = z.string().refine(isMoveId, "expected a move's id");
export const WORKFLOW_NAME = z.string().refine(isWorkflowName, "expected a workflow's name");
export const MOVE_PATTERN = z.string().refine(isMovePattern, "expected a pattern of moves");
export const SNAPSHOT_ID = z.string().refine(isSnapshotId, "expected a snapshot's id");
export const TABLET = z.string().refine(isTabletAlias, "expected a tablet's alias");

/** Milliseconds since the epoch, or a duration in milliseconds. */
export const MS = z.number();
export const TEXTS = z.array(z.string());

/** A 64-bit number, stored as decimal text because JSON would round it. */
export const BIG: z.ZodType<bigint> = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform(BigInt);
