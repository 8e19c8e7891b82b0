import { type AnyOptions, isAtDefault, type OptionRow } from "../../core/options/row.ts";

/** Option rows of a guarded operation: each has the words that approvers read. */
type RowsForApprovers = Readonly<Record<string, OptionRow & { readonly approvers: string }>>;

const SAID_ELSEWHERE: readonly string[] = ["woven in", "nothing"];

/** Describes to approvers the options that differ from their defaults, beside the request's own sentences; warnings come last. */
export function sayOptions(rows: RowsForApprovers, options: AnyOptions): readonly string[] {
  const words = Object.entries(rows).flatMap(([option, row]) =>
    isAtDefault(row, options[option]) || SAID_ELSEWHERE.includes(row.approvers) ? [] : [row.approvers],
  );
  return words.toSorted((a, b) => Number(a.startsWith("*")) - Number(b.startsWith("*")));
}
