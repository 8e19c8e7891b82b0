import { findingsOf, hasMismatch } from "../vdiff/vdiff-report.ts";
import type { VDiffRun } from "../cluster/vdiff-runs.ts";
import { savedRows } from "../cluster/vdiff-runs.ts";

/** The number of rows that means no limit. */
export const unlimitedRows = Number.MAX_SAFE_INTEGER;

/** Rows of a run that were compared, and whether any differs. */
export function countsOf(run: VDiffRun): { compared: number; mismatch: boolean } {
  return {
    compared: run.tables.reduce((sum, table) => sum + savedRows(table), 0),
    mismatch: run.tables.some((table) => hasMismatch(findingsOf(table))),
  };
}
