import type { CountedRows } from "../../core/copy/row-sources.ts";

const CELLS = 20;

/** `▓▓▓▓▓▓▓░░░░░`: never full before Vitess reports the end. */
export function drawBar(percent: number): string {
  const filled = Math.min(Math.max(Math.floor((percent * CELLS) / 100), 0), CELLS);
  return "▓".repeat(filled) + "░".repeat(CELLS - filled);
}

/** Never says zero for a copy that has begun, nor 100 before it ends. Statistics can be far off, counters are not. */
export function sayPercent(percent: number, rows?: Pick<CountedRows, "by">): string {
  if (percent < 1) return "under 1%";
  return `${rows?.by === "counters" ? "" : "about "}${Math.min(Math.floor(percent), 99)}%`;
}
