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
  const [quoteForJson, quoteForCsv] = [rememberQuoted(JSON.stringify), rememberQuoted(quoteCsv)];
  for (let from = 0; from < vdiff.tables.length; from += ROWS_AT_A_TIME) {
    let jsonRows = "";
    let csvRows = "";
    for (const row of vdiff.tables.slice(from, from + ROWS_AT_A_TIME)) {
      const written = writeCounts(row);
      jsonRows += `${jsonRows === "" ? "" : ",\n"}${writeJson(row, written, quoteForJson)}`;
      csvRows += writeCsv(row, written, quoteForCsv);
    }
    json.push(jsonRows);
    csv.push(csvRows);
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

type Counts = Pick<VDiffTable, "rowsEstimated" | "rowsCompared" | "matching" | "mismatched" | "onlyInSource" | "onlyInTarget">;
type Written = Readonly<Record<keyof Counts, string>>;

/** Both files show the same counts, and writing them takes most of the time. */
function writeCounts(row: Counts): Written {
  return {
    rowsEstimated: writeCount(row.rowsEstimated),
    rowsCompared: writeCount(row.rowsCompared),
    matching: writeCount(row.matching),
    mismatched: writeCount(row.mismatched),
    onlyInSource: writeCount(row.onlyInSource),
    onlyInTarget: writeCount(row.onlyInTarget),
  };
}

/** Writing a bigint takes several times as long as writing a number. */
function writeCount(count: bigint): string {
  return count <= Number.MAX_SAFE_INTEGER ? String(Number(count)) : String(count);
}

/** Written by hand: 64,000 rows take JSON.stringify several times as long. */
function writeJson({ shard, table, state, hasMismatch }: VDiffTable, counts: Written, quote: (name: string) => string): string {
  const names = `"shard":${quote(shard)},"table":${quote(table)},"state":${quote(state)}`;
  const rows = `"rowsEstimated":"${counts.rowsEstimated}","rowsCompared":"${counts.rowsCompared}","hasMismatch":${hasMismatch}`;
  return `  {${names},${rows},"matching":"${counts.matching}","mismatched":"${counts.mismatched}","onlyInSource":"${counts.onlyInSource}","onlyInTarget":"${counts.onlyInTarget}"}`;
}

const CSV_HEADER = ["table", "shard", "state", "rows_compared", "differs", "matching", "different", "only_in_source", "only_in_target"];

/** Numbers need no quotes. */
function writeCsv({ table, shard, state, hasMismatch }: VDiffTable, counts: Written, quote: (name: string) => string): string {
  return `${quote(table)},${quote(shard)},${quote(state)},${counts.rowsCompared},${hasMismatch ? "yes" : "no"},${counts.matching},${counts.mismatched},${counts.onlyInSource},${counts.onlyInTarget}\r\n`;
}

/** Remembers what it has quoted: the names of a report repeat thousands of times. */
function rememberQuoted(write: (name: string) => string): (name: string) => string {
  const quoted = new Map<string, string>();
  return (name) => {
    const known = quoted.get(name);
    if (known !== undefined) return known;
    const text = write(name);
    quoted.set(name, text);
    return text;
  };
}

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
