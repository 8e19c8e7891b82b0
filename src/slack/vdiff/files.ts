import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { DifferenceCounts } from "../../core/vdiff/change.ts";
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
  const json = createFileBytes(vdiff.tables.length * BYTES_IN_ROW.json);
  const csv = createFileBytes(vdiff.tables.length * BYTES_IN_ROW.csv);
  json.append(`${writeJsonHead(name, vdiff, verdict)}\n "tables": [\n`);
  csv.append(formatCsv([CSV_HEADER]));
  const writeRow = createRowWriter();
  for (let from = 0; from < vdiff.tables.length; from += ROWS_AT_A_TIME) {
    let [jsonLines, csvLines] = ["", ""];
    for (const row of vdiff.tables.slice(from, from + ROWS_AT_A_TIME)) {
      const line = writeRow(row);
      jsonLines += jsonLines === "" && from === 0 ? line.json : `,\n${line.json}`;
      csvLines += line.csv;
    }
    json.append(jsonLines);
    csv.append(csvLines);
    await yieldToOthers();
  }
  json.append("\n ]}\n");
  return [
    { name: `${file}.json`, content: json.finish() },
    { name: `${file}.csv`, content: csv.finish() },
  ];
}

// A guess, with room for names of 40 characters: a file whose rows are longer grows once more.
const BYTES_IN_ROW = { json: 240, csv: 90 };

interface FileBytes {
  readonly append: (text: string) => void;
  readonly finish: () => Buffer;
}

/**
 * One buffer for the whole file. Pieces to be joined at the end take twice the memory, and V8 answers each such report by collecting the
 * whole heap.
 */
function createFileBytes(expectedBytes: number): FileBytes {
  let bytes = Buffer.allocUnsafe(expectedBytes);
  let length = 0;
  return {
    append(text) {
      // A UTF-16 unit takes at most three bytes in UTF-8.
      const most = length + text.length * 3;
      if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, length)], most * 2);
      length += bytes.write(text, length);
    },
    finish: () => bytes.subarray(0, length),
  };
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

const CSV_HEADER = ["table", "shard", "state", "rows_compared", "differs", "matching", "different", "only_in_source", "only_in_target"];

/** A part of a row as each file shows it. */
interface Texts {
  readonly json: string;
  readonly csv: string;
}

/**
 * Puts the fields together by hand, because JSON.stringify takes twice as long for all rows of a large report. The parts are as few as can
 * be: joining them is most of the work.
 */
function createRowWriter(): (row: VDiffTable) => Texts {
  const writeShard = rememberNames((name) => `{"shard":${JSON.stringify(name)},"table":`);
  const writeTable = rememberNames((name) => JSON.stringify(name));
  const writeState = rememberNames((name) => `,"state":${JSON.stringify(name)},"rowsEstimated":"`);
  return (row) => {
    const shard = writeShard(row.shard);
    const table = writeTable(row.table);
    const state = writeState(row.state);
    const compared = String(row.rowsCompared);
    const matching = row.matching === row.rowsCompared ? compared : String(row.matching);
    const differences = agrees(row) ? NO_DIFFERENCES : writeDifferences(row);
    return {
      json: `${shard.json}${table.json}${state.json}${row.rowsEstimated}","rowsCompared":"${compared}${row.hasMismatch ? '","hasMismatch":true,"matching":"' : '","hasMismatch":false,"matching":"'}${matching}${differences.json}`,
      csv: `${table.csv}${shard.csv}${state.csv}${compared}${row.hasMismatch ? ",yes," : ",no,"}${matching}${differences.csv}`,
    };
  };
}

/** Remembers what it has written: names repeat thousands of times, and the rows of a shard mostly stand together. */
function rememberNames(writeJson: (name: string) => string): (name: string) => Texts {
  const written = new Map<string, Texts>();
  let last: { readonly name: string; readonly texts: Texts } | undefined;
  return (name) => {
    if (last?.name === name) return last.texts;
    const texts = written.get(name) ?? { json: writeJson(name), csv: `${quoteCsv(name)},` };
    written.set(name, texts);
    last = { name, texts };
    return texts;
  };
}

function agrees({ mismatched, onlyInSource, onlyInTarget }: DifferenceCounts): boolean {
  return mismatched === 0n && onlyInSource === 0n && onlyInTarget === 0n;
}

function writeDifferences({ mismatched, onlyInSource, onlyInTarget }: DifferenceCounts): Texts {
  return {
    json: `","mismatched":"${mismatched}","onlyInSource":"${onlyInSource}","onlyInTarget":"${onlyInTarget}"}`,
    csv: `,${mismatched},${onlyInSource},${onlyInTarget}\r\n`,
  };
}

const NO_DIFFERENCES = writeDifferences({ mismatched: 0n, onlyInSource: 0n, onlyInTarget: 0n });

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
