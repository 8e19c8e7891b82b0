/** A text that a Go file passes to an error or to a stream, and the function that passes it. */
export interface GoText {
  readonly said: string;
  /** In Go's format, with `%s` and `%v`; `: %w` at the end where another error's words follow. */
  readonly text: string;
}

/** Which argument is the text, and whether another error's words follow it. */
const CALLS: ReadonlyMap<string, { readonly at: number; readonly wraps?: true }> = new Map([
  ["vterrors.New", { at: 1 }],
  ["vterrors.Errorf", { at: 1 }],
  ["vterrors.Wrap", { at: 1, wraps: true }],
  ["vterrors.Wrapf", { at: 1, wraps: true }],
  ["fmt.Errorf", { at: 0 }],
  ["errors.New", { at: 0 }],
  ["sqlerror.NewSQLError", { at: 2 }],
  ["mysql.NewSQLError", { at: 2 }],
  // The functions by which a traffic switch names the failed step and a stream gets its message.
  ["handleError", { at: 0, wraps: true }],
  ["defaultErrorHandler", { at: 1, wraps: true }],
  ["setMessage", { at: 0 }],
  ["setState", { at: 1 }],
]);

const CALL =
  /(?<![\w.])(?:[a-z]+\.)*?(vterrors\.(?:New|Errorf|Wrapf?)|fmt\.Errorf|errors\.New|(?:sqlerror|mysql)\.NewSQLError|handleError|defaultErrorHandler|setMessage|setState)\(/g;

/** Go builds topology errors from these. */
const TOPOLOGY_FORM = /^\s*message = (?:fmt\.Sprintf\()?"([^"\n]+?)(?:%s)?"/gm;

/** Every text in one Go file. */
export function textsOf(source: string): readonly GoText[] {
  const found: GoText[] = [];
  for (const match of source.matchAll(CALL)) {
    const call = CALLS.get(match[1] ?? "");
    const args = argumentsAt(source, match.index + match[0].length);
    const text = call === undefined ? undefined : textIn(args[call.at], source.slice(0, match.index), source);
    if (text === undefined || !/[a-z]{2}/i.test(text) || text.includes("\n")) continue;
    found.push({ said: functionAt(source, match.index), text: call?.wraps === true ? `${text}: %w` : text });
  }
  for (const match of source.matchAll(TOPOLOGY_FORM)) found.push({ said: functionAt(source, match.index), text: `${match[1] ?? ""}%s` });
  return found;
}

/** The arguments of the call whose bracket opens right before `from`; brackets and commas inside literals do not end them. */
function argumentsAt(source: string, from: number): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < source.length; at += 1) {
    const quoted = LITERAL.exec(source.slice(at, at + 4_000))?.[0];
    if (quoted !== undefined) {
      at += quoted.length - 1;
      continue;
    }
    const char = source.charAt(at);
    const closes = ")]}".includes(char);
    if (closes && depth === 0) return [...args, source.slice(start, at)];
    if (char === "," && depth === 0) {
      args.push(source.slice(start, at));
      start = at + 1;
    }
    depth += "([{".includes(char) ? 1 : closes ? -1 : 0;
  }
  return args;
}

const LITERAL = /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')/;

/** Concatenated literals, a format, or a name that stands for one of these. Anything else becomes `%s`. */
function textIn(argument: string | undefined, before: string, source: string): string | undefined {
  const words = argument?.trim() ?? "";
  const format = /^fmt\.Sprintf\(([^]*)\)$/.exec(words);
  if (format !== null) return textIn(argumentsAt(`${format[1] ?? ""})`, 0)[0], before, source);
  const parts = splitAtPlus(words);
  const texts = parts.map((part) => literal(part) ?? named(part, before, source));
  if (texts.every((text) => text === undefined)) return undefined;
  return texts.map((text) => text ?? "%s").join("");
}

function splitAtPlus(words: string): readonly string[] {
  return (words.match(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^+"`]+/g) ?? []).map((part) => part.trim()).filter((part) => part !== "");
}

function literal(part: string): string | undefined {
  if (part.startsWith("`")) return oneLine(part.slice(1, -1));
  return part.startsWith('"')
    ? oneLine(part.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\n", "\n").replaceAll("\\t", "\t"))
    : undefined;
}

/** A name of the function before the call, or a constant of the file. */
function named(part: string, before: string, source: string): string | undefined {
  if (!/^[a-zA-Z]\w*$/.test(part)) return undefined;
  const own = before.slice(before.lastIndexOf("\nfunc "));
  const set = new RegExp(String.raw`\b${part}\s*:?=\s*(?:fmt\.Sprintf\(\s*)?("(?:[^"\\\n]|\\.)*")`, "g");
  const found = [...own.matchAll(set)].at(-1) ?? [...source.matchAll(set)].at(-1);
  return found?.[1] === undefined ? undefined : literal(found[1]);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function functionAt(source: string, index: number): string {
  const heads = [...source.slice(0, index).matchAll(/^func (?:\([^)]*\) )?(\w+)/gm)];
  return heads.at(-1)?.[1] ?? "";
}
