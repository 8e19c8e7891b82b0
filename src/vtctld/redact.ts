const HIDDEN = "…";

// What MySQL and Vitess put row values into. Only the value goes: the shape stays, because people and rules read it.
const ROW_VALUES: readonly (readonly [RegExp, string])[] = [
  // MySQL 1062. The value is not escaped, so it ends at the words that follow it.
  [/Duplicate entry '[\s\S]*?' for key/g, `Duplicate entry '${HIDDEN}' for key`],
  // MySQL 1292, 1366, 1411, 1525: "Incorrect datetime value: '…' for column", "Truncated incorrect INTEGER value: '…'".
  [/(ncorrect [\w ]*value: )'[\s\S]*?'(?= for |[\s.(]|$)/g, `$1'${HIDDEN}'`],
  // Vitess appends the failed statement, with all of its values, to what MySQL said; nothing useful follows.
  [/during query: [\s\S]*/g, `during query: ${HIDDEN}`],
  // The proto text of a query result, as in a last primary key.
  [/values:\s*"(?:[^"\\]|\\.)*"/g, `values:"${HIDDEN}"`],
];

/** The text without the row values that Vitess and MySQL quote in errors; everything else is left as it is. */
export function redactRowValues(text: string): string {
  return ROW_VALUES.reduce((sofar, [pattern, replacement]) => sofar.replace(pattern, replacement), text);
}
