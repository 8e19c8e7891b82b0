import { readTableName } from "../../typed/call/fields.ts";
import { z } from "zod";
import type { VDiffTable } from "../../../core/vdiff/vdiff.ts";
import { Fault } from "../../../operations/fault.ts";
import { parsePrinted } from "../workflow/show.ts";

// Samples hold whole rows, under other names in 12 (ExtraRowsSourceSample) than in 14 (ExtraRowsSourceDiffs): we read neither.
const REPORT_TABLES = z.record(
  z.string(),
  z.object({
    ProcessedRows: z.number(),
    MatchingRows: z.number(),
    MismatchedRows: z.number(),
    ExtraRowsSource: z.number(),
    ExtraRowsTarget: z.number(),
  }),
);

/** The report of a VDiff of the first kind. It counts over all shards together, so `shard` names them all. */
export function parseReportTables(printed: string, shard: string): readonly VDiffTable[] {
  const read = REPORT_TABLES.safeParse(parsePrinted(printed));
  if (!read.success) throw new Fault("unexpected", "Vitess reported a VDiff in a form that Tandem does not know");
  return Object.entries(read.data)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, counts]) => ({
      shard,
      table: readTableName(table),
      state: "completed",
      rowsEstimated: 0n,
      rowsCompared: BigInt(counts.ProcessedRows),
      hasMismatch: counts.MismatchedRows + counts.ExtraRowsSource + counts.ExtraRowsTarget > 0,
      matching: BigInt(counts.MatchingRows),
      mismatched: BigInt(counts.MismatchedRows),
      onlyInSource: BigInt(counts.ExtraRowsSource),
      onlyInTarget: BigInt(counts.ExtraRowsTarget),
    }));
}
