/** Rows as CSV (RFC 4180), each line ended. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoteCsv).join(",")}\r\n`).join("");
}

/** One cell as CSV. A leading apostrophe keeps a spreadsheet from running a name as a formula. */
export function quoteCsv(cell: string): string {
  const safe = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
