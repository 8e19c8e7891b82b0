/** What stands right before a row value in a text of MySQL's or Vitess's, and whether names follow the value. */
const MARKERS: readonly { readonly at: RegExp; readonly namesFollow: boolean }[] = [
  // MySQL 1062.
  { at: /Duplicate entry '/, namesFollow: true },
  // MySQL 1292, 1366, 1411, 1525: "Incorrect datetime value: '…' for column", "Truncated incorrect INTEGER value: '…'".
  { at: /incorrect [\w ]*value: '/i, namesFollow: true },
  // MySQL 1300, 1367, 1526, 1690, 1064.
  {
    at: /invalid \w+ character string: '|illegal \w+ '|no partition for value |value is out of range in '|syntax to use near '/i,
    namesFollow: true,
  },
  // MySQL 1761, 1762: "Foreign key constraint for table 't', record 'a-b' would lead to a duplicate entry in …".
  { at: /, record '/, namesFollow: false },
  // Vitess's own parser: "syntax error at position 23 near 'x'".
  { at: /syntax error at position \d+ near /, namesFollow: false },
  // Go: `strconv.ParseInt: parsing "x": invalid syntax`, `parsing time "x" as "2006-01-02"`.
  { at: /\bparsing (?:time )?"/, namesFollow: false },
  // A statement that changes rows, wherever it stands. Vitess's own tables hold no rows of people's, and its reason follows the statement.
  { at: /\b(?:insert|replace)\s+(?:ignore\s+)?into\s+(?!`?_vt\b)[^\s(]+\s*(?:\([^)]*\)\s*)?(?:values|select|set)\b/i, namesFollow: false },
  { at: /\bupdate\s+(?:ignore\s+)?(?!`?_vt\b)\S+\s+set\s/i, namesFollow: false },
  { at: /\bdelete\s+from\s+(?!`?_vt\b)\S+\s+where\s/i, namesFollow: false },
  // Vitess appends the failed statement, with all of its values, to what MySQL said.
  { at: /\b(?:query|sql|bind ?_?var(?:iable)?s): /i, namesFollow: false },
  // The proto text of a query result, as in a last primary key; Go's text of Vitess's values. DDL writes INT(7) and VARCHAR(64).
  { at: /values:\s*"|\bU?INT(?:8|16|24|32|64)\(|\bFLOAT(?:32|64)\(|\b[A-Z]{3,}\("/, namesFollow: false },
];

// Each takes the last place it can, because a value can hold the same words.
const NAME = /^[\s\S]*(' for (?:key|column|function) '?[\w.$-]+'?(?: at row \d+)?(?: \(errno \d+\))?(?: \(sqlstate \w+\))?)/;
const NUMBER = /^[\s\S]*( \(errno \d+\)(?: \(sqlstate \w+\))?)/;

/**
 * The text without the row values that Vitess and MySQL quote in it. A value is not escaped and may hold any words, so its end cannot be
 * seen: after the first one nothing survives but the name of a key or column and MySQL's error number. Everything before it stays. This is
 * the only redaction: adapters apply it to every text that can hold rows, so that nothing behind them ever has one. Applying it twice
 * changes nothing.
 */
export function redact(text: string): string {
  const found = MARKERS.flatMap(({ at, namesFollow }) => {
    const match = at.exec(text);
    return match === null ? [] : [{ index: match.index, end: match.index + match[0].length, namesFollow }];
  });
  const first = found.toSorted((a, b) => a.index - b.index)[0];
  if (first === undefined) return text;
  const rest = text.slice(first.end);
  const quote = /['"]$/.exec(text.slice(0, first.end))?.[0] ?? "";
  const names = first.namesFollow ? (NAME.exec(rest)?.[1] ?? `${quote}${NUMBER.exec(rest)?.[1] ?? ""}`) : quote;
  return `${text.slice(0, first.end)}…${names}`;
}
