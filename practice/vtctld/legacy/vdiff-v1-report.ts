import type { Row } from "../cluster/cluster.ts";
import type { Flags } from "./flags.ts";
import type { TableDiff } from "./vdiff-v1.ts";

/** v1 keeps ten samples of a kind. */
const mostSamples = 10;

/** A value in the text form is cut after this many characters; in JSON it is complete. */
const textLength = 20;

const isNumber = /^-?\d+$/;

function selectShownColumns(row: Row, diff: TableDiff, flags: Flags): [string, string][] {
  const entries = Object.entries(row).filter(([column]) => !flags.bool("only_pks", false) || column === diff.table.primaryKey);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function formatQuery(row: Row, diff: TableDiff, flags: Flags): string {
  const { name, primaryKey, columns } = diff.table;
  const shown = flags.bool("only_pks", false) ? [primaryKey] : columns;
  return `select ${shown.join(", ")} from ${name} where ${primaryKey}=${row[primaryKey] ?? ""};`;
}

function formatRow(row: Row, diff: TableDiff, flags: Flags): string {
  const lines = selectShownColumns(row, diff, flags).map(([column, value]) => {
    if (isNumber.test(value)) return `\t\t\t ${column}: ${value} (INT64)\n`;
    const cut = value.length > textLength ? `${value.slice(0, textLength)}...[TRUNCATED]` : value;
    return `\t\t\t ${column}: ${JSON.stringify(cut)} (VARCHAR)\n`;
  });
  const debug = flags.bool("debug_query", false) ? `\t\tDebugQuery: ${formatQuery(row, diff, flags)}\n` : "";
  return `${lines.join("")}${debug}`;
}

function summarizeDiff(diff: TableDiff): object {
  return {
    ProcessedRows: diff.processed,
    MatchingRows: diff.matching,
    MismatchedRows: diff.mismatched.length,
    ExtraRowsSource: diff.extraSource.length + diff.extraSourceUnseen,
    ExtraRowsTarget: diff.extraTarget.length + diff.extraTargetUnseen,
  };
}

/** The report as text: counts, and rows as they are in the tables. */
export function formatVDiffText(diffs: readonly TableDiff[], flags: Flags): string {
  return diffs
    .map((diff) => {
      const counts = Object.entries(summarizeDiff(diff)).map(([what, rows]) => `\t${what}: ${String(rows)}\n`);
      const extra = (rows: readonly Row[], side: string): string[] =>
        rows.slice(0, mostSamples).map((row, index) => `\tSample extra row in ${side} ${index}:\n${formatRow(row, diff, flags)}`);
      const changed = diff.mismatched
        .slice(0, mostSamples)
        .map(
          (pair, index) =>
            `\tSample rows with mismatch ${index}:\n\t\tSource row:\n${formatRow(pair.source, diff, flags)}\t\tTarget row:\n${formatRow(pair.target, diff, flags)}`,
        );
      return [
        `Summary for table ${diff.table.name}:\n`,
        ...counts,
        ...extra(diff.extraSource, "source"),
        ...extra(diff.extraTarget, "target"),
        ...changed,
      ].join("");
    })
    .join("");
}

/** The report as JSON, an object for each table; numbers are numbers, and 12 and 14 name the samples differently. */
export function formatVDiffJson(diffs: readonly TableDiff[], flags: Flags, version: number): string {
  const suffix = version >= 14 ? "Diffs" : "Sample";
  const sample = (row: Row, diff: TableDiff): object => ({
    Row: Object.fromEntries(
      selectShownColumns(row, diff, flags).map(([column, value]) => [column, isNumber.test(value) ? Number(value) : value]),
    ),
    Query: flags.bool("debug_query", false) ? formatQuery(row, diff, flags) : "",
  });
  const samples = (rows: readonly Row[], diff: TableDiff): object[] | null =>
    rows.length === 0 ? null : rows.slice(0, mostSamples).map((row) => sample(row, diff));
  const report = diffs.map((diff) => [
    diff.table.name,
    {
      ProcessedRows: diff.processed,
      MatchingRows: diff.matching,
      MismatchedRows: diff.mismatched.length,
      ExtraRowsSource: diff.extraSource.length + diff.extraSourceUnseen,
      [`ExtraRowsSource${suffix}`]: samples(diff.extraSource, diff),
      ExtraRowsTarget: diff.extraTarget.length + diff.extraTargetUnseen,
      [`ExtraRowsTarget${suffix}`]: samples(diff.extraTarget, diff),
      MismatchedRowsSample:
        diff.mismatched.length === 0
          ? null
          : diff.mismatched.slice(0, mostSamples).map((pair) => ({ Source: sample(pair.source, diff), Target: sample(pair.target, diff) })),
      TableName: diff.table.name,
    },
  ]);
  // Go was told to indent by nothing: every value is on a line of its own, at its start.
  return JSON.stringify(Object.fromEntries(report), null, 1).replaceAll(/^ +/gm, "");
}
