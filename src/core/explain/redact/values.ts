/** What comes right before a row value in MySQL's or Vitess's texts, and whether names follow the value. */
const MARKERS: readonly { readonly at: RegExp; readonly namesFollow: boolean }[] = [
  // MySQL 1062.
  { at: /Duplicate entry '/i, namesFollow: true },
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
  // Go: `strconv.ParseInt: parsing "x": invalid syntax`, `parsing time "x" as "2006-01-02"`. Vitess's own numbers and vindexes: `unparsed tail
  // left after parsing int64 from "x"`, `could not parse value: 'x'`; and MySQL 3854.
  { at: /\bpars(?:e|ed|ing)\b[^"'\n]{0,60}["']|\bvalue: ?\\?["']|\bconvert string ["']/i, namesFollow: false },
  // A statement that changes rows, anywhere. Vitess's own tables hold no user rows, and Vitess gives its reason after the statement.
  { at: matchStatement("(?:insert|replace)", "", "(?:values?|select|set|row)\\b"), namesFollow: false },
  { at: matchStatement("update", "", "set\\s"), namesFollow: false },
  {
    at: matchStatement("delete", "(?:from|[^;\\n]{1,200}?\\bfrom)\\s+", "(?:where(?:\\s|\\b)|(?:using|order|limit)\\s)"),
    namesFollow: false,
  },
  {
    at: matchStatement("select", "[^;]*?\\bfrom\\s+", "(?:where\\b(?!\\s+in_keyrange\\()\\s?|(?:having|limit|union|on)\\s)"),
    namesFollow: false,
  },
  // Vitess appends the failed statement, with all its values, to MySQL's message.
  { at: /\b(?:query|sql|bind ?_?var(?:iable)?s): /i, namesFollow: false },
  // Go's stack trace after a vtctld panic: hundreds of lines, with addresses and arguments in them.
  { at: /\bfrom: (?=goroutine \d+ )/, namesFollow: false },
  // The proto text of a query result, as in a last primary key, or of a bind variable; Go's text of Vitess's values. DDL writes INT(7) and
  // VARCHAR(64).
  { at: /\bvalues?:\s*\\?"|\bU?INT(?:8|16|24|32|64)\(|\bFLOAT(?:32|64)\(|\b[A-Z]{3,}\("/, namesFollow: false },
  // A row as JSON. A log line of VReplication that is a whole record of one of its own streams holds settings and positions but no row.
  {
    at: /(?<!^\{"(?:cell|component_throttled|db_name)":[\s\S]*)(?!^\{"(?:cell|component_throttled|db_name)":)\{\s*\\?"[^"\n]{1,80}"\s*:\s*/,
    namesFollow: false,
  },
];

/**
 * Matches a statement on a user table up to where its values begin: the verb with its modifiers and comments, what precedes the table, the
 * table with what may follow it (an alias, columns, partitions, joins), and the word before the values.
 */
function matchStatement(verb: string, beforeTable: string, valuesFollow: string): RegExp {
  const modifiers = "(?:(?:low_priority|high_priority|delayed|quick|ignore|/\\*[^*]*\\*/)\\s+)*";
  const table = "(?!`?(?:_vt|information_schema|performance_schema|mysql)\\b)[\\w`.$-]+";
  return new RegExp(`\\b${verb}\\s+${modifiers}${beforeTable}${table}(?=\\W)[^;:]*?\\b${valuesFollow}`, "i");
}

// Each pattern matches as late as possible, because a value can hold the same words.
const NAME_IN_ERROR = /^[\s\S]*(' for (?:key|column|function) '?[\w.$-]+'?(?: at row \d+)?(?: \(errno \d+\))?(?: \(sqlstate \w+\))?)/;
const NUMBER = /^[\s\S]*( \(errno \d+\)(?: \(sqlstate \w+\))?)/;

/**
 * Cuts a text at the first place that is known to hold a row value. Values are not escaped and may hold any words, so where one ends cannot
 * be known: from the first value on, only the name of a key or column and MySQL's error number survive. Everything before it stays, so this
 * is only the first half of {@link redact}. Idempotent.
 */
export function cutAtValue(text: string): string {
  const found = MARKERS.flatMap(({ at, namesFollow }) => {
    const match = at.exec(text);
    return match === null ? [] : [{ index: match.index, end: match.index + match[0].length, namesFollow }];
  });
  const first = found.toSorted((a, b) => a.index - b.index)[0];
  if (first === undefined) return text;
  const rest = text.slice(first.end);
  const quote = /['"]$/.exec(text.slice(0, first.end))?.[0] ?? "";
  const names = first.namesFollow ? (NAME_IN_ERROR.exec(rest)?.[1] ?? `${quote}${NUMBER.exec(rest)?.[1] ?? ""}`) : quote;
  return `${text.slice(0, first.end)}…${names}`;
}
