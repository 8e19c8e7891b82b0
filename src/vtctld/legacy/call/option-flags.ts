import { isAtDefault, type OptionRow, type OptionRows, type OptionValue, formatOptionValue } from "../../../core/options/row.ts";
import type { TabletType } from "../../../core/options/kinds.ts";
import { type Flags, formatLegacyDuration, areSameTypes, formatTypes, type RequestedTypes } from "./command-line.ts";

/** Rows whose options have no other flags than these. */
export type RowsWithFlags<Flag extends string> = Readonly<Record<string, OptionRow & { readonly flag?: Flag }>>;

type Options = Readonly<Record<string, OptionValue | undefined>> & {
  readonly tabletTypes?: readonly TabletType[];
  readonly tabletTypesInOrder?: boolean;
};

interface Given {
  readonly major: number;
  readonly rows: OptionRows;
  readonly options: Options;
}

/** The flags for some options, in the order of `flags`. Omits a default, and so leaves it to the release. */
export function toOptionFlags<Flag extends string>(flags: readonly Flag[], asked: Given & { readonly rows: RowsWithFlags<Flag> }): Flags {
  const written = Object.entries(asked.rows).map(
    ([option, row]) => [row.flag, formatFlagValue(row, asked.options[option], asked)] as const,
  );
  return Object.fromEntries(flags.map((flag) => [flag, written.find(([name]) => name === flag)?.[1]]));
}

function formatFlagValue(row: OptionRow, value: OptionValue | undefined, { major, rows, options }: Given): Flags[string] {
  if (row.kind === "types") {
    const types: RequestedTypes = { types: options.tabletTypes ?? [], inOrder: options.tabletTypesInOrder === true };
    const usual: RequestedTypes = { types: row.default ?? [], inOrder: rows["tabletTypesInOrder"]?.default === true };
    return areSameTypes(types, usual) ? undefined : formatTypes(major, types);
  }
  if (value === undefined || isAtDefault(row, value)) return undefined;
  if (value === true) return true;
  return typeof value === "number" ? formatLegacyDuration(value) : formatOptionValue(value);
}
