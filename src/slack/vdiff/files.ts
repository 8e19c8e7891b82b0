import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import type { TextFile } from "../blocks/message.ts";
import { formatCsv, quoteCsv } from "../text/csv.ts";
import { formatIso } from "../text/times.ts";

// 1,000 tables on 64 shards make 64,000 rows; a vote must not wait until all of them are written.
const ROWS_AT_A_TIME = 4_000;

/**
 * The whole report as JSON and as CSV: counts and states of every table and shard, no row values; 64-bit counts are text in the JSON.
 * Other work runs between two chunks of rows.
 */
export async function composeReportFiles(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict): Promise<readonly TextFile[]> {
  const file = `vdiff-${vdiff.uuid.replaceAll(/[^A-Za-z0-9-]/g, "").slice(0, 40)}`;
  const [json, csv]: [string[], string[]] = [[], [formatCsv([CSV_HEADER])]];
  const quote = rememberQuoted();
  for (let from = 0; from < vdiff.tables.length; from += ROWS_AT_A_TIME) {
    const rows = vdiff.tables.slice(from, from + ROWS_AT_A_TIME).map(writeCounts);
    json.push(JSON.stringify(rows).slice(1, -1));
    csv.push(rows.map((row) => `${listCsvCells(row, quote).join(",")}\r\n`).join(""));
    await yieldToOthers();
  }
  return [
    { name: `${file}.json`, content: `${writeJsonHead(name, vdiff, verdict)}\n "tables": [\n${json.join(",\n")}\n ]}\n` },
    { name: `${file}.csv`, content: csv.join("") },
  ];
}

function writeJsonHead({ cluster, targetKeyspace, workflow }: MoveName, { uuid, shards }: VDiff, verdict: VDiffVerdict): string {
  const head = {
    move: { cluster, targetKeyspace, workflow },
    uuid,
    verdict: verdict.kind,
    // A shard's error may be long, but the adapter has removed row data from it.
    shards: shards.map((shard) => ({
      ...shard,
      startedAt: formatIsoIfKnown(shard.startedAt),
      completedAt: formatIsoIfKnown(shard.completedAt),
    })),
  };
  return `${JSON.stringify(head).slice(0, -1)},`;
}

type Count = "rowsEstimated" | "rowsCompared" | "matching" | "mismatched" | "onlyInSource" | "onlyInTarget";
type WrittenRow = Omit<VDiffTable, Count> & Readonly<Record<Count, string>>;

/** A row whose counts are text: both files show the same, and JSON has no 64-bit integers. */
function writeCounts(row: VDiffTable): WrittenRow {
  return {
    shard: row.shard,
    table: row.table,
    state: row.state,
    rowsEstimated: String(row.rowsEstimated),
    rowsCompared: String(row.rowsCompared),
    hasMismatch: row.hasMismatch,
    matching: String(row.matching),
    mismatched: String(row.mismatched),
    onlyInSource: String(row.onlyInSource),
    onlyInTarget: String(row.onlyInTarget),
  };
}

const CSV_HEADER = ["table", "shard", "state", "rows_compared", "differs", "matching", "different", "only_in_source", "only_in_target"];

/** Counts need no quotes. */
function listCsvCells(row: WrittenRow, quote: (name: string) => string): readonly string[] {
  return [
    quote(row.table),
    quote(row.shard),
    quote(row.state),
    row.rowsCompared,
    row.hasMismatch ? "yes" : "no",
    row.matching,
    row.mismatched,
    row.onlyInSource,
    row.onlyInTarget,
  ];
}

/** Remembers what it has quoted: the names of a report repeat thousands of times. */
function rememberQuoted(): (name: string) => string {
  const quoted = new Map<string, string>();
  return (name) => {
    const known = quoted.get(name);
    if (known !== undefined) return known;
    const text = quoteCsv(name);
    quoted.set(name, text);
    return text;
  };
}

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
