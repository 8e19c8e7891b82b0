/** Values of rows inside Vitess's and MySQL's messages, replaced by words. Names of tables, keyspaces and keys stay. */
export function redact(text: string): string {
  return text
    .replaceAll(/Duplicate entry '(?:[^'\\]|\\.|'')*'/g, "Duplicate entry (value hidden)")
    .replaceAll(/(during query: |for query: |query: |Query: ).*$/gims, "$1(hidden, it may hold row values)")
    .replaceAll(/(BindVars: |bindvars: )\{[^}]*\}/g, "$1(hidden)")
    .replaceAll(/(Data too long|Incorrect [a-z]+ value|Out of range value)[^(]*/g, "$1 (value hidden) ");
}
