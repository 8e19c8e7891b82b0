import type { Shard } from "../vitess/names.ts";
import type { CreateOptions } from "../options/options.ts";
import type { Reading, Workflow } from "../readings/readings.ts";

/**
 * What a move takes: whole tables, their rows in some of the source's shards, or the rows of one tenant. This decides which rules route it,
 * which side denies writes, what Vitess can reverse, and how the move can end.
 */
export type MoveKind = "tables" | "shards" | "tenant";

/** The kind of move that a reading shows; `tables` if the workflow is gone. */
export function deriveMoveKind({ workflow }: Pick<Reading, "workflow">): MoveKind {
  if (workflow?.subType === "Partial") return "shards";
  return workflow?.tenant === undefined ? "tables" : "tenant";
}

/**
 * True for one tenant's move on a release that cannot switch even its reads back (docs/facts/switch-traffic.md#tenants-go-one-way). The
 * same releases refuse a cancel with reads switched (docs/facts/cancel-and-complete.md#reads-switched).
 */
export function doReadsStay(reading: Pick<Reading, "workflow" | "cancelWantsReadsBack">): boolean {
  return reading.cancelWantsReadsBack === true && deriveMoveKind(reading) === "tenant";
}

/** The part of its tables that a move takes, if not all: the rows of a tenant, or those of some shards. */
export interface MovePart {
  readonly tenant?: string;
  /** Empty: all of them. */
  readonly shards: readonly Shard[];
}

/** The part that a create asks for. */
export function toRequestedPart({ tenantId, sourceShards }: Pick<CreateOptions, "tenantId" | "sourceShards">): MovePart {
  return { ...(tenantId === "" ? {} : { tenant: tenantId }), shards: sourceShards };
}

export function toMovePart({ subType, tenant, sourceShards }: Pick<Workflow, "subType" | "tenant" | "sourceShards">): MovePart {
  return { ...(tenant === undefined ? {} : { tenant }), shards: subType === "Partial" ? sourceShards : [] };
}

/** True when another workflow may move the same tables: it takes another tenant's rows, or other shards. */
export function takesAnotherPart(other: Pick<Workflow, "subType" | "tenant" | "sourceShards">, part: MovePart): boolean {
  const its = toMovePart(other);
  if (its.tenant !== undefined && part.tenant !== undefined) return its.tenant !== part.tenant;
  return its.shards.length > 0 && part.shards.length > 0 && !its.shards.some((shard) => part.shards.includes(shard));
}
