import type { Figures } from "./figures.ts";

/** What a figure should be, and whether it is. */
export interface Target {
  readonly what: string;
  readonly figure: string;
  readonly holds: boolean;
}

type Row = readonly string[];

/** A table with aligned columns: the first to the left, the others to the right. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const line = (row: Row): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return rows.map((row) => `  ${line(row).trimEnd()}`).join("\n");
}

const COLUMNS = ["mean", "p10", "p50", "p95", "p99", "worst"] as const satisfies readonly (keyof Figures)[];

export const FIGURES_HEAD: Row = ["milliseconds", "count", ...COLUMNS];

export function figuresRow(name: string, figures: Figures): Row {
  return [name, String(figures.count), ...COLUMNS.map((column) => ms(figures[column]))];
}

/** One side of a comparison. */
export interface Measured {
  readonly name: string;
  readonly figures: Figures;
}

/** A row for each side, whose name follows `words`, and one with the ratio of the first to each of the others. */
export function comparison(words: string, first: Measured, others: readonly Measured[]): readonly Row[] {
  return [
    ...[first, ...others].map(({ name, figures }) => figuresRow(`${words}${name}`, figures)),
    ...others.map((other) => ratioRow(`  ${first.name} / ${other.name}`, first.figures, other.figures)),
  ];
}

/** The ratio of the first to the second, figure by figure. */
export function ratioRow(name: string, over: Figures, under: Figures): Row {
  return [name, "", ...COLUMNS.map((column) => times(over[column] / under[column]))];
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
