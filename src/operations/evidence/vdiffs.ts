import type { Entry } from "../../core/announce/entries.ts";
import type { VDiffTable } from "../../core/vdiff/vdiff.ts";
import { formatTime, NOT_KEPT, withTimes } from "./words.ts";

/** The VDiffs that were reported, in order: who started each, its verdict, and its counts by table, summed over the shards. */
export function describeVDiffs(entries: readonly Entry[]): readonly unknown[] {
  const starts = new Map(
    entries.flatMap(({ at, body }) => (body.kind === "vdiff-started" ? [[body.uuid, { by: body.by, at }] as const] : [])),
  );
  return entries.flatMap(({ at, body }) => {
    if (body.kind !== "vdiff-report" && body.kind !== "large-vdiff-report") return [];
    const { uuid } = body.vdiff;
    const started = starts.get(uuid);
    return [
      {
        uuid,
        started: started === undefined ? NOT_KEPT : withTimes(started),
        reportedAt: formatTime(at),
        verdict: withTimes(body.verdict),
        tables: "tables" in body.vdiff ? sumByTable(body.vdiff.tables) : NOT_KEPT,
      },
    ];
  });
}

/** The counts are text, as they may be greater than JSON's numbers are exact. */
function sumByTable(rows: readonly VDiffTable[]) {
  const byTable = new Map<string, VDiffTable[]>();
  for (const row of rows) {
    const shards = byTable.get(row.table);
    if (shards === undefined) byTable.set(row.table, [row]);
    else shards.push(row);
  }
  return [...byTable].map(([table, shards]) => ({
    table,
    shards: shards.length,
    rowsCompared: sum(shards, "rowsCompared"),
    matching: sum(shards, "matching"),
    mismatched: sum(shards, "mismatched"),
    onlyInSource: sum(shards, "onlyInSource"),
    onlyInTarget: sum(shards, "onlyInTarget"),
  }));
}

function sum(of: readonly VDiffTable[], count: "rowsCompared" | "matching" | "mismatched" | "onlyInSource" | "onlyInTarget"): string {
  return String(of.reduce((total, one) => total + one[count], 0n));
}
