/** A row with parsed JSON columns, so that a difference shows where it is; other columns unchanged. */
export function mysqlJsonOrText(row: Readonly<Record<string, string | null>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isJson = (name === "report" || name === "options") && value !== null;
      return [name, isJson ? { text: value, parsed: JSON.parse(value) } : value];
    }),
  );
}
