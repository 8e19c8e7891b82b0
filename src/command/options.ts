import { COMMON_OPTIONS } from "./common-options.ts";
import { nearest } from "./nearest.ts";
import { isProblem, problem, type Problem } from "./refusals.ts";
import type { ScannedOption } from "./scan.ts";
import type { ValueKind } from "./values.ts";

/** One option of a verb. */
export interface Option<T> {
  /** Without dashes, as the reference client spells it. */
  readonly name: string;
  readonly kind: ValueKind<T>;
  /** One line of help. */
  readonly meaning: string;
  /** What help says of its default, where the value itself would say little. */
  readonly otherwise?: string;
}

/** One option for every field: a field that nobody can type does not compile. */
export type OptionsOf<T> = { readonly [Field in keyof T]-?: Option<T[Field]> };

/** Options that a verb knows without having a field for them, and whether each takes a value. */
export type KnownOptions = Readonly<Record<string, "value" | "flag">>;

/** What a verb does with each option it can be given. */
export interface OptionTable<T> {
  readonly options: OptionsOf<T>;
  /** Change nothing in Tandem: said to be ignored. */
  readonly ignored: KnownOptions;
  /** Would change what happens, and Tandem cannot send them: refused. */
  readonly notOurs: KnownOptions;
}

/** Reads the scanned options of one verb. The first one that is unknown, repeated or unreadable is the refusal. */
export function readOptions<T extends object>(
  scanned: readonly ScannedOption[],
  table: OptionTable<T>,
  verb: string,
): { readonly given: Partial<T>; readonly ignored: readonly string[] } | Problem {
  const merged = mergeOptions(scanned, table, verb);
  if (isProblem(merged)) return merged;
  let given: Partial<T> = {};
  const ignored: string[] = [];
  for (const [name, { field, value }] of merged) {
    if (field === undefined) {
      ignored.push(`--${name}`);
      continue;
    }
    const read = table.options[field].kind.read(value, `--${name}`);
    if (isProblem(read)) return read;
    given = { ...given, [field]: read.value };
  }
  return { given, ignored };
}

interface Merged<T> {
  readonly field: (keyof T & string) | undefined;
  readonly value: string;
}

/** Each option once, with its whole value: a list that is given again goes on, as in the reference client. */
function mergeOptions<T>(
  scanned: readonly ScannedOption[],
  { options, ignored, notOurs }: OptionTable<T>,
  verb: string,
): ReadonlyMap<string, Merged<T>> | Problem {
  const fields = fieldsOf(options);
  const merged = new Map<string, Merged<T>>();
  for (const option of scanned) {
    const { name, value } = option;
    if (Object.hasOwn(notOurs, name)) return problem("option-not-ours", { option: `--${name}` });
    const field = fields.find((each) => options[each].name === name);
    if (field === undefined && !Object.hasOwn(ignored, name)) {
      return unknownOption(
        option,
        verb,
        fields.map((each) => options[each].name),
      );
    }
    if (value === undefined) return problem("value-missing", { option: `--${name}` });
    const before = merged.get(name);
    if (before !== undefined && (field === undefined || options[field].kind.isList !== true)) {
      return problem("option-repeated", { option: `--${name}` });
    }
    merged.set(name, { field, value: before === undefined ? value : `${before.value},${value}` });
  }
  return merged;
}

/** The options that make `value` out of `defaults`, as `--name=value`; none when they are equal. A field that is absent is not written. */
export function writeOptions<T extends object>(options: OptionsOf<T>, value: Partial<T>, defaults: Partial<T> = {}): readonly string[] {
  return fieldsOf(options).flatMap((field) => {
    const now = value[field];
    if (now === undefined) return [];
    const written = options[field].kind.write(now);
    const before = defaults[field];
    if (before !== undefined && options[field].kind.write(before) === written) return [];
    return [written === "true" ? `--${options[field].name}` : `--${options[field].name}=${written}`];
  });
}

/** The fields of a table, in the order they are written down. */
export function fieldsOf<T>(options: OptionsOf<T>): readonly (keyof T & string)[] {
  const fields: (keyof T & string)[] = [];
  // Unlike Object.keys, a for-in loop keeps the type of the keys.
  for (const field in options) if (Object.hasOwn(options, field)) fields.push(field);
  return fields;
}

/** The refusal of an option that the verb does not have, with the name that was most likely meant. */
export function unknownOption({ name, written }: ScannedOption, verb: string, known: readonly string[]): Problem {
  if (name === "dry-run") return problem("no-dry-run", { verb });
  const near = nearest(name, [...known, ...COMMON_OPTIONS]);
  return problem("unknown-option", { option: written, verb, near: near === undefined ? undefined : `--${near}` });
}
