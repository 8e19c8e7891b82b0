import type { VDiffTable } from "../../core/vdiff/vdiff.ts";
import { Fault } from "../../operations/fault.ts";

type Counts = Pick<VDiffTable, "matching" | "mismatched" | "onlyInSource" | "onlyInTarget">;

/**
 * The counts of a table's report; all 0 while there is none. The samples beside them hold whole rows and are never parsed, so they cannot leave.
 */
export function readCounts(report: string | undefined): Counts {
  if (report === undefined || report === "") return { matching: 0n, mismatched: 0n, onlyInSource: 0n, onlyInTarget: 0n };
  return {
    matching: count(report, "MatchingRows"),
    mismatched: count(report, "MismatchedRows"),
    onlyInSource: count(report, "ExtraRowsSource"),
    onlyInTarget: count(report, "ExtraRowsTarget"),
  };
}

// Sample rows are maps from text to text, so a column of the same name has a quoted value, and a quote inside a value is escaped:
// only the report's own field is the bare name before bare digits. A parser would round counts above 2^53.
function count(report: string, field: string): bigint {
  const digits = new RegExp(`"${field}":\\s*(\\d+)`).exec(report)?.[1];
  // Not zero: a count that is not there must not look clean.
  if (digits === undefined) throw new Fault("unexpected", `Vitess sent a VDiff report without ${field}`);
  return BigInt(digits);
}
