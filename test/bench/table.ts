import type { Figures } from "./figures.ts";

/** Whether a figure is where it should be. */
export interface Target {
  readonly what: string;
  readonly figure: string;
  readonly holds: boolean;
}

type Row = readonly string[];

/** A table with its columns in line: the first to the left, the rest to the right. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const line = (row: Row): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return rows.map((row) => `  ${line(row).trimEnd()}`).join("\n");
}

export const FIGURES_HEAD: Row = ["milliseconds", "count", "mean", "p50", "p95", "p99", "worst"];

export function figuresRow(name: string, { count, mean, p50, p95, p99, worst }: Figures): Row {
  return [name, String(count), ...[mean, p50, p95, p99, worst].map(ms)];
}

/** How many times the second is contained in the first, figure by figure. */
export function ratioRow(name: string, over: Figures, under: Figures): Row {
  const ratios = [over.mean / under.mean, over.p50 / under.p50, over.p95 / under.p95, over.p99 / under.p99, over.worst / under.worst];
  return [name, "", ...ratios.map(times)];
}

export function targetLines(targets: readonly Target[]): string {
  return targets.map(({ what, figure, holds }) => `  ${holds ? "holds" : "DOES NOT HOLD"}: ${what}: ${figure}`).join("\n");
}

export function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

export function times(value: number): string {
  return `${value.toFixed(2)}×`;
}
