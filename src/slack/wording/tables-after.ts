import type { CancelOptions, CompleteOptions } from "../../core/options.ts";
import { names } from "../text/lists.ts";
import { code } from "../text/escape.ts";

/** The name Vitess gives a source table that Complete renames (`_` + the first 59 characters + `_old`). */
export function renamedTo(table: string): string {
  return `_${Array.from(table).slice(0, 59).join("")}_old`;
}

/** What Complete does to the tables at the source; `done` for a report, else for a request. */
export function sourceTablesWords(options: CompleteOptions, tables: readonly string[], source: string, done = false): string {
  const one = tables.length === 1;
  const are = be(one, done);
  if (options.ignoreSourceKeyspace)
    return `${source} is left out: ${names(tables)} and whatever else is left there ${done ? "stayed" : "stay"} as they are`;
  if (options.keepData)
    return `${names(tables)} ${one ? "stays" : "stay"} in ${source} as ${one ? "it is, and gets" : "they are, and get"} no new writes`;
  if (!options.renameTables) return `${names(tables)} in ${source} ${are} *dropped*`;
  const [only] = tables;
  const example = tables.length === 1 && only !== undefined ? code(renamedTo(only)) : names(tables.map(renamedTo));
  return `${names(tables)} in ${source} ${are} renamed to ${example} (not dropped)`;
}

/** What Cancel does to the tables at the target. */
export function targetTablesWords(options: CancelOptions, tables: readonly string[], target: string, done = false): string {
  const one = tables.length === 1;
  if (options.keepData)
    return `${names(tables)} ${one ? "stays" : "stay"} in ${target} with the rows copied so far; ${target} goes on denying writes to ${one ? "it" : "them"}`;
  return `${names(tables)} in ${target} ${be(one, done)} *dropped*, with every row copied so far`;
}

interface DeletedFrom {
  readonly tables: readonly string[];
  readonly target: string;
  /** For a report, else for a request. */
  readonly done?: boolean;
  readonly hasNoRules?: boolean;
}

/** What Workflow delete leaves: everything but the streams where data and rules are kept, whoever denies writes by then. */
export function deleteWords(options: CancelOptions, { tables, target, done = false, hasNoRules = false }: DeletedFrom): string {
  const stay = done ? "stayed as they were" : "stay as they are";
  const rules = hasNoRules ? "it has no routing rules" : `routing rules ${options.keepRoutingRules ? stay : "go"}`;
  if (!options.keepData) return `${targetTablesWords(options, tables, target, done)}; ${rules}`;
  const kept = `${names(tables)} ${tables.length === 1 ? "stays" : "stay"} in ${target} with the rows copied so far`;
  return options.keepRoutingRules && !hasNoRules
    ? `${kept}; routing rules and denied tables ${stay}`
    : `${kept}; denied tables ${stay}; ${rules}`;
}

function be(one: boolean, done: boolean): string {
  if (one) return done ? "was" : "is";
  return done ? "were" : "are";
}
