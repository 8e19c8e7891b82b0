import { type AnyOptions, isAtDefault, type OptionRow } from "../../core/options/row.ts";

/** Rows of an operation that people approve: each says what approvers read of its option. */
type RowsForApprovers = Readonly<Record<string, OptionRow & { readonly approvers: string }>>;

const SAID_ELSEWHERE: readonly string[] = ["woven in", "nothing"];

/** What approvers read of the options that are not at their defaults, beside the request's own sentences; warnings last. */
export function optionWords(rows: RowsForApprovers, options: AnyOptions): readonly string[] {
  const words = Object.entries(rows).flatMap(([option, row]) =>
    isAtDefault(row, options[option]) || SAID_ELSEWHERE.includes(row.approvers) ? [] : [row.approvers],
  );
  return words.toSorted((a, b) => Number(a.startsWith("*")) - Number(b.startsWith("*")));
}
