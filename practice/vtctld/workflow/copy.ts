import {
  createDrift,
  formatGtidPosition,
  listTabletsInKeyspace,
  sortShards,
  type Cluster,
  type Keyspace,
  type Shard,
  type Table,
} from "../cluster/cluster.ts";
import { listDeniedByPrimary } from "../cluster/denied-tables.ts";
import { chooseServedGraph } from "../cluster/serving.ts";
import { listStreamTables, writeLog, type CopyState, type Stream } from "../cluster/streams.ts";
import { findThrottlerRule } from "../cluster/throttler.ts";
import { advanceVDiffs } from "../cluster/vdiff-runs.ts";
import { findSourceShard } from "../cluster/workflows.ts";

/** How often a running copy saves its row count if no transaction does (seen: a jump every 30 s of a long copy). */
const rowsCopiedSaveMs = 30_000;

/** Advances applications' writes, streams and VDiffs to `now`. Every call does this first, so that all answers come from one moment. */
export function advanceCluster(cluster: Cluster, now: number): void {
  const elapsed = now - cluster.lastAdvance;
  if (elapsed <= 0) return;
  cluster.lastAdvance = now;
  for (const keyspace of cluster.keyspaces.values()) writeAsApplications(cluster, keyspace, elapsed);
  for (const keyspace of cluster.keyspaces.values()) {
    for (const shard of sortShards(keyspace)) {
      for (const stream of shard.streams) advanceStream(cluster, keyspace, shard, stream, elapsed, now);
    }
  }
  advanceVDiffs(cluster, elapsed, now);
}

/** Applications write where the first cell's vtgates send them; writes lost to a denied table are not counted. */
function writeAsApplications(cluster: Cluster, keyspace: Keyspace, elapsed: number): void {
  if (keyspace.writesPerSecond <= 0) return;
  keyspace.writesCarry += (keyspace.writesPerSecond * elapsed) / 1000;
  const writes = Math.floor(keyspace.writesCarry);
  keyspace.writesCarry -= writes;
  const routed = [...chooseServedGraph(cluster, cluster.cells[0] ?? "").routingRules]
    .find(([from]) => from.startsWith(`${keyspace.name}.`) && !from.includes("@"))?.[1][0]
    ?.split(".")[0];
  const serving = cluster.keyspaces.get(routed ?? keyspace.name) ?? keyspace;
  for (const shard of sortShards(serving)) {
    if (listDeniedByPrimary(cluster, shard).length > 0 && serving === keyspace) continue;
    shard.gtid.sequence += writes;
  }
}

/** True if a tablet of the wanted types serves the stream's source; without one it waits silently. The target's own cell always counts. */
export function hasSourceTablet(cluster: Cluster, stream: Stream): boolean {
  const types = stream.tabletTypes.length === 0 ? ["REPLICA", "PRIMARY"] : stream.tabletTypes;
  const cells = [...stream.cells, stream.tablet.cell];
  return listTabletsInKeyspace(cluster, stream.source.keyspace, stream.source.shard).some(
    (tablet) => tablet.alive && types.includes(tablet.type) && cells.includes(tablet.alias.cell),
  );
}

function advanceStream(cluster: Cluster, keyspace: Keyspace, shard: Shard, stream: Stream, elapsed: number, now: number): void {
  if (stream.state !== "Running" && stream.state !== "Copying") return;
  const source = findSourceShard(cluster, stream);
  if (source === undefined || stream.stalled || !hasSourceTablet(cluster, stream)) return;
  let left = elapsed;
  do {
    left = startUp(cluster, keyspace, shard, stream, source, left, now);
    if (stream.startupLeftMs > 0) return;
    const component = stream.throttling ? undefined : findHoldBack(cluster, stream, now);
    stream.heldBack = component !== undefined;
    // A copy that has just started is not moving, and has not reported so yet.
    if (stream.heldBack && stream.copyStates.length > 0 && now - stream.rowsCopiedSavedAt < saysWhyAfterMs) return;
    if (component !== undefined) stream.throttled = { component, at: Math.floor(now / 1000) };
    if ((stream.throttling || stream.heldBack) && stream.throttled !== undefined) {
      stream.throttled.at = Math.floor(now / 1000);
      // A throttled stream still sends heartbeats.
      stream.timeUpdated = Math.floor(now / 1000);
      return;
    }
    if (stream.copyStates.length > 0) left = copySome(cluster, shard, stream, source, left, now);
  } while (left > 0 && stream.copyStates.length > 0);
  if (stream.copyStates.length === 0 && (stream.state === "Running" || stream.state === "Copying"))
    applyTransactions(shard, stream, source, now);
}

const saysWhyAfterMs = 500;

/** The component that a throttler rule holds back: the target's own by the workflow's apps, the source's by those that read for it. */
function findHoldBack(cluster: Cluster, stream: Stream, now: number): string | undefined {
  const here = stream.copyStates.length > 0 ? "vcopier" : "vplayer";
  const target = [...cluster.keyspaces.values()].find(({ shards }) => [...shards.values()].some(({ streams }) => streams.includes(stream)));
  if (findThrottlerRule(target, ["vreplication", here, stream.workflow], now) !== undefined) return here;
  const there = stream.copyStates.length > 0 ? "rowstreamer" : "vstreamer";
  return findThrottlerRule(cluster.keyspaces.get(stream.source.keyspace), ["vstreamer", there], now) === undefined ? undefined : there;
}

/** The time a stream takes to start, and to catch up between two tables; returns what is left of it. */
function startUp(cluster: Cluster, keyspace: Keyspace, shard: Shard, stream: Stream, source: Shard, left: number, now: number): number {
  if (stream.startupLeftMs <= 0) return left;
  const used = Math.min(left, stream.startupLeftMs);
  stream.startupLeftMs -= used;
  const betweenTables = stream.state === "Copying" && !stream.restarting;
  if (betweenTables && stream.startupLeftMs <= cluster.pace.betweenTablesMs / 2) applyTransactions(shard, stream, source, now);
  if (stream.startupLeftMs <= 0) begin(keyspace, shard, stream, source, now);
  return left - used;
}

/** The first moment of a started stream: it records the source's position and starts its copy phase. */
function begin(keyspace: Keyspace, shard: Shard, stream: Stream, source: Shard, now: number): void {
  const fresh = stream.position === undefined && stream.copyStates.length === 0;
  if (!fresh) stream.timeUpdated = Math.floor(now / 1000);
  if (fresh) {
    // Tables are copied by name, in whatever order they were given.
    const names = listStreamTables(stream).toSorted();
    stream.copyStates = names.flatMap((name) => createCopyStates(source.tables.get(name), shard, keyspace.shards.size));
  }
  // Its copy is done, so a start ends as the copy ended (recordings/v23.0.3/stop-after-copy, 18-19; 12 and 14 too).
  if (stream.copyStates.length === 0 && stream.stopAfterCopy && stream.position !== undefined) stopAfterCopy(shard, stream, now);
  if (stream.copyStates.length === 0) return;
  stream.state = "Copying";
  stream.rowsCopiedSavedAt = now;
  const count = `${stream.copyStates.length} table(s)`;
  if (!fresh) {
    if (stream.restarting) writeLog(shard, stream, now, "Restarted Copy Phase", "Copying", `Copy phase restarted for ${count}`);
    stream.restarting = false;
    return;
  }
  writeLog(shard, stream, now, "Started Copy Phase", "Copying", `Copy phase started for ${count}`);
  if (!stream.deferSecondaryKeys) return;
  writeLog(shard, stream, now, "Started Copy Phase", "Copying", `Copy phase temporarily dropping secondary keys for ${count}`);
  writeLog(
    shard,
    stream,
    now,
    "Started Copy Phase",
    "Copying",
    `Copy phase finished dropping secondary keys and saving post copy actions to restore them for ${count}`,
  );
}

function createCopyStates(table: Table | undefined, shard: Shard, shards: number): CopyState[] {
  if (table === undefined) return [];
  const rowsTotal = table.spread?.[shard.name] ?? Math.round(table.rows / shards);
  return [{ table: table.name, rowsDone: 0, rowsTotal, maxKey: table.rows, primaryKey: table.primaryKey }];
}

/** Copies the current table for at most `left` ms; returns the time that remains. */
function copySome(cluster: Cluster, shard: Shard, stream: Stream, source: Shard, left: number, now: number): number {
  const current = stream.copyStates[0];
  if (current === undefined || cluster.pace.copyRowsPerSecond <= 0) return 0;
  if (stream.position === undefined) {
    // The first rows bring the position at which they were read; a stream throttled from its start has none.
    stream.position = source.gtid.sequence;
    stream.timeUpdated = Math.floor(now / 1000);
  }
  const rowsLeft = current.rowsTotal - current.rowsDone;
  if (rowsLeft > 0) {
    const rows = Math.min(rowsLeft, (cluster.pace.copyRowsPerSecond * left) / 1000);
    const used = (rows / cluster.pace.copyRowsPerSecond) * 1000;
    current.rowsDone += rows;
    stream.rowsCopiedUnsaved += rows;
    growTarget(shard, current, rows, source);
    if (now - stream.rowsCopiedSavedAt >= rowsCopiedSaveMs) saveRowsCopied(stream, now);
    if (current.rowsDone < current.rowsTotal) return 0;
    left -= used;
  }
  const table = shard.tables.get(current.table);
  const hasPostCopy = stream.deferSecondaryKeys && (table?.secondaryKeys ?? false);
  if (hasPostCopy) {
    if (current.postCopyLeftMs === undefined) {
      writeLog(shard, stream, now, "Started Copy Phase", "Copying", `Executing 1 post copy action(s) for ${current.table} table`);
      current.postCopyLeftMs = cluster.pace.postCopyMs;
    }
    const used = Math.min(left, current.postCopyLeftMs);
    current.postCopyLeftMs -= used;
    left -= used;
    if (current.postCopyLeftMs > 0) return 0;
    writeLog(shard, stream, now, "Started Copy Phase", "Copying", `Completed all post copy actions for ${current.table} table`);
  }
  finishTable(shard, stream, current, source, now);
  if (stream.copyStates.length > 0) stream.startupLeftMs = cluster.pace.betweenTablesMs;
  return left;
}

function growTarget(shard: Shard, current: CopyState, rows: number, source: Shard): void {
  const table = shard.tables.get(current.table);
  const original = source.tables.get(current.table);
  if (table === undefined || original === undefined) return;
  table.rows += rows;
  table.bytes = Math.round(original.bytes * (original.rows === 0 ? 1 : table.rows / original.rows));
}

function finishTable(shard: Shard, stream: Stream, done: CopyState, source: Shard, now: number): void {
  const table = shard.tables.get(done.table);
  if (table !== undefined) table.rows = Math.round(table.rows);
  stream.copyStates = stream.copyStates.filter((state) => state !== done);
  if (stream.copyStates.length > 0) return;
  if (source.gtid.sequence > (stream.position ?? 0)) applyTransactions(shard, stream, source, now);
  writeLog(
    shard,
    stream,
    now,
    "Ended Copy Phase",
    "Copying",
    `Copy phase completed at gtid ${formatGtidPosition(source, stream.position ?? source.gtid.sequence)}`,
  );
  stream.state = "Running";
  if (stream.stopAfterCopy) stopAfterCopy(shard, stream, now);
  else writeLog(shard, stream, now, "State Changed", "Running");
}

function stopAfterCopy(shard: Shard, stream: Stream, now: number): void {
  stream.state = "Stopped";
  stream.message = "Stopped after copy.";
  writeLog(shard, stream, now, "State Changed", "Stopped", "Stopped after copy.");
}

/** Brings a stream to its source's position; saving a transaction also saves the row count of the copy. */
export function applyTransactions(shard: Shard, stream: Stream, source: Shard, now: number): void {
  const at = Math.floor(now / 1000);
  const behind = source.gtid.sequence - (stream.position ?? 0);
  stream.timeUpdated = at;
  if (behind <= 0) return;
  stream.position = source.gtid.sequence;
  stream.transactionTimestamp = at;
  shard.gtid.sequence += behind;
  saveRowsCopied(stream, now);
}

function saveRowsCopied(stream: Stream, now: number): void {
  stream.rowsCopied = Math.round(stream.rowsCopiedUnsaved);
  stream.rowsCopiedSavedAt = now;
}

/** The last copied key of a table, as a whole number; undefined before the first row. */
export function findLastKeyCopied(state: CopyState): number | undefined {
  if (state.rowsDone <= 0 || state.rowsTotal <= 0) return undefined;
  return Math.max(1, Math.floor((state.rowsDone / state.rowsTotal) * state.maxKey));
}

/** An empty copy of a table's definition, as a workflow creates it on its target. */
export function createEmptyCopy(cluster: Cluster, original: Table): Table {
  // A new InnoDB table has 16384 bytes; with MySQL's default statistics cache that, and 0 rows, is shown for the whole copy.
  const statistics = cluster.statistics === "cached" ? { rows: 0, bytes: 16_384 } : { bytes: 16_384 };
  return { ...original, rows: 0, bytes: 16_384, statistics, drift: createDrift() };
}
