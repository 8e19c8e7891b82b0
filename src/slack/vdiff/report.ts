import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { LIMITS } from "../blocks/limits.ts";
import { clipMiddle, toOneLine } from "../text/escape.ts";

const REPORT_COLUMNS = ["table", "shard", "rows compared", "different", "only in source", "only in target"] as const;

/** The counts of a VDiff, differences first: as many rows as a table may have. Undefined if nothing was counted. */
export function buildCountTable({ tables }: VDiff): ReturnType<typeof buildDataTable> {
  const built = buildDataTable("Rows compared, by table and shard", REPORT_COLUMNS, pickFirst(tables, LIMITS.tableRows).map(listCells));
  return built === undefined ? undefined : { ...built, left: tables.length - built.block.rows.length + 1 };
}

/** The first rows in the report's order. Sorting all 64,000 would hold up everything else for as long as the rest of the report. */
function pickFirst(tables: readonly VDiffTable[], most: number): readonly VDiffTable[] {
  const first: VDiffTable[] = [];
  for (const row of tables) {
    const last = first.at(-1);
    if (first.length === most && last !== undefined && compareRows(row, last) >= 0) continue;
    const at = first.findIndex((one) => compareRows(row, one) < 0);
    first.splice(at === -1 ? first.length : at, 0, row);
    if (first.length > most) first.pop();
  }
  return first;
}

function compareRows(a: VDiffTable, b: VDiffTable): number {
  return rankTable(a) - rankTable(b) || compare(a.table, b.table) || compare(a.shard, b.shard);
}

/** Ranks differences first, then errors, then other unfinished comparisons. */
function rankTable(row: VDiffTable): number {
  if (row.hasMismatch) return 0;
  if (row.state === "error") return 1;
  return row.state === "completed" ? 3 : 2;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function listCells(row: VDiffTable): readonly Cell[] {
  const name = clipMiddle(toOneLine(row.table), 70);
  return [name, toOneLine(row.shard).slice(0, 40), row.rowsCompared, row.mismatched, row.onlyInSource, row.onlyInTarget];
}
