import type { Shard } from "../cluster/cluster.ts";
import { collectDifferences, formatVDiffReport } from "../vdiff/vdiff-report.ts";
import { countSavedRows, type VDiffRun } from "../cluster/vdiff-runs.ts";
import type { WorkflowView } from "../cluster/workflows.ts";
import { countComparedRows } from "./vdiff-counts.ts";

/** A VDiff on one shard. */
interface ShardRun {
  shard: Shard;
  run: VDiffRun;
}

const formatPretty = (value: object): string => `${JSON.stringify(value, null, "\t")}\n`;

/** What `show last` says if there is none. */
export function formatNoVDiffs(workflow: WorkflowView, json: boolean): string {
  return json ? "{}\n" : `No previous vdiff found for ${workflow.target.name}.${workflow.name}\n`;
}

/** `show all`: newest first, one line a shard. */
export function formatVDiffList(
  workflow: WorkflowView,
  shards: readonly { shard: Shard; runs: readonly VDiffRun[] }[],
  json: boolean,
): string {
  const rows = shards.flatMap(({ shard, runs }) =>
    runs
      .toReversed()
      .map((run) => ({ UUID: run.uuid, Workflow: run.workflow, Keyspace: workflow.target.name, Shard: shard.name, State: run.state })),
  );
  if (rows.length === 0) return json ? "[]\n" : `No vdiffs found for ${workflow.target.name}.${workflow.name}\n`;
  if (json) return formatPretty(rows);
  const columns = ["UUID", "Workflow", "Keyspace", "Shard", "State"] as const;
  const width = (column: (typeof columns)[number]): number => Math.max(column.length, ...rows.map((row) => row[column].length)) + 5;
  const rule = (sign: string): string => `+${columns.map((column) => sign.repeat(width(column))).join("+")}+\n`;
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell, index) => `${cell.padStart(width(columns[index] ?? "UUID") - 1)} `).join("|")}|\n`;
  const body = rows.map((row) => `${line(columns.map((column) => row[column]))}${rule("-")}`).join("");
  return `${rule("-")}${line(columns)}${rule("=")}${body}\n`;
}

function formatRunTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

function combineRunStates(runs: readonly ShardRun[]): string {
  if (runs.some(({ run }) => run.state === "error")) return "";
  const states = runs.map(({ run }) => run.state);
  return (["stopped", "error", "started", "pending"] as const).find((state) => states.includes(state)) ?? "completed";
}

/** The form in which `show` answers; 14 does not know `verbose`. */
export interface SummaryForm {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** `show last` and `show <uuid>`: counts, and with differences, or if verbose, the tables and their reports. */
export function formatVDiffSummary(
  workflow: WorkflowView,
  uuid: string,
  runs: readonly ShardRun[],
  { json, verbose }: SummaryForm,
): string {
  const counts = runs.map(({ run }) => countComparedRows(run));
  const state = combineRunStates(runs);
  const compared = counts.reduce((sum, each) => sum + each.compared, 0);
  const mismatch = counts.some((each) => each.mismatch);
  const begun = state !== "" && runs.every(({ run }) => run.startedAt !== undefined);
  const started = begun ? formatRunTime(Math.min(...runs.map(({ run }) => run.startedAt ?? 0))) : undefined;
  const completed = state === "completed" ? formatRunTime(Math.max(...runs.map(({ run }) => run.completedAt ?? 0))) : undefined;
  const tables = summarizeTables(runs);
  const whole = mismatch || verbose;
  if (!json) return formatSummary(workflow, uuid, { state, compared, mismatch, started, completed }, whole ? tables : []);
  return formatPretty({
    Workflow: workflow.name,
    Keyspace: workflow.target.name,
    State: state,
    UUID: uuid,
    RowsCompared: compared,
    HasMismatch: mismatch,
    Shards: runs.map(({ shard }) => shard.name).join(","),
    StartedAt: started,
    CompletedAt: completed,
    TableSummary: whole ? Object.fromEntries(tables.map((table) => [table.TableName, table])) : undefined,
    Reports: whole ? collectReports(runs) : undefined,
  });
}

interface TableSummary {
  TableName: string;
  State: string;
  RowsCompared: number;
  MatchingRows: number;
  MismatchedRows: number;
  ExtraRowsSource: number;
  ExtraRowsTarget: number;
}

function summarizeTables(runs: readonly ShardRun[]): TableSummary[] {
  const names = [...new Set(runs.flatMap(({ run }) => run.tables.map((table) => table.name)))].toSorted();
  return names.map((name) => {
    const tables = runs.flatMap(({ run }) => run.tables.filter((table) => table.name === name));
    const found = tables.map((table) => collectDifferences(table));
    const sum = (pick: (each: (typeof found)[number]) => number): number => found.reduce((total, each) => total + pick(each), 0);
    const mismatched = sum((each) => each.mismatched.length);
    const extraSource = sum((each) => each.extraSource.length + each.extraSourceUnseen);
    const extraTarget = sum((each) => each.extraTarget.length + each.extraTargetUnseen);
    const compared = tables.reduce((total, table) => total + countSavedRows(table), 0);
    return {
      TableName: name,
      State: tables[0]?.state ?? "",
      RowsCompared: compared,
      MatchingRows: compared - mismatched - extraSource - extraTarget,
      MismatchedRows: mismatched,
      ExtraRowsSource: extraSource,
      ExtraRowsTarget: extraTarget,
    };
  });
}

function collectReports(runs: readonly ShardRun[]): object {
  const byTable: Record<string, Record<string, unknown>> = {};
  for (const { shard, run } of runs) {
    for (const table of run.tables) {
      const text = formatVDiffReport(table, run.limits);
      if (text !== undefined) byTable[table.name] = { ...byTable[table.name], [shard.name]: JSON.parse(text) };
    }
  }
  return byTable;
}

interface Head {
  state: string;
  compared: number;
  mismatch: boolean;
  started: string | undefined;
  completed: string | undefined;
}

function formatSummary(workflow: WorkflowView, uuid: string, head: Head, tables: readonly TableSummary[]): string {
  const lines = [
    `\nVDiff Summary for ${workflow.target.name}.${workflow.name} (${uuid})`,
    `State:        ${head.state}`,
    `RowsCompared: ${head.compared}`,
    `HasMismatch:  ${String(head.mismatch)}`,
    `StartedAt:    ${head.started ?? ""}`,
    `CompletedAt:  ${head.completed ?? ""}`,
    " ",
  ];
  for (const table of tables) {
    lines.push(
      `Table ${table.TableName}:`,
      `\tState:            ${table.State}`,
      `\tProcessedRows:    ${table.RowsCompared}`,
      `\tMatchingRows:     ${table.MatchingRows}`,
    );
    if (table.MismatchedRows > 0) lines.push(`\tMismatchedRows:   ${table.MismatchedRows}`);
    if (table.ExtraRowsSource > 0) lines.push(`\tExtraRowsSource:  ${table.ExtraRowsSource}`);
    if (table.ExtraRowsTarget > 0) lines.push(`\tExtraRowsTarget:  ${table.ExtraRowsTarget}`);
    lines.push(" ");
  }
  return `${lines.join("\n")}\nUse "--format=json" for more detailed output.\n\n`;
}
