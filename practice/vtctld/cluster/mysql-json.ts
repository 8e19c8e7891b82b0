/** JSON as MySQL returns it from a JSON column: keys by length, then by bytes; a blank after colon and comma. */
export function formatMysqlJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => formatMysqlJson(item)).join(", ")}]`;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    const sorted = entries.toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
    return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}: ${formatMysqlJson(each)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}
