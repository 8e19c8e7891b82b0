import { quoteCode } from "../words/inserts.ts";
import { toProblem, type Problem } from "../words/refusals.ts";

/** A line without the parts that were meant for a shell. */
export interface ShellLine {
  readonly words: readonly string[];
  /** The file that the output was redirected to. */
  readonly file?: string;
  readonly ignored: readonly string[];
}

// `$(cat rules.json)`; the pages of Vitess 11 to 14 have `($cat rules.json)`, which no shell accepts.
const CAT = /\(\s*\$?\s*cat\s+([^()]{1,300})\)/gi;
const CAT_IN_BACK_QUOTES = /`\s*cat\s+([^`\n]{1,300})`/gi;
const FILE_MARK = "\u0001";

/** Turns the name of a file to be read in into one word. Must run before back-quotes and blanks are removed. */
export function replaceFilesByWords(text: string): string {
  if (!/\bcat\b/i.test(text)) return text;
  return text
    .replaceAll(CAT_IN_BACK_QUOTES, (_whole, path: string) => quoteWord(path))
    .replaceAll(CAT, (_whole, path: string) => quoteWord(path));
}

function quoteWord(path: string): string {
  return `${FILE_MARK}${path
    .trim()
    .replaceAll(/["'“”‘’\s]+/g, "_")
    .replaceAll(/^_|_$/g, "")}`;
}

/** The path of the file that a value should be read from; undefined for a literal value. */
export function findFilePath(value: string): string | undefined {
  const at = value.indexOf(FILE_MARK);
  // The `$` of a substitution stays in front: `$(cat …)`.
  return at >= 0 && /^\$?$/.test(value.slice(0, at)) ? value.slice(at + FILE_MARK.length) : undefined;
}

/** The label of the snapshot that stands for a file: the file's name, without its folders. */
export function toSnapshotLabel(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}

/** What Tandem says about a file that became a snapshot. */
export const SNAPSHOT_SAID = {
  written: (label: string) => `No file is written: the rules are saved in Tandem, as the snapshot ${quoteCode(label)}.`,
  read: (label: string) => `No file is read: what is meant is the snapshot that Tandem saved as ${quoteCode(label)}.`,
} as const;

/** Removes redirections and pipes. Refuses a second command rather than dropping it. */
export function withoutShell(words: readonly string[]): ShellLine | Problem {
  const kept: string[] = [];
  const ignored: string[] = [];
  let file: string | undefined;
  const rest = [...words].toReversed();
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    const redirect = /^([12&]?)>{1,2}(.*)$/s.exec(word);
    if (word === "&&" || word === "||" || word === ";" || word === "&") {
      if (rest.length > 0) return toProblem("second-command", { sign: word });
    } else if (word === "|") {
      const [command = "", path] = rest.toReversed();
      if (command === "tee" && path !== undefined) file = path;
      ignored.push(`| ${command}`.trim());
      break;
    } else if (redirect === null) kept.push(word);
    else {
      const [, stream = "", attached = ""] = redirect;
      const path = attached === "" ? (rest.pop() ?? "") : attached;
      if (stream !== "" && stream !== "1") ignored.push(word);
      else file = path;
    }
  }
  return { words: kept, ignored, ...(file !== undefined && file !== "" && file !== "/dev/null" && { file }) };
}
