import type { TableSize } from "../../core/readings/readings.ts";

const THOUSAND = 1000;
const GROUPED = new Intl.NumberFormat("en");
const TENTHS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** All rows by MySQL's estimate; undefined if it has none, as after a load (docs/facts/streams-and-copy.md#statistics-after-a-load). */
export function estimateRows(sizes: readonly TableSize[]): bigint | undefined {
  if (sizes.length === 0 || sizes.some(({ rows }) => rows === 0n)) return undefined;
  return sizes.reduce((sum, { rows }) => sum + rows, 0n);
}

/** `about 2.3M rows, 320 MB by MySQL's estimate`, or says that there is none. */
export function estimateWords(sizes: readonly TableSize[]): string {
  const rows = estimateRows(sizes);
  if (rows === undefined) return "how many rows is not known: MySQL's statistics have no estimate";
  const data = sizes.reduce((sum, size) => sum + size.bytes, 0n);
  return `about ${formatShort(rows)} rows, ${formatBytes(data)} by MySQL's estimate`;
}

/** One table's rows and bytes by MySQL's estimate, which is zero for an empty table and for one that was just loaded. */
export function sayTableEstimate({ rows, bytes: data }: TableSize): string {
  return rows === 0n ? "empty, or not estimated yet" : `about ${formatShort(rows)} rows, ${formatBytes(data)}`;
}

/** A count in full: `2,300,000`. */
export function formatExact(count: bigint | number): string {
  return GROUPED.format(count);
}

/** A count as people say it: `950`, `84k`, `1.5M`, `2.3B`. */
export function formatShort(count: bigint | number): string {
  return formatScaled(Number(count), ["", "k", "M", "B", "T"], 9_999);
}

/** Bytes in decimal units: `41.2 GB`. */
export function formatBytes(count: bigint | number): string {
  return formatScaled(Number(count), [" bytes", " kB", " MB", " GB", " TB", " PB"], 999);
}

/** `1 table`, `2 tables`. */
export function formatCounted(count: bigint | number, one: string, many = `${one}s`): string {
  return `${formatExact(count)} ${BigInt(count) === 1n ? one : many}`;
}

function formatScaled(count: number, units: readonly string[], exactUpTo: number): string {
  if (count <= exactUpTo) return `${formatExact(Math.round(count))}${units[0] ?? ""}`;
  let value = count;
  let unit = 0;
  // 999.5 would print as 1000 of the smaller unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= THOUSAND;
    unit += 1;
  }
  return `${value < 9.95 || (value < 99.95 && unit > 1) ? formatTenths(value) : formatExact(Math.round(value))}${units[unit] ?? ""}`;
}

/** Rounds to one decimal, none for a whole number: `1.5`, `2`. */
export function formatTenths(value: number): string {
  return TENTHS.format(value);
}
