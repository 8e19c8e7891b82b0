import { collectDifferences, hasMismatch } from "../vdiff/vdiff-report.ts";
import { countSavedRows, type VDiffRun } from "../cluster/vdiff-runs.ts";

/** The number of rows that means no limit. */
export const unlimitedRows = Number.MAX_SAFE_INTEGER;

/** Rows of a run that were compared, and whether any differs. */
export function countComparedRows(run: VDiffRun): { compared: number; mismatch: boolean } {
  return {
    compared: run.tables.reduce((sum, table) => sum + countSavedRows(table), 0),
    mismatch: run.tables.some((table) => hasMismatch(collectDifferences(table))),
  };
}
