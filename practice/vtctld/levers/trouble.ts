import type { Cluster, Keyspace, Migration, Shard, TabletControl, Tablet, TabletType, VSchemaTable } from "../cluster/cluster.ts";
import { createThrottler } from "../cluster/throttler.ts";

/** What a preflight finds: each lever creates one of these conditions, or removes it. */
export interface ClusterTrouble {
  /** A tablet in BACKUP or RESTORE serves nobody. */
  setTabletType(uid: number, type: TabletType): void;
  /** One more healthy tablet. */
  addTablet(place: { keyspace: string; shard: string; uid: number; type: TabletType; cell?: string }): void;
  /** Like DeleteTablets: its record is gone from the topology. */
  deleteTablet(uid: number): void;
  /** mysqld alone: gone, back but super-read-only, or healthy (undefined). */
  setMysql(uid: number, mysql: NonNullable<Tablet["mysql"]> | undefined): void;
  /** What one tablet says about its release: `21.0.5`. */
  setTabletVersion(uid: number, version: string): void;
  setReplication(uid: number, replication: NonNullable<Tablet["replication"]>): void;
  /** A control left behind by an older move. */
  leaveTabletControl(keyspace: string, shard: string, control: Partial<TabletControl>): void;
  runMigration(keyspace: string, migration: Partial<Migration>): void;
  /** Undefined: the table is not in the VSchema. */
  setVSchemaTable(keyspace: string, table: string, entry: VSchemaTable | undefined): void;
  setMultiTenant(keyspace: string, multiTenant: boolean): void;
  /** What the throttler of a keyspace measures, such as `mysqld-datadir-used-ratio`; it is on from here on. */
  setMetric(keyspace: string, metric: string, value: number): void;
  /** The definition of a table, on every shard. */
  setTableMade(keyspace: string, table: string, made: { references?: string[]; autoIncrement?: boolean; columns?: string[] }): void;
  /** The settings of all MySQLs of a keyspace. */
  setMysqlSettings(keyspace: string, settings: NonNullable<Keyspace["mysql"]>): void;
  /** What one MySQL writes to its binary log for a row. */
  setRowImage(uid: number, image: "FULL" | "NOBLOB" | "MINIMAL"): void;
  /** A trigger, a view, a function or a procedure, on every shard. */
  addBeside(keyspace: string, one: NonNullable<Keyspace["beside"]>[number]): void;
  /** A sequence's table with its next value. */
  setSequence(keyspace: string, table: string, nextId: number): void;
  /** The users of the primaries lack the privileges of the reverse workflow. */
  setReverseRights(keyspace: string, present: boolean): void;
  /** Rows that are in the target's table before anything is copied. */
  fillTable(keyspace: string, shard: string, table: string, rows: number): void;
  removeKeyspace(keyspace: string): void;
}

export function createTrouble(cluster: Cluster): ClusterTrouble {
  const requireKeyspace = (name: string): Keyspace => {
    const keyspace = cluster.keyspaces.get(name);
    if (keyspace === undefined) throw new Error(`the simulator has no keyspace ${name}`);
    return keyspace;
  };
  const requireShard = (keyspace: string, name: string): Shard => {
    const shard = requireKeyspace(keyspace).shards.get(name);
    if (shard === undefined) throw new Error(`the simulator has no shard ${keyspace}/${name}`);
    return shard;
  };
  const requireTablet = (uid: number): Tablet => {
    const tablet = cluster.tablets.find(({ alias }) => alias.uid === uid);
    if (tablet === undefined) throw new Error(`the simulator has no tablet ${uid}`);
    return tablet;
  };
  return {
    setTabletType(uid, type) {
      requireTablet(uid).type = type;
    },
    addTablet({ keyspace, shard, uid, type, cell = "zone1" }) {
      requireShard(keyspace, shard);
      if (!cluster.cells.includes(cell)) cluster.cells.push(cell);
      cluster.tablets.push({ alias: { cell, uid }, keyspace, shard, type, alive: true, hostname: "localhost" });
    },
    deleteTablet(uid) {
      cluster.tablets.splice(cluster.tablets.indexOf(requireTablet(uid)), 1);
    },
    setMysql(uid, mysql) {
      const tablet = requireTablet(uid);
      if (mysql === undefined) delete tablet.mysql;
      else tablet.mysql = mysql;
    },
    setTabletVersion(uid, version) {
      requireTablet(uid).version = version;
    },
    setReplication(uid, replication) {
      requireTablet(uid).replication = replication;
    },
    leaveTabletControl(keyspace, shard, control) {
      const at = requireShard(keyspace, shard);
      const whole = { tabletType: "RDONLY" as const, cells: [], deniedTables: [], frozen: false, ...control };
      at.otherControls = [...(at.otherControls ?? []), whole];
    },
    runMigration(keyspace, migration) {
      const at = requireKeyspace(keyspace);
      const [shard = "0"] = at.shards.keys();
      const uuid = `0a8f2b6e_c6a1_11f0_8de9_${String((at.migrations ?? []).length).padStart(12, "0")}`;
      at.migrations = [...(at.migrations ?? []), { uuid, shard, table: "customer", status: "RUNNING", ...migration }];
    },
    setVSchemaTable(keyspace, table, entry) {
      const { tables } = requireKeyspace(keyspace).vschema;
      if (entry === undefined) tables.delete(table);
      else tables.set(table, entry);
    },
    setMultiTenant(keyspace, multiTenant) {
      requireKeyspace(keyspace).vschema.multiTenant = multiTenant;
    },
    setMetric(keyspace, metric, value) {
      const throttler = (requireKeyspace(keyspace).throttler ??= createThrottler());
      throttler.enabled = true;
      throttler.metrics.set(metric, value);
    },
    setTableMade(keyspace, table, made) {
      for (const shard of requireKeyspace(keyspace).shards.values()) Object.assign(shard.tables.get(table) ?? {}, made);
    },
    setMysqlSettings(keyspace, settings) {
      requireKeyspace(keyspace).mysql = settings;
    },
    setRowImage(uid, image) {
      requireTablet(uid).rowImage = image;
    },
    addBeside(keyspace, one) {
      const at = requireKeyspace(keyspace);
      at.beside = [...(at.beside ?? []), one];
    },
    setSequence(keyspace, table, nextId) {
      const at = requireKeyspace(keyspace);
      at.sequences = new Map(at.sequences).set(table, nextId);
    },
    setReverseRights(keyspace, present) {
      requireKeyspace(keyspace).lacksReverseRights = !present;
    },
    fillTable(keyspace, shard, table, rows) {
      const at = requireShard(keyspace, shard).tables.get(table);
      if (at === undefined) throw new Error(`the simulator has no table ${keyspace}/${shard} ${table}`);
      at.rows = rows;
    },
    removeKeyspace(keyspace) {
      cluster.keyspaces.delete(keyspace);
    },
  };
}
