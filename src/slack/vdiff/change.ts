import { type DifferenceCounts, type EarlierVDiff, findChange, type TableDifference } from "../../core/vdiff/change.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { markCode } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";

const MOST_STILL = 5;

/** What became of the differences that the VDiff before found; no line if neither found any, or the two cannot be compared. */
export function listChangeLines(vdiff: VDiff, earlier: EarlierVDiff, now: Instant): readonly string[] {
  const change = findChange(vdiff, earlier);
  if (change === undefined) return [];
  const { agree, still, fresh, left } = change;
  const more = still.length - MOST_STILL;
  const lines = [
    ...(agree.length === 0
      ? []
      : [
          `• ${formatCounted(agree.length, "table")} that differed then ${agree.length === 1 ? "agrees" : "agree"} now: ${listNames(agree)}.`,
        ]),
    ...still.slice(0, MOST_STILL).map((one) => `• ${sayStillDifferent(one)}`),
    ...(more > 0 ? [`• ${formatCounted(more, "more table")} still ${more === 1 ? "differs" : "differ"}.`] : []),
    ...(fresh.length === 0 ? [] : [`• Agreed then and ${fresh.length === 1 ? "differs" : "differ"} now: ${listNames(fresh)}.`]),
    ...(left.length === 0 ? [] : [`• Differed then, not compared this time: ${listNames(left)}.`]),
  ];
  if (lines.length === 0) return [];
  return [
    `Since the previous VDiff${earlier.completedAt === undefined ? "" : `, finished ${formatMoment(earlier.completedAt, now)}`}:`,
    ...lines,
  ];
}

const COUNT_WORDS = {
  mismatched: "different",
  onlyInSource: "only in source",
  onlyInTarget: "only in target",
} as const satisfies Record<keyof DifferenceCounts, string>;

const COUNTED = ["mismatched", "onlyInSource", "onlyInTarget"] as const satisfies readonly (keyof DifferenceCounts)[];

function sayStillDifferent({ before, now }: { readonly before: TableDifference; readonly now: TableDifference }): string {
  const changed = COUNTED.filter((count) => before[count] !== now[count]);
  const name = `${markCode(now.table)} still differs`;
  if (changed.length === 0) return `${name}, by as many rows as before.`;
  return `${name}: ${joinWithAnd(changed.map((count) => `rows ${COUNT_WORDS[count]} ${formatExact(before[count])} → ${formatExact(now[count])}`))}.`;
}
