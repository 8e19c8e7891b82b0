import { z } from "zod";
import { isChannelId, isPersonId } from "../../core/people/people.ts";
import { isClusterName, isKeyspace, isMoveId, isTabletAlias, isWorkflowName } from "../../core/vitess/names.ts";
import { isSnapshotId } from "../../core/rules/snapshots.ts";

export const PERSON = defineCheckedName(isPersonId, "a person's id");
export const CHANNEL = defineCheckedName(isChannelId, "a channel's id");
export const CLUSTER = defineCheckedName(isClusterName, "a cluster's name");
export const KEYSPACE = defineCheckedName(isKeyspace, "a keyspace's name");
export const MOVE_ID = defineCheckedName(isMoveId, "a move's id");
export const WORKFLOW_NAME = defineCheckedName(isWorkflowName, "a workflow's name");
export const SNAPSHOT_ID = defineCheckedName(isSnapshotId, "a snapshot's id");
export const TABLET = defineCheckedName(isTabletAlias, "a tablet's alias");

/** Milliseconds since the epoch, or a duration in milliseconds. */
export const MS = z.number();
export const TEXTS = z.array(z.string());

/** A 64-bit number, stored as decimal text because JSON would round it. */
export const BIG: z.ZodType<bigint> = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform(BigInt);

/** A name, checked as it was where it came in: a value that somebody wrote into Redis by hand must pass too. */
function defineCheckedName<Name extends string>(is: (text: string) => text is Name, what: string): z.ZodType<Name> {
  return z.custom<Name>((value) => typeof value === "string" && is(value), `expected ${what}`);
}
