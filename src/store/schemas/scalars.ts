import { z } from "zod";
import type { ClusterName, Keyspace, TabletAlias, WorkflowName } from "../../core/vitess/names.ts";
import type { ChannelId, PersonId } from "../../core/people/people.ts";

// Names were checked at the edge where they came in; here only their form in JSON is.
const text = (value: unknown): boolean => typeof value === "string";

export const PERSON = z.custom<PersonId>(text);
export const CHANNEL = z.custom<ChannelId>(text);
export const CLUSTER = z.custom<ClusterName>(text);
export const KEYSPACE = z.custom<Keyspace>(text);
export const WORKFLOW_NAME = z.custom<WorkflowName>(text);
export const TABLET = z.custom<TabletAlias>(text);

/** Milliseconds since the epoch, or a number of them. */
export const MS = z.number();
export const TEXTS = z.array(z.string());

/** A 64-bit number, kept as decimal text: JSON would round it. */
export const BIG: z.ZodType<bigint> = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform(BigInt);
