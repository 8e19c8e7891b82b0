import type { SimulatorClock } from "../cluster/clock.ts";
import {
  createDrift,
  findTablet,
  formatAlias,
  listTabletsInKeyspace,
  sortShards,
  type Cluster,
  type Row,
  type Shard,
  type Table,
  type TabletType,
} from "../cluster/cluster.ts";
import { advanceCluster } from "./copy.ts";
import { listDeniedByPrimary } from "../cluster/denied-tables.ts";
import { vtgateTexts } from "../cluster/errors.ts";
import { toTableSuffix } from "../cluster/rules.ts";
import { findServedKeyspace } from "../cluster/serving.ts";

/** Where an SQL client works: a tablet's own MySQL, bypassing Vitess. `shard` is needed only in a sharded keyspace. */
export interface TablePlace {
  keyspace: string;
  table: string;
  shard?: string;
}

/** SQL effects that bypass Vitess. At a stream's source they replicate; at its target they are differences that VDiff finds. */
export interface Sql {
  createTable(place: TablePlace, definition?: Partial<Pick<Table, "rows" | "bytes" | "primaryKey" | "columns" | "secondaryKeys">>): void;
  dropTable(place: TablePlace): void;
  renameTable(place: TablePlace, newName: string): void;
  insertRows(place: TablePlace, rows: readonly Row[]): void;
  deleteRows(place: TablePlace, rows: readonly Row[]): void;
  /** `from` = the rows as they were, `to` = as they are now. */
  changeRows(place: TablePlace, rows: readonly { from: Row; to: Row }[]): void;
  truncate(place: TablePlace): void;
  /** Undoes the changes made here: the rows are again what replication put there. */
  mend(place: TablePlace): void;
  /** Transactions on other tables: only the GTID set grows. */
  write(place: Omit<TablePlace, "table">, transactions?: number): void;
  /** An application's write: inserts a row through vtgate of a cell, which the served rules send to a keyspace, to its first shard. */
  insertThroughVtgate(table: string, row: Row, cell?: string): VtgateAnswer;
  /** An application's read: from tablets of one type, through vtgate of a cell. */
  readThroughVtgate(table: string, type: TabletType, cell?: string): VtgateAnswer;
}

/** The result of a statement through vtgate: which keyspace did it, or vtgate's error. */
export type VtgateAnswer = { keyspace: string; error?: undefined } | { keyspace?: undefined; error: string };

/** True if a stream brings this table here: then a client's change is a difference. */
function isTarget(shard: Shard, table: string): boolean {
  return shard.streams.some((stream) => !isSwitchedAway(stream.message) && stream.rules.some((rule) => rule.match === table));
}

/** What a switch leaves on a stream that no longer carries anything. */
function isSwitchedAway(message: string): boolean {
  return message === "FROZEN" || message === "stopped for cutover";
}

/** The SQL side of a cluster. */
export function createSql(cluster: Cluster, clock: SimulatorClock): Sql {
  function requireShard(place: Omit<TablePlace, "table">): Shard {
    const keyspace = cluster.keyspaces.get(place.keyspace);
    const shard = place.shard === undefined ? keyspace && sortShards(keyspace)[0] : keyspace?.shards.get(place.shard);
    if (shard === undefined) throw new Error(`the simulator has no shard ${place.keyspace}/${place.shard ?? "0"}`);
    advanceCluster(cluster, clock.now());
    return shard;
  }
  function requireTable(place: TablePlace): { shard: Shard; table: Table } {
    const shard = requireShard(place);
    const table = shard.tables.get(place.table);
    if (table === undefined) throw new Error(`the simulator has no table ${place.keyspace}.${place.table}`);
    return { shard, table };
  }
  /** Rows written at a source reach the targets of its streams. */
  function replicate(shard: Shard, place: TablePlace, rows: number): void {
    const targets = [...cluster.keyspaces.values()].flatMap((keyspace) => sortShards(keyspace));
    for (const target of targets) {
      const reads = target.streams.some(
        (stream) =>
          stream.source.keyspace === place.keyspace &&
          stream.source.shard === shard.name &&
          stream.rules.some((rule) => rule.match === place.table),
      );
      const table = target.tables.get(place.table);
      if (reads && table !== undefined) {
        table.rows = Math.max(0, table.rows + rows);
        break;
      }
    }
  }
  /** Where vtgate of a cell sends a statement on a table named without its keyspace. */
  function findRoutedKeyspace(table: string, type: TabletType, cell: string): string | undefined {
    const rule = findServedKeyspace(cluster, cell, table, toTableSuffix(type));
    if (rule !== undefined) return rule;
    const [holding, other] = [...cluster.keyspaces.values()].filter((keyspace) =>
      sortShards(keyspace).some((shard) => shard.tables.has(table)),
    );
    return other === undefined ? holding?.name : undefined;
  }
  const sql: Sql = {
    createTable(place, definition = {}) {
      const shard = requireShard(place);
      shard.tables.set(place.table, {
        name: place.table,
        rows: 0,
        bytes: 16_384,
        statistics: {},
        primaryKey: "id",
        columns: ["id"],
        secondaryKeys: false,
        ...definition,
        drift: createDrift(),
      });
      shard.gtid.sequence += 1;
    },
    dropTable(place) {
      const { shard } = requireTable(place);
      shard.tables.delete(place.table);
      shard.gtid.sequence += 1;
    },
    renameTable(place, newName) {
      const { shard, table } = requireTable(place);
      shard.tables.delete(place.table);
      shard.tables.set(newName, { ...table, name: newName });
      shard.gtid.sequence += 1;
    },
    insertRows(place, rows) {
      const { shard, table } = requireTable(place);
      table.rows += rows.length;
      shard.gtid.sequence += 1;
      if (isTarget(shard, place.table)) table.drift.extra.push(...rows);
      else replicate(shard, place, rows.length);
    },
    deleteRows(place, rows) {
      const { shard, table } = requireTable(place);
      table.rows = Math.max(0, table.rows - rows.length);
      shard.gtid.sequence += 1;
      if (isTarget(shard, place.table)) table.drift.missing.push(...rows);
      else replicate(shard, place, -rows.length);
    },
    changeRows(place, rows) {
      const { shard, table } = requireTable(place);
      shard.gtid.sequence += 1;
      if (isTarget(shard, place.table)) table.drift.changed.push(...rows.map(({ from, to }) => ({ there: from, here: to })));
    },
    truncate(place) {
      const { shard, table } = requireTable(place);
      const lost = Math.round(table.rows);
      table.rows = 0;
      table.drift = { ...createDrift(), missingUnseen: isTarget(shard, place.table) ? lost : 0 };
      shard.gtid.sequence += 1;
    },
    mend(place) {
      const { shard, table } = requireTable(place);
      table.rows += table.drift.missing.length + table.drift.missingUnseen - table.drift.extra.length;
      table.drift = createDrift();
      shard.gtid.sequence += 1;
    },
    write(place, transactions = 1) {
      requireShard(place).gtid.sequence += transactions;
    },
    insertThroughVtgate(table, row, cell = cluster.cells[0] ?? "") {
      const keyspace = findRoutedKeyspace(table, "PRIMARY", cell);
      if (keyspace === undefined) return { error: vtgateTexts.nowhere(table) };
      const shard = requireShard({ keyspace });
      const primary = findTablet(cluster, shard.primary);
      const where = `target: ${keyspace}.${shard.name}.primary`;
      if (listDeniedByPrimary(cluster, shard).includes(table)) return { error: vtgateTexts.denied(table, where) };
      if (primary === undefined || !primary.alive) return { error: vtgateTexts.noPrimary(where) };
      if (primary.mysql !== undefined) return { error: vtgateTexts.mysql[primary.mysql](formatAlias(primary.alias), where) };
      sql.insertRows({ keyspace, shard: shard.name, table }, [row]);
      return { keyspace };
    },
    readThroughVtgate(table, type, cell = cluster.cells[0] ?? "") {
      const keyspace = findRoutedKeyspace(table, type, cell);
      if (keyspace === undefined) return { error: vtgateTexts.nowhere(table) };
      const shard = requireShard({ keyspace });
      const where = `${keyspace}.${shard.name}.${type.toLowerCase()}`;
      if (type === "PRIMARY" && listDeniedByPrimary(cluster, shard).includes(table))
        return { error: vtgateTexts.denied(table, where, "select from") };
      const serves = listTabletsInKeyspace(cluster, keyspace, shard.name).some(
        (tablet) => tablet.type === type && tablet.alive && tablet.mysql !== "down",
      );
      return serves ? { keyspace } : { error: vtgateTexts.noTablet(where) };
    },
  };
  return sql;
}
