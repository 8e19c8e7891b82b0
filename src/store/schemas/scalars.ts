import { z } from "zod";
import { isChannelId, isPersonId } from "../../core/people/people.ts";
import { isClusterName, isKeyspace, isTabletAlias, isWorkflowName } from "../../core/vitess/names.ts";
import { isSnapshotId } from "../../core/rules/snapshots.ts";

export const PERSON = named(isPersonId, "a person's id");
export const CHANNEL = named(isChannelId, "a channel's id");
export const CLUSTER = named(isClusterName, "a cluster's name");
export const KEYSPACE = named(isKeyspace, "a keyspace's name");
export const WORKFLOW_NAME = named(isWorkflowName, "a workflow's name");
export const SNAPSHOT_ID = named(isSnapshotId, "a snapshot's id");
export const TABLET = named(isTabletAlias, "a tablet's alias");

/** Milliseconds since the epoch, or a number of them. */
export const MS = z.number();
export const TEXTS = z.array(z.string());

/** A 64-bit number, kept as decimal text: JSON would round it. */
export const BIG: z.ZodType<bigint> = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform(BigInt);

/** A name with the check that it passed where it came in: what somebody wrote into Redis by hand is held to it too. */
function named<Name extends string>(is: (text: string) => text is Name, what: string): z.ZodType<Name> {
  return z.custom<Name>((value) => typeof value === "string" && is(value), `expected ${what}`);
}
