import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import type { Workflow } from "../../../src/core/readings/readings.ts";
import type { VDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import { UNSHARDED, workflowOf } from "../moments.ts";
import { SWITCH } from "../preflight/healthy.ts";
import { shardNamed, tablesNamed } from "../../names.ts";
import type { Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";

/** A workflow from commerce over these tables that is not the move. */
export function other(name: string, targetKeyspace: string, type: string, tables: readonly string[]): Workflow {
  const base = workflowOf(UNSHARDED.copied);
  const [first] = base.streams;
  if (first === undefined) throw new Error("no stream");
  return { ...base, name: name as WorkflowName, targetKeyspace: targetKeyspace as Keyspace, type, streams: [{ ...first, tables }] };
}

export const MIGRATION = { uuid: "0a8f2b6e", keyspace: "commerce", table: "corder", status: "running" };
export const CONTROL = { shard: shardNamed("0"), tabletType: "RDONLY", cells: ["zone1"], deniedTables: ["corder"], frozen: false };
export const SHARDED = { sharded: true, tables: tablesNamed("corder", "customer"), sequences: [], entries: {} };

const UUID = "5c1e0000-2222-4333-8444-000000000000";
export function vdiffSeen(verdict: VDiffVerdict, ended?: number): typeof SWITCH.vdiff {
  return toSeen({ uuid: UUID, verdict, ...(ended === undefined ? {} : { completedAt: ended }) });
}
