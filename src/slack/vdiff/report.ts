import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import type { TextFile } from "../blocks/message.ts";
import { clipMiddle, toOneLine } from "../text/escape.ts";
import { formatIso } from "../text/times.ts";

const REPORT_COLUMNS = ["table", "shard", "rows compared", "different", "only in source", "only in target"] as const;

/** The counts of a VDiff, differences first: as many rows as a table may have. Undefined if nothing was counted. */
export function buildCountTable(vdiff: VDiff): ReturnType<typeof buildDataTable> {
  return buildDataTable("Rows compared, by table and shard", REPORT_COLUMNS, orderTables(vdiff.tables).map(listCells));
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

function listCells(row: VDiffTable): readonly Cell[] {
  const name = clipMiddle(toOneLine(row.table), 70);
  return [name, toOneLine(row.shard).slice(0, 40), row.rowsCompared, row.mismatched, row.onlyInSource, row.onlyInTarget];
}

function formatIsoIfKnown(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : formatIso(moment);
}
