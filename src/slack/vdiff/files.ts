import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { formatCsv, quoteCsv } from "../text/csv.ts";
import { formatIso } from "../text/times.ts";

// 1,000 tables on 64 shards make 64,000 rows; a vote must not wait until all of them are written. Longer texts also outgrow the processor's
// cache, and then all of it takes half as long again.
const ROWS_AT_A_TIME = 500;

/** A file of a report as it is uploaded, in UTF-8. */
interface ReportFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The whole report as JSON and as CSV: counts and states of every table and shard, no row values; 64-bit counts are text in the JSON.
 * Other work runs between two chunks of rows.
 */
export async function composeReportFiles(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict): Promise<readonly ReportFile[]> {
  const file = `vdiff-${vdiff.uuid.replaceAll(/[^A-Za-z0-9-]/g, "").slice(0, 40)}`;
  const json = [Buffer.from(`${writeJsonHead(name, vdiff, verdict)}\n "tables": [\n`)];
  const csv = [Buffer.from(formatCsv([CSV_HEADER]))];
  const [writeJsonRow, writeCsvRow] = [createJsonRows(), createCsvRows()];
  for (let from = 0; from < vdiff.tables.length; from += ROWS_AT_A_TIME) {
    let [jsonLines, csvLines] = ["", ""];
    for (const row of vdiff.tables.slice(from, from + ROWS_AT_A_TIME)) {
      const counts = writeCounts(row);
      jsonLines += `${jsonLines === "" && from === 0 ? "" : ",\n"}${writeJsonRow(row, counts)}`;
      csvLines += writeCsvRow(row, counts);
    }
    json.push(Buffer.from(jsonLines));
    csv.push(Buffer.from(csvLines));
    await yieldToOthers();
  }
  json.push(Buffer.from("\n ]}\n"));
  return [
    { name: `${file}.json`, content: Buffer.concat(json) },
    { name: `${file}.csv`, content: Buffer.concat(csv) },
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

type CountTexts = Readonly<Record<"rowsEstimated" | "rowsCompared" | "matching" | "mismatched" | "onlyInSource" | "onlyInTarget", string>>;

/** The counts of a row as both files show them: JSON has no 64-bit integers. */
function writeCounts({ rowsEstimated, rowsCompared, matching, mismatched, onlyInSource, onlyInTarget }: VDiffTable): CountTexts {
  const compared = String(rowsCompared);
  return {
    rowsEstimated: String(rowsEstimated),
    rowsCompared: compared,
    matching: matching === rowsCompared ? compared : String(matching),
    mismatched: writeFew(mismatched),
    onlyInSource: writeFew(onlyInSource),
    onlyInTarget: writeFew(onlyInTarget),
  };
}

/** Most of these counts are zero, and a comparison costs less than turning a 64-bit number into text. */
function writeFew(count: bigint): string {
  return count === 0n ? "0" : String(count);
}

type WriteRow = (row: VDiffTable, counts: CountTexts) => string;

/** Puts the fields together by hand, because JSON.stringify takes twice as long for all rows of a large report. */
function createJsonRows(): WriteRow {
  const shard = rememberWritten((name) => `{"shard":${JSON.stringify(name)},"table":`);
  const table = rememberWritten((name) => JSON.stringify(name));
  const state = rememberWritten((word) => `,"state":${JSON.stringify(word)},"rowsEstimated":"`);
  return (row, { rowsEstimated, rowsCompared, matching, mismatched, onlyInSource, onlyInTarget }) =>
    `${shard(row.shard)}${table(row.table)}${state(row.state)}${rowsEstimated}","rowsCompared":"${rowsCompared}${row.hasMismatch ? '","hasMismatch":true,"matching":"' : '","hasMismatch":false,"matching":"'}${matching}","mismatched":"${mismatched}","onlyInSource":"${onlyInSource}","onlyInTarget":"${onlyInTarget}"}`;
}

const CSV_HEADER = ["table", "shard", "state", "rows_compared", "differs", "matching", "different", "only_in_source", "only_in_target"];

function createCsvRows(): WriteRow {
  const cell = rememberWritten((name) => `${quoteCsv(name)},`);
  return (row, { rowsCompared, matching, mismatched, onlyInSource, onlyInTarget }) =>
    `${cell(row.table)}${cell(row.shard)}${cell(row.state)}${rowsCompared}${row.hasMismatch ? ",yes," : ",no,"}${matching},${mismatched},${onlyInSource},${onlyInTarget}\r\n`;
}

/** Remembers what it has written: the names of a report repeat thousands of times. */
function rememberWritten(write: (name: string) => string): (name: string) => string {
  const written = new Map<string, string>();
  return (name) => {
    const known = written.get(name);
    if (known !== undefined) return known;
    const text = write(name);
    written.set(name, text);
    return text;
  };
}

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
