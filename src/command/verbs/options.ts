import { type AnyOptions, ownDefault, type OptionRow, type OptionRows, type TypedOptions } from "../../core/options/row.ts";
import { COMMON_OPTIONS } from "./common-options.ts";
import { READERS, writeValue } from "../words/kinds.ts";
import { findNearest } from "../words/nearest.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";

/** Options that a verb accepts but Tandem ignores, and says so. Each says whether it takes a value. */
export type IgnoredOptions = Readonly<Record<string, "value" | "flag">>;

/** The options that a verb accepts. */
interface OptionTable<Rows> {
  /** As people type it. */
  readonly verb: string;
  readonly options: Rows;
  readonly ignored: IgnoredOptions;
}

/** Reads the scanned options of one verb. Refuses the first that is unknown, repeated or unreadable. */
export function readOptions<Rows extends OptionRows>(
  scanned: readonly ScannedOption[],
  table: OptionTable<Rows>,
): { readonly given: Partial<TypedOptions<Rows>>; readonly ignored: readonly string[] } | Problem {
  const merged = mergeOptions(scanned, table);
  if (isProblem(merged)) return merged;
  let given: Partial<TypedOptions<Rows>> = {};
  const ignored: string[] = [];
  for (const { option, field, row, value } of merged) {
    if (row === undefined) {
      ignored.push(option);
      continue;
    }
    const read = READERS[row.kind].read(value, option);
    if (isProblem(read)) return read;
    given = { ...given, [field]: read.value };
  }
  return { given, ignored };
}

interface Merged {
  /** With its dashes. */
  readonly option: string;
  readonly field: string;
  /** Missing for an ignored option. */
  readonly row: OptionRow | undefined;
  readonly value: string;
}

/** Each option once, with its whole value: a repeated list continues, as in the reference client. */
function mergeOptions(scanned: readonly ScannedOption[], { verb, options, ignored }: OptionTable<OptionRows>): Iterable<Merged> | Problem {
  const rows = Object.entries(options);
  const merged = new Map<string, Merged>();
  for (const scannedOption of scanned) {
    const { name, value } = scannedOption;
    const [field = "", row] = rows.find(([, each]) => each.name === name) ?? [];
    if (row === undefined && !Object.hasOwn(ignored, name)) {
      return refuseUnknownOption(
        scannedOption,
        verb,
        rows.map(([, each]) => each.name),
      );
    }
    const option = `--${name}`;
    if (value === undefined) return toProblem("value-missing", { option });
    const before = merged.get(name);
    if (before !== undefined && (row === undefined || READERS[row.kind].isList !== true)) return toProblem("option-repeated", { option });
    merged.set(name, { option, field, row, value: before === undefined ? value : `${before.value},${value}` });
  }
  return merged.values();
}

/** The options, as `--name=value`, that differ from Tandem's own defaults. Omits an option without a value. */
export function writeOptions(rows: OptionRows, values: AnyOptions): readonly string[] {
  return Object.entries(rows).flatMap(([field, row]) => {
    if (values[field] === undefined) return [];
    const written = writeValue(row.kind, values[field]);
    const before = ownDefault(row);
    if (before !== undefined && writeValue(row.kind, before) === written) return [];
    return [written === "true" ? `--${row.name}` : `--${row.name}=${written}`];
  });
}

/** Refuses an option that the verb does not have, and suggests the most similar name. */
export function refuseUnknownOption({ name, written }: ScannedOption, verb: string, known: readonly string[]): Problem {
  if (name === "dry-run") return toProblem("no-dry-run", { verb });
  const near = findNearest(name, [...known, ...COMMON_OPTIONS]);
  return toProblem("unknown-option", { option: written, verb, near: near === undefined ? undefined : `--${near}` });
}
