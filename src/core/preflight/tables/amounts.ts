/** Formats bytes in decimal units: `41.2 GB`. */
export function formatByteCount(count: bigint): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  let value = Number(count);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1).replace(/\.0$/, "")} ${units[unit] ?? ""}`;
}

/** Formats a count with its noun: `1 row`, `2300000 rows`. */
export function formatAboutCount(count: bigint | number, one: string): string {
  return `${count} ${one}${BigInt(count) === 1n ? "" : "s"}`;
}

/** Formats how long ago in the largest unit that fits: `26 h`, `3 d`. */
export function formatAgo(ms: number): string {
  const minutes = Math.max(Math.round(ms / 60_000), 0);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
