import { createDrift, formatAliasProto, sortShards, type Cluster, type Row, type Shard, type Table } from "./cluster.ts";
import { listStreamTables, type Stream } from "./streams.ts";
import { findSourceShard } from "./workflows.ts";

/** A row of `_vt.vdiff`: one VDiff on one target shard. */
export interface VDiffRun {
  id: number;
  uuid: string;
  workflow: string;
  state: "pending" | "started" | "stopped" | "completed" | "error";
  /** The options column, as MySQL shows it. */
  options: string;
  limits: VDiffLimits;
  createdAt: number;
  startedAt?: number;
  completedAt?: number;
  /** Null until it ran once. */
  lastError: string | null;
  /** Missing until the plan is made. */
  tables: VDiffTable[];
  startupLeftMs: number;
}

export interface VDiffLimits {
  /** Requested tables; none means all. */
  tables: string[];
  maxRows: number;
  maxSampleRows: number;
  onlyPks: boolean;
  debugQuery: boolean;
  truncateAt: number;
}

/** A row of `_vt.vdiff_table`, with its eventual result. */
export interface VDiffTable {
  name: string;
  state: "pending" | "started" | "stopped" | "completed";
  tableRows: number;
  rowsCompared: number;
  rowsToCompare: number;
  sourceRows: number;
  primaryKey: string;
  columns: string[];
  mismatched: { source: Row; target: Row }[];
  extraSource: Row[];
  /** Rows that only the source has, besides those; spread evenly over the table. */
  extraSourceUnseen: number;
  extraTarget: Row[];
  /** Rows that only the target has because the source no longer has the table. */
  extraTargetUnseen?: number;
}

/** Starts or restarts a run: plans its tables unless that is done; each table goes on where it stopped. */
export function startRun(cluster: Cluster, shard: Shard, run: VDiffRun, streams: readonly Stream[], now: number): void {
  run.startedAt = now;
  run.lastError = "";
  delete run.completedAt;
  const tables = [...new Set(streams.flatMap((stream) => listStreamTables(stream)))].toSorted();
  const wanted = tables.filter((name) => (run.limits.tables.length === 0 || run.limits.tables.includes(name)) && shard.tables.has(name));
  if (wanted.length === 0) {
    run.state = "error";
    run.lastError = `buildPlan: no tables found to diff, ${run.limits.tables.join(",")}:[${run.limits.tables.join(" ")}], on tablet ${formatAliasProto(shard.primary)}`;
    return;
  }
  run.state = "started";
  run.startupLeftMs = cluster.pace.vdiffStartMs;
  if (run.tables.length === 0) run.tables = orderTables(cluster, wanted).map((name) => planTable(cluster, shard, run, streams, name));
  for (const table of run.tables) {
    if (table.state === "stopped") table.state = "pending";
  }
  const first = run.tables.find((table) => table.state === "pending");
  if (first !== undefined) first.state = "started";
}

/** MySQL returns the tables in no guaranteed order; a test may say which comes first. */
function orderTables(cluster: Cluster, tables: readonly string[]): string[] {
  const rank = (name: string): number => {
    const at = cluster.vdiffTableOrder.indexOf(name);
    return at < 0 ? cluster.vdiffTableOrder.length : at;
  };
  return tables.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function planTable(cluster: Cluster, shard: Shard, run: VDiffRun, streams: readonly Stream[], name: string): VDiffTable {
  const target = shard.tables.get(name);
  const sources = streams.flatMap((stream) => findSourceShard(cluster, stream)?.tables.get(name) ?? []);
  const drifts = sources.map((source) => source.drift);
  const here = target?.drift ?? createDrift();
  const extraSource = [...here.missing, ...drifts.flatMap((drift) => drift.extra)];
  const extraTarget = [...here.extra, ...drifts.flatMap((drift) => drift.missing)];
  const mismatched = [
    ...here.changed.map((pair) => ({ source: pair.there, target: pair.here })),
    ...drifts.flatMap((drift) => drift.changed.map((pair) => ({ source: pair.here, target: pair.there }))),
  ];
  const targetRows = Math.round(target?.rows ?? 0);
  const primaryKey = target?.primaryKey ?? "id";
  // The source's share of this shard: what is at the target, minus what only it has, plus what it lacks.
  const shared = targetRows - extraTarget.length + extraSource.length + here.missingUnseen;
  const isGone = sources.length === 0;
  const sourceRows = isGone ? 0 : shared;
  const total = shared + extraTarget.length;
  return {
    name,
    state: "pending",
    tableRows: target === undefined ? 0 : countShownRows(target),
    rowsCompared: 0,
    rowsToCompare: Math.min(total, run.limits.maxRows),
    sourceRows,
    ...(isGone ? { extraTargetUnseen: shared } : {}),
    primaryKey,
    columns: target?.columns ?? [],
    mismatched: sortByKey(mismatched, (pair) => toRowKey(pair.source, primaryKey)),
    extraSource: sortByKey(extraSource, (row) => toRowKey(row, primaryKey)),
    extraSourceUnseen: here.missingUnseen,
    extraTarget: sortByKey(extraTarget, (row) => toRowKey(row, primaryKey)),
  };
}

function countShownRows(table: Table): number {
  return table.statistics.rows ?? Math.round(table.rows);
}

function sortByKey<Item>(items: readonly Item[], key: (item: Item) => number): Item[] {
  return items.toSorted((a, b) => key(a) - key(b));
}

/** The position of a row in the table's key order; keys that are not numbers count as the first. */
export function toRowKey(row: Row, primaryKey: string): number {
  const value = Number(row[primaryKey]);
  return Number.isFinite(value) ? value : 0;
}

/** Marks a run and its unfinished tables as stopped; a finished run stays as it is. */
export function stopRun(run: VDiffRun): void {
  if (run.state === "completed" || run.state === "error") return;
  run.state = "stopped";
  for (const table of run.tables) {
    if (table.state !== "completed") table.state = "stopped";
  }
}

/** The number of rows after which a running table saves its report. */
const progressBatchRows = 10_000;

/** Continues a run on every shard. */
export function advanceVDiffs(cluster: Cluster, elapsed: number, now: number): void {
  for (const keyspace of cluster.keyspaces.values()) {
    for (const shard of sortShards(keyspace)) {
      for (const run of shard.vdiffs) advanceRun(cluster, run, elapsed, now);
    }
  }
}

function advanceRun(cluster: Cluster, run: VDiffRun, elapsed: number, now: number): void {
  if (run.state !== "started") return;
  const startup = Math.min(elapsed, run.startupLeftMs);
  run.startupLeftMs -= startup;
  let left = elapsed - startup;
  while (left > 0 && cluster.pace.vdiffRowsPerSecond > 0) {
    const table = run.tables.find((each) => each.state === "started");
    if (table === undefined) break;
    const rows = Math.min(table.rowsToCompare - table.rowsCompared, (cluster.pace.vdiffRowsPerSecond * left) / 1000);
    left -= (rows / cluster.pace.vdiffRowsPerSecond) * 1000;
    table.rowsCompared += rows;
    if (table.rowsCompared < table.rowsToCompare) break;
    table.state = "completed";
    const next = run.tables.find((each) => each.state === "pending");
    if (next !== undefined) next.state = "started";
  }
  if (run.tables.every((table) => table.state === "completed")) {
    run.state = "completed";
    run.completedAt = now - left;
  }
}

/** Rows compared according to a table's record: a running table saves every 10 000. */
export function countSavedRows(table: VDiffTable): number {
  if (table.state === "completed" || table.state === "stopped") return Math.floor(table.rowsCompared);
  return Math.floor(table.rowsCompared / progressBatchRows) * progressBatchRows;
}
