import type { TableName } from "../../core/vitess/names.ts";
import type { CancelOptions, CompleteOptions } from "../../core/options/options.ts";
import { listNames } from "../text/lists.ts";
import { markCode } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";

/** Characters of table names that fit into a sentence. */
const IN_A_SENTENCE = 300;

/** True if there are so many tables that a request's sentence gives only their number and a separate list names them. */
export function areNamedBelow(tables: readonly TableName[]): boolean {
  return tables.length > 1 && tables.map((table) => markCode(table)).join(", ").length > IN_A_SENTENCE;
}

/** Names all tables of a request, but only the first ones in a report. */
function nameTables(tables: readonly TableName[], done: boolean): string {
  return !done && areNamedBelow(tables) ? `${formatCounted(tables.length, "table")} (all named below)` : listNames(tables);
}

/** The name Vitess gives a source table that Complete renames (`_` + the first 59 characters + `_old`). */
export function nameAfterRename(table: TableName): string {
  return `_${Array.from(table).slice(0, 59).join("")}_old`;
}

/** What Complete does to the source tables; `done` for a report, else for a request. */
export function saySourceTables(options: CompleteOptions, tables: readonly TableName[], source: string, done = false): string {
  const one = tables.length === 1;
  const are = chooseFormOfBe(one, done);
  if (options.ignoreSourceKeyspace)
    return `${source} is left out: ${nameTables(tables, done)} and whatever else is left there ${done ? "stayed" : "stay"} as they are`;
  if (options.keepData)
    return `${nameTables(tables, done)} ${one ? "stays" : "stay"} in ${source} as ${one ? "it is, and gets" : "they are, and get"} no new writes`;
  if (!options.renameTables) return `${nameTables(tables, done)} in ${source} ${are} *dropped*`;
  const [only] = tables;
  const example =
    tables.length === 1 && only !== undefined
      ? markCode(nameAfterRename(only))
      : !done && areNamedBelow(tables)
        ? markCode("_<table>_old")
        : listNames(tables.map(nameAfterRename));
  return `${nameTables(tables, done)} in ${source} ${are} renamed to ${example} (not dropped)`;
}

/** What the end of a move does at the target. */
interface AtTarget {
  readonly tables: readonly TableName[];
  readonly target: string;
  /** True for a report, else it is a request. */
  readonly done?: boolean;
  /** True for a move of one tenant: its rows are deleted, but the tables belong to all tenants. */
  readonly ofTenant?: boolean;
}

/** What Cancel does to the tables at the target. */
export function sayTargetTables(options: CancelOptions, { tables, target, done = false, ofTenant = false }: AtTarget): string {
  const one = tables.length === 1;
  if (ofTenant) {
    const rows = `the tenant's rows in ${nameTables(tables, done)} in ${target}`;
    const stay = `the tables and other tenants' rows ${done ? "stayed" : "stay"}`;
    return options.keepData ? `${rows} ${done ? "stayed" : "stay"}` : `${rows} ${chooseFormOfBe(false, done)} *deleted*; ${stay}`;
  }
  if (options.keepData)
    return `${nameTables(tables, done)} ${one ? "stays" : "stay"} in ${target} with the rows copied so far; ${target} goes on denying writes to ${one ? "it" : "them"}`;
  return `${nameTables(tables, done)} in ${target} ${chooseFormOfBe(one, done)} *dropped*, with every row copied so far`;
}

interface DeletedFrom extends AtTarget {
  readonly hasNoRules?: boolean;
}

/** What Workflow delete leaves: if data and rules are kept, everything but the streams, including denied writes on either side. */
export function deleteWords(options: CancelOptions, at: DeletedFrom): string {
  const { tables, target, done = false, hasNoRules = false } = at;
  const stay = done ? "stayed as they were" : "stay as they are";
  const rules = hasNoRules ? "the workflow has no routing rules" : `routing rules ${options.keepRoutingRules ? stay : "go"}`;
  if (!options.keepData) return `${sayTargetTables(options, at)}; ${rules}`;
  const kept = `${nameTables(tables, done)} ${tables.length === 1 ? "stays" : "stay"} in ${target} with the rows copied so far`;
  return options.keepRoutingRules && !hasNoRules
    ? `${kept}; routing rules and denied tables ${stay}`
    : `${kept}; denied tables ${stay}; ${rules}`;
}

function chooseFormOfBe(one: boolean, done: boolean): string {
  if (one) return done ? "was" : "is";
  return done ? "were" : "are";
}

/** What applications can do after a rescue, and how Tandem knows. */
export function sayRescued(tables: readonly TableName[], serves: boolean): readonly string[] {
  const again = tables.length === 0 ? [] : [`Applications can write to ${listNames(tables)} again.`];
  return serves ? again : [...again, "Its tablets have read the cleaned list of denied tables."];
}
