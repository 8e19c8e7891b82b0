import type { SimulatorClock } from "../cluster/clock.ts";
import type { Cluster, Pace, Row, Shard, Table, TabletType } from "../cluster/cluster.ts";
import { advanceCluster } from "../workflow/copy.ts";
import { allowTables, denyTables, recordAllowed, recordDenied, refreshPrimary } from "../cluster/denied-tables.ts";
import { formatKeyspaceLockPath, takeLock, formatWorkflowLockPath } from "../cluster/locks.ts";
import { mirrorTraffic } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import type { Stream } from "../cluster/streams.ts";
import { createTrouble, type ClusterTrouble } from "./trouble.ts";
import { listPlacedStreams, findWorkflowOrThrow } from "../cluster/workflows.ts";

/** The cluster's other levers: what operators, other tools and accidents do to it. Each acts at the simulator's current time. */
export interface ClusterState extends ClusterTrouble {
  /** Kills or revives a vttablet by its number. */
  setTabletAlive(uid: number, alive: boolean): void;
  /** Adds to or removes from the shard's deny list, and makes the primary read it. */
  setDeniedTables(keyspace: string, shard: string, tables: readonly string[], denied: boolean): void;
  /** Like SetShardTabletControl for the primary: only the record, which no tablet knows yet. */
  recordDeniedTables(keyspace: string, shard: string, tables: readonly string[], denied: boolean): void;
  /** Like ApplyRoutingRules: replaces the whole document, which is served from here on. */
  applyRoutingRules(rules: Readonly<Record<string, readonly string[]>>): void;
  /** Like ApplyRoutingRules with skip_rebuild: saved, and served nowhere. */
  saveRoutingRules(rules: Readonly<Record<string, readonly string[]>>): void;
  /** Like RebuildVSchemaGraph: these cells, or all, serve what is saved. */
  rebuildGraph(cells?: readonly string[]): void;
  /** Like AddCellInfo: a cell without a graph. */
  addCell(cell: string): void;
  /** Like WorkflowMirrorTraffic. */
  mirror(keyspace: string, workflow: string, types: readonly TabletType[], percent: number): void;
  /** Somebody's operation on a workflow that never ends. */
  holdWorkflowLock(keyspace: string, workflow: string, action?: string): void;
  /** Dates the lock back by this much. */
  ageWorkflowLock(keyspace: string, workflow: string, ms: number): void;
  /** What `etcdctl del` does. */
  removeWorkflowLock(keyspace: string, workflow: string): void;
  /** A create of this table ends in MySQL's words; undefined lets all pass. */
  refuseTable(refused: { readonly table: string; readonly details: string } | undefined): void;
  holdKeyspaceLock(keyspace: string, action?: string): void;
  removeKeyspaceLock(keyspace: string): void;
  /** Transaction lag in seconds, for GetWorkflows and the switch's gate; undefined means the real one. */
  setLag(keyspace: string, workflow: string, seconds: number | undefined): void;
  /** Throttled by this component (vcopier, vplayer, vstreamer, rowstreamer); undefined ends it, and its last report stays. */
  throttle(keyspace: string, workflow: string, component: string | undefined): void;
  /** The streams stop moving although they say Running: a blocked table, a replica that does not replicate. */
  stall(keyspace: string, workflow: string, stalled: boolean): void;
  /** The stream's message; one with "error" in it makes the state Error. */
  setMessage(keyspace: string, workflow: string, message: string): void;
  /** A stream's position as an absolute number of the source's GTID set. */
  streams(keyspace: string, workflow: string): readonly Stream[];
  /** Row statistics of one table, on one shard. */
  setStatistics(keyspace: string, shard: string, table: string, statistics: { rows?: number; bytes?: number }): void;
  /** Differences for the next VDiff, in rows made up for it: this many, on this shard of the target. */
  plantDifferences(
    keyspace: string,
    shard: string,
    table: string,
    counts: { mismatched?: number; extraSource?: number; extraTarget?: number },
  ): void;
  setPace(pace: Partial<Pace>): void;
  /** Sets how far a copy is, instead of letting it run at its pace. */
  setCopied(keyspace: string, workflow: string, table: string, rows: number, shard?: string): void;
  shard(keyspace: string, shard: string): Shard;
  table(keyspace: string, shard: string, table: string): Table;
}

function countUp(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** The levers of a cluster. */
export function createState(cluster: Cluster, clock: SimulatorClock): ClusterState {
  const catchUp = (): void => {
    advanceCluster(cluster, clock.now());
  };
  const requireShard = (keyspace: string, name: string): Shard => {
    const shard = cluster.keyspaces.get(keyspace)?.shards.get(name);
    if (shard === undefined) throw new Error(`the simulator has no shard ${keyspace}/${name}`);
    return shard;
  };
  const requireTable = (keyspace: string, shard: string, name: string): Table => {
    const table = requireShard(keyspace, shard).tables.get(name);
    if (table === undefined) throw new Error(`the simulator has no table ${keyspace}/${shard} ${name}`);
    return table;
  };
  const streams = (keyspace: string, workflow: string): Stream[] => {
    catchUp();
    const found = cluster.keyspaces.get(keyspace);
    return found === undefined ? [] : listPlacedStreams(found, workflow).map(({ stream }) => stream);
  };
  const saveRules = (rules: Readonly<Record<string, readonly string[]>>): void => {
    cluster.routingRules = new Map(Object.entries(rules).map(([from, to]) => [from, [...to]]));
  };
  return {
    ...createTrouble(cluster),
    setTabletAlive(uid, alive) {
      catchUp();
      for (const tablet of cluster.tablets) if (tablet.alias.uid === uid) tablet.alive = alive;
      // A tablet that starts reads its shard's record.
      for (const shard of [...cluster.keyspaces.values()].flatMap((keyspace) => [...keyspace.shards.values()]))
        if (alive && shard.primary.uid === uid) refreshPrimary(cluster, shard);
    },
    setDeniedTables(keyspace, shard, tables, denied) {
      if (denied) denyTables(cluster, requireShard(keyspace, shard), tables);
      else allowTables(cluster, requireShard(keyspace, shard), tables);
    },
    recordDeniedTables(keyspace, shard, tables, denied) {
      if (denied) recordDenied(requireShard(keyspace, shard), tables);
      else recordAllowed(requireShard(keyspace, shard), tables);
    },
    applyRoutingRules(rules) {
      saveRules(rules);
      rebuildGraph(cluster);
    },
    saveRoutingRules: saveRules,
    rebuildGraph(cells) {
      rebuildGraph(cluster, cells);
    },
    addCell(cell) {
      cluster.cells.push(cell);
      cluster.unbuilt.add(cell);
    },
    mirror(keyspace, workflow, types, percent) {
      const found = findWorkflowOrThrow(cluster, keyspace, workflow);
      mirrorTraffic(cluster, found.sourceKeyspace, keyspace, found.tables, types, percent);
      rebuildGraph(cluster);
    },
    holdWorkflowLock(keyspace, workflow, action = "WorkflowSwitchTraffic") {
      takeLock(cluster.locks, formatWorkflowLockPath(keyspace, workflow), action, clock.now());
    },
    ageWorkflowLock(keyspace, workflow, ms) {
      const holder = cluster.locks.held.get(formatWorkflowLockPath(keyspace, workflow));
      if (holder === undefined) throw new Error(`nobody holds the lock of ${keyspace}.${workflow}`);
      holder.at -= ms;
    },
    removeWorkflowLock(keyspace, workflow) {
      cluster.locks.held.delete(formatWorkflowLockPath(keyspace, workflow));
    },
    refuseTable(refused) {
      if (refused === undefined) delete cluster.refusedTable;
      else cluster.refusedTable = refused;
    },
    holdKeyspaceLock(keyspace, action = "SwitchWrites") {
      takeLock(cluster.locks, formatKeyspaceLockPath(keyspace), action, clock.now());
    },
    removeKeyspaceLock(keyspace) {
      cluster.locks.held.delete(formatKeyspaceLockPath(keyspace));
    },
    setLag(keyspace, workflow, seconds) {
      for (const stream of streams(keyspace, workflow)) {
        if (seconds === undefined) delete stream.forcedLag;
        else stream.forcedLag = seconds;
      }
    },
    throttle(keyspace, workflow, component) {
      for (const stream of streams(keyspace, workflow)) {
        stream.throttling = component !== undefined;
        if (component !== undefined) stream.throttled = { component, at: Math.floor(clock.now() / 1000) };
      }
    },
    stall(keyspace, workflow, stalled) {
      for (const stream of streams(keyspace, workflow)) stream.stalled = stalled;
    },
    setMessage(keyspace, workflow, message) {
      for (const stream of streams(keyspace, workflow)) stream.message = message;
    },
    streams,
    setStatistics(keyspace, shard, table, statistics) {
      requireTable(keyspace, shard, table).statistics = statistics;
    },
    plantDifferences(keyspace, shard, name, counts) {
      const table = requireTable(keyspace, shard, name);
      const row = (id: number, note: string): Row => ({ [table.primaryKey]: String(id), note });
      const { mismatched = 0, extraSource = 0, extraTarget = 0 } = counts;
      table.drift.changed.push(...countUp(mismatched, 1).map((id) => ({ there: row(id, "source"), here: row(id, "target") })));
      table.drift.missing.push(...countUp(extraSource, mismatched + 1).map((id) => row(id, "source only")));
      table.drift.extra.push(...countUp(extraTarget, Math.round(table.rows) + 1).map((id) => row(id, "target only")));
      table.rows += extraTarget - extraSource;
    },
    setPace(pace) {
      catchUp();
      cluster.pace = { ...cluster.pace, ...pace };
    },
    setCopied(keyspace, workflow, table, rows, only) {
      catchUp();
      const found = cluster.keyspaces.get(keyspace);
      for (const { shard, stream } of found === undefined ? [] : listPlacedStreams(found, workflow)) {
        if (only !== undefined && shard.name !== only) continue;
        for (const copy of stream.copyStates.filter((each) => each.table === table)) {
          const more = Math.min(rows, copy.rowsTotal) - copy.rowsDone;
          copy.rowsDone += more;
          stream.rowsCopiedUnsaved += more;
          const target = shard.tables.get(table);
          if (target !== undefined) target.rows += more;
        }
      }
    },
    shard: requireShard,
    table: requireTable,
  };
}
