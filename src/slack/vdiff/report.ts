import type { TableBlock } from "@slack/types";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { buildTable } from "../blocks/build.ts";
import { LIMITS } from "../blocks/limits.ts";
import type { TextFile } from "../blocks/message.ts";
import { clipMiddle, toOneLine, quoteVerbatim } from "../text/escape.ts";
import { formatExact } from "../text/numbers.ts";
import { formatIso } from "../text/times.ts";

const REPORT_COLUMNS = ["table", "shard", "rows compared", "different", "only in source", "only in target"] as const;

/** The counts of a VDiff: differences first, as many rows as a table block may have. */
export function countTable(vdiff: VDiff): { readonly block: TableBlock; readonly left: number } | undefined {
  const rows = orderTables(vdiff.tables).map(formatCells);
  const kept: (readonly string[])[] = [REPORT_COLUMNS];
  let length = REPORT_COLUMNS.join("").length;
  for (const row of rows) {
    length += row.join("").length;
    if (kept.length === LIMITS.tableRows || length > LIMITS.tableText) break;
    kept.push(row);
  }
  if (kept.length === 1) return undefined;
  return { block: buildTable(kept, 2), left: rows.length - kept.length + 1 };
}

/** The same as fixed-width lines, for places that do not draw tables. */
export function countLines(vdiff: VDiff): readonly string[] {
  return orderTables(vdiff.tables).map((row) => {
    const [name, shard, compared, different, source, target] = formatCells(row);
    return quoteVerbatim(
      `${name}/${shard}: ${compared} compared, ${different} different, ${source} only in source, ${target} only in target`,
    );
  });
}

/** The whole report as a file: counts and states, no row values. Writes 64-bit counts as text. */
export function composeReportFile(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict): TextFile {
  const plain = {
    move: { cluster: name.cluster, targetKeyspace: name.targetKeyspace, workflow: name.workflow },
    uuid: vdiff.uuid,
    verdict: verdict.kind,
    // A shard's error may be long, but the adapter has removed row data from it.
    shards: vdiff.shards.map((shard) => ({
      ...shard,
      startedAt: formatIsoIfKnown(shard.startedAt),
      completedAt: formatIsoIfKnown(shard.completedAt),
    })),
    tables: vdiff.tables,
  };
  const content = JSON.stringify(plain, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2);
  return { name: `vdiff-${vdiff.uuid.replaceAll(/[^A-Za-z0-9-]/g, "").slice(0, 40)}.json`, content };
}

function orderTables(tables: readonly VDiffTable[]): readonly VDiffTable[] {
  return tables.toSorted((a, b) => rankTable(a) - rankTable(b) || compare(a.table, b.table) || compare(a.shard, b.shard));
}

/** Ranks differences first, then unfinished comparisons. */
function rankTable(row: VDiffTable): number {
  if (row.hasMismatch) return 0;
  return row.state === "completed" ? 2 : 1;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function formatCells(row: VDiffTable): readonly [string, string, string, string, string, string] {
  const name = clipMiddle(toOneLine(row.table), 70);
  return [
    name,
    toOneLine(row.shard).slice(0, 40),
    formatExact(row.rowsCompared),
    formatExact(row.mismatched),
    formatExact(row.onlyInSource),
    formatExact(row.onlyInTarget),
  ];
}

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
