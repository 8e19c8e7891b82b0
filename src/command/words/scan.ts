/** An option as it appears in the line, before any verb has read it. */
export interface ScannedOption {
  /** Lower case, dashes for underscores, without leading dashes, long form. */
  readonly name: string;
  /** As typed, without the value. */
  readonly written: string;
  /** `true` for a flag without a value; missing if the option lacks a value that it needs. */
  readonly value?: string;
}

/** A line split into words and options, before its verb is known. */
export interface Scanned {
  /** Words that are neither options nor their values, in order. */
  readonly words: readonly string[];
  readonly options: readonly ScannedOption[];
}

/** Whether an option takes a value, by its long name; undefined for an option that no verb has. */
export type Takes = (name: string) => "value" | "flag" | undefined;

// The reference client's one-letter options, and a shorter word for one.
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["a", "all-cells"],
  ["c", "cells"],
  ["d", "dry-run"],
  ["f", "rules-file"],
  ["h", "help"],
  ["k", "keyspace"],
  ["p", "ping-tablets"],
  ["r", "rules"],
  ["t", "tablet-types"],
  ["w", "workflow"],
  ["logs", "include-logs"],
]);
const OPTION = /^-+([A-Za-z][^=]*)(?:=([\s\S]*))?$/;

/** Separates options from other words. Needs no verb, so options may come before and after it, as in the reference client. */
export function scan(line: readonly string[], takes: Takes): Scanned {
  const words: string[] = [];
  const options: ScannedOption[] = [];
  const rest = [...line].toReversed();
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    const option = OPTION.exec(word);
    if (option === null) {
      // In older clients a lone `--` separates options from words; here it means nothing.
      if (word !== "--") words.push(word);
      continue;
    }
    const [, typed = "", attached] = option;
    const name = parseOptionName(typed);
    const written = word.slice(0, word.length - (attached === undefined ? 0 : attached.length + 1));
    const value =
      takes(name) === "value" ? listValue(attached ?? takeNextValue(rest, takes), rest, takes) : (attached ?? takeFlagValue(rest));
    options.push({ name, written, ...(value !== undefined && { value }) });
  }
  return { words, options };
}

function parseOptionName(typed: string): string {
  const name = typed.toLowerCase().replaceAll("_", "-");
  return SPELLINGS.get(name) ?? name;
}

/** The next word, unless it can only be another option. A shard such as `-80` begins with a dash and is a value. */
function takeNextValue(rest: string[], takes: Takes): string | undefined {
  return isOption(rest.at(-1), takes) ? undefined : rest.pop();
}

/** Takes further words while a comma shows that the list continues: `customer, corder`. */
function listValue(first: string | undefined, rest: string[], takes: Takes): string | undefined {
  let value = first;
  while (value !== undefined && (value.trimEnd().endsWith(",") || rest.at(-1)?.startsWith(",") === true)) {
    const next = takeNextValue(rest, takes);
    if (next === undefined) break;
    value += next;
  }
  return value;
}

/** `--x false`: no verb has the words true or false, so the word can only belong to the flag. */
function takeFlagValue(rest: string[]): string {
  const next = rest.at(-1)?.toLowerCase();
  return next === "true" || next === "false" ? (rest.pop() ?? "true") : "true";
}

function isOption(word: string | undefined, takes: Takes): boolean {
  const option = OPTION.exec(word ?? "");
  return option !== null && (word?.startsWith("--") === true || takes(parseOptionName(option[1] ?? "")) !== undefined);
}
