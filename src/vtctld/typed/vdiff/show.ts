import { z } from "zod";
import type { VDiff, VDiffListed, VDiffShard, VDiffTable } from "../../../core/vdiff/vdiff.ts";
import { isTableName } from "../../../core/vitess/names.ts";
import { redact } from "../../../core/explain/redact/redact.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import { saysNoSuchVDiff } from "../../channel/faults.ts";
import type { Calls } from "../call/calls.ts";
import { readInt64, readTableName } from "../call/fields.ts";
import { decodeQueryRows, type QueryRow } from "../call/query-rows.ts";
import { parseInstant } from "../call/times.ts";
import { readCounts } from "./report.ts";

export async function readVDiff(calls: Calls, name: WorkflowIn, uuid: string | undefined): Promise<VDiff | undefined> {
  const shards = await attempt(() => showRuns(calls, name, uuid ?? "last"));
  if (shards instanceof Fault) {
    if (saysNoSuchVDiff(shards)) return undefined;
    throw shards;
  }
  const newest = findNewestUuid(shards.flatMap(([, rows]) => rows));
  if (newest === undefined) return undefined;
  // Not each shard's own newest VDiff: it must show if a shard did not take part in this one.
  const parts = shards.map(([shard, rows]) => [shard, rows.filter((row) => row["uuid"] === newest)] as const);
  return {
    uuid: newest,
    shards: parts.map(([shard, [first]]) =>
      first === undefined ? { shard, state: "absent", lastError: "" } : decodeVDiffShard(shard, first),
    ),
    tables: parts.flatMap(([shard, rows]) => rows.flatMap((row) => decodeVDiffTables(shard, row))),
  };
}

export async function readVDiffs(calls: Calls, name: WorkflowIn): Promise<readonly VDiffListed[]> {
  const shards = await showRuns(calls, name, "all");
  return shards.flatMap(([shard, rows]) => rows.map((row) => decodeListedVDiff(shard, row)));
}

async function showRuns(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  arg: string,
): Promise<readonly (readonly [string, readonly QueryRow[]])[]> {
  const { tablet_responses = {} } = await calls.read("VDiffShow", { workflow, target_keyspace: targetKeyspace, arg });
  return Object.entries(tablet_responses)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([shard, { output = {} }]) => [shard, decodeQueryRows(output)] as const);
}

// A VDiff that has not started yet is newer than any that has. The times are sortable text.
function findNewestUuid(rows: readonly QueryRow[]): string | undefined {
  const byStart = rows.toSorted((a, b) => ((a["started_at"] ?? "never") < (b["started_at"] ?? "never") ? 1 : -1));
  return byStart[0]?.["uuid"];
}

// Each row repeats the fields of its whole shard.
function decodeVDiffShard(shard: string, row: QueryRow): VDiffShard {
  const startedAt = parseInstant(row["started_at"]);
  const completedAt = parseInstant(row["completed_at"]);
  return {
    shard,
    state: row["vdiff_state"] ?? "",
    lastError: redact(row["last_error"] ?? ""),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
  };
}

// A row without a table stands for a shard that has no plan yet.
function decodeVDiffTables(shard: string, row: QueryRow): readonly VDiffTable[] {
  const table = row["table_name"];
  if (table === undefined) return [];
  return [
    {
      shard,
      table: readTableName(table),
      state: row["table_state"] ?? "",
      rowsEstimated: readInt64(row["table_rows"]),
      rowsCompared: readInt64(row["rows_compared"]),
      hasMismatch: row["has_mismatch"] === "1",
      ...readCounts(row["report"]),
    },
  ];
}

function decodeListedVDiff(shard: string, row: QueryRow): VDiffListed {
  const options = parseVDiffOptions(row["options"]);
  const createdAt = parseInstant(row["created_at"]);
  const completedAt = parseInstant(row["completed_at"]);
  return {
    uuid: row["vdiff_uuid"] ?? "",
    shard,
    state: row["state"] ?? "",
    ...(options === undefined ? {} : { options }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
  };
}

const OPTIONS = z.object({
  core_options: z.object({ max_rows: z.number().optional(), tables: z.string().optional() }),
  report_options: z.object({ only_pks: z.boolean().optional() }).optional(),
});

/** The reference client sends the largest 64-bit number for "all rows"; any limit that a person types survives JSON. */
function parseVDiffOptions(text: string | undefined): VDiffListed["options"] {
  const options = OPTIONS.safeParse(parseReport(text ?? ""));
  if (!options.success) return undefined;
  const { max_rows: maxRows = 0, tables: named = "" } = options.data.core_options;
  // What others typed may be no names, and then there is nothing to compare either.
  const tables = named.split(",").filter((name) => isTableName(name));
  return {
    ...(Number.isSafeInteger(maxRows) ? { maxRows: BigInt(maxRows) } : {}),
    ...(options.data.report_options?.only_pks === true ? { keysOnly: true } : {}),
    ...(tables.length === 0 ? {} : { tables }),
  };
}

function parseReport(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
