import type { Row } from "../cluster/cluster.ts";
import { formatMysqlJson } from "../cluster/mysql-json.ts";
import { countSavedRows, toRowKey, type VDiffLimits, type VDiffTable } from "../cluster/vdiff-runs.ts";

/** What a table's comparison has found so far. */
export interface Findings {
  processed: number;
  mismatched: { source: Row; target: Row }[];
  extraSource: Row[];
  extraSourceUnseen: number;
  extraTarget: Row[];
  extraTargetUnseen: number;
}

/** The differences among the rows compared so far; rows that only the target has after the source's last key come at the very end. */
export function collectDifferences(table: VDiffTable): Findings {
  const processed = countSavedRows(table);
  const done = table.state === "completed" && processed >= table.sourceRows;
  const reached = (row: Row): boolean => done || (processed > 0 && toRowKey(row, table.primaryKey) <= processed);
  return {
    processed,
    mismatched: table.mismatched.filter((pair) => reached(pair.source)),
    extraSource: table.extraSource.filter((row) => reached(row)),
    extraSourceUnseen: Math.floor(table.extraSourceUnseen * Math.min(1, processed / Math.max(1, table.sourceRows))),
    extraTarget: table.extraTarget.filter((row) => reached(row)),
    extraTargetUnseen: Math.min(processed, table.extraTargetUnseen ?? 0),
  };
}

export function hasMismatch(findings: Findings): boolean {
  return (
    findings.mismatched.length +
      findings.extraSource.length +
      findings.extraSourceUnseen +
      findings.extraTarget.length +
      findings.extraTargetUnseen >
    0
  );
}

/** The report column of `_vt.vdiff_table`, as MySQL shows it; undefined before the first batch. */
export function formatVDiffReport(table: VDiffTable, limits: VDiffLimits): string | undefined {
  const findings = collectDifferences(table);
  if (findings.processed === 0 && table.state !== "completed") return undefined;
  const { mismatched, extraSource, extraTarget } = findings;
  const extraSourceRows = extraSource.length + findings.extraSourceUnseen;
  const extraTargetRows = extraTarget.length + findings.extraTargetUnseen;
  const most = limits.maxSampleRows === 0 ? Number.MAX_SAFE_INTEGER : limits.maxSampleRows;
  const sample = (row: Row): object => sampleRow(row, table, limits);
  const trailing = extraTarget.filter((row) => toRowKey(row, table.primaryKey) > table.sourceRows);
  const inner = extraTarget.filter((row) => !trailing.includes(row));
  // Vitess counts an extra row first and compares then, so one sample less than the limit is kept; of the rows after the source's end it
  // keeps only the first.
  const sourceSample = extraSource.slice(0, most - 1).map(sample);
  const targetSample = [...inner.slice(0, most - 1), ...trailing.slice(0, 1)].map(sample);
  const mismatchedSample = mismatched.slice(0, most).map((pair) => ({ Source: sample(pair.source), Target: sample(pair.target) }));
  return formatMysqlJson({
    TableName: table.name,
    ProcessedRows: findings.processed,
    MatchingRows: findings.processed - mismatched.length - extraSourceRows - extraTargetRows,
    MismatchedRows: mismatched.length,
    ExtraRowsSource: extraSourceRows,
    ExtraRowsTarget: extraTargetRows,
    MismatchedRowsSample: mismatchedSample.length > 0 ? mismatchedSample : undefined,
    ExtraRowsSourceSample: sourceSample.length > 0 ? sourceSample : undefined,
    ExtraRowsTargetSample: targetSample.length > 0 ? targetSample : undefined,
  });
}

/** What replaces the rest of a long value; a value longer by no more than this stays whole. */
const truncated = "...[TRUNCATED]";

/** Words that vtctld quotes as column names. */
const quotedColumns: readonly string[] = ["name", "names", "key", "values"];

function sampleRow(row: Row, table: VDiffTable, limits: VDiffLimits): object {
  const columns = Object.keys(row).filter((column) => !limits.onlyPks || column === table.primaryKey);
  const shown = columns.map((column) => {
    const value = row[column] ?? "";
    const cut = column !== table.primaryKey && limits.truncateAt > 0 && value.length > limits.truncateAt + truncated.length;
    return [quotedColumns.includes(column) ? `\`${column}\`` : column, cut ? `${value.slice(0, limits.truncateAt)}${truncated}` : value];
  });
  const query = `select ${table.columns.join(", ")} from ${table.name} where ${table.primaryKey}='${row[table.primaryKey] ?? ""}';`;
  return { Row: Object.fromEntries(shown), Query: limits.debugQuery ? query : undefined };
}
