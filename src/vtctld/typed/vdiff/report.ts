import type { VDiffTable } from "../../../core/vdiff/vdiff.ts";
import { Fault } from "../../../operations/fault.ts";

type Counts = Pick<VDiffTable, "matching" | "mismatched" | "onlyInSource" | "onlyInTarget">;

/** The counts of a table's report; all 0 without one. The samples next to them hold whole rows: never parsed, they cannot leak. */
export function readCounts(report: string | undefined): Counts {
  if (report === undefined || report === "") return { matching: 0n, mismatched: 0n, onlyInSource: 0n, onlyInTarget: 0n };
  return {
    matching: readCount(report, "MatchingRows"),
    mismatched: readCount(report, "MismatchedRows"),
    onlyInSource: readCount(report, "ExtraRowsSource"),
    onlyInTarget: readCount(report, "ExtraRowsTarget"),
  };
}

// A sample row is a map from text to text, so a column with a field's name has a quoted value, and quotes inside values are escaped: only
// the report's own field is the bare name before bare digits. A JSON parser would round counts above 2^53.
function readCount(report: string, field: string): bigint {
  const digits = new RegExp(`"${field}":\\s*(\\d+)`).exec(report)?.[1];
  // Not zero: a missing count must not look clean.
  if (digits === undefined) throw new Fault("unexpected", `Vitess sent a VDiff report without ${field}`);
  return BigInt(digits);
}
