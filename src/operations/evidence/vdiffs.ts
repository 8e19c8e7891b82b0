import type { Entry } from "../../core/announce/entries.ts";
import type { VDiffTable } from "../../core/vdiff/vdiff.ts";
import { formatTime, NOT_KEPT, withTimes } from "./words.ts";

/** The VDiffs that were reported, in order: who started each, its verdict, and its counts by table, summed over the shards. */
export function describeVDiffs(entries: readonly Entry[]): readonly unknown[] {
  return entries.flatMap(({ at, body }) => {
    if (body.kind !== "vdiff-report" && body.kind !== "large-vdiff-report") return [];
    const { uuid } = body.vdiff;
    const started = entries.findLast((one) => one.body.kind === "vdiff-started" && one.body.uuid === uuid);
    return [
      {
        uuid,
        started: started?.body.kind === "vdiff-started" ? { by: started.body.by, at: formatTime(started.at) } : NOT_KEPT,
        reportedAt: formatTime(at),
        verdict: withTimes(body.verdict),
        tables: "tables" in body.vdiff ? sumByTable(body.vdiff.tables) : NOT_KEPT,
      },
    ];
  });
}

/** The counts are text, as they may be greater than JSON's numbers are exact. */
function sumByTable(tables: readonly VDiffTable[]) {
  return [...new Set(tables.map(({ table }) => table))].map((table) => {
    const all = tables.filter((one) => one.table === table);
    return {
      table,
      shards: all.length,
      rowsCompared: sum(all, "rowsCompared"),
      matching: sum(all, "matching"),
      mismatched: sum(all, "mismatched"),
      onlyInSource: sum(all, "onlyInSource"),
      onlyInTarget: sum(all, "onlyInTarget"),
    };
  });
}

function sum(of: readonly VDiffTable[], count: "rowsCompared" | "matching" | "mismatched" | "onlyInSource" | "onlyInTarget"): string {
  return String(of.reduce((total, one) => total + one[count], 0n));
}
