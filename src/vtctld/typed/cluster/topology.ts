import {
  formatTabletAlias,
  isKeyspace,
  isTableName,
  type Keyspace,
  type Shard,
  type TableName,
  type TabletAlias,
} from "../../../core/vitess/names.ts";
import type { DeniedTables, TableSize } from "../../../core/readings/readings.ts";
import type { TableSchema, Tablet, VSchema } from "../../../operations/ports.ts";
import type { _topodata_Shard_TabletControl__Output as TabletControl } from "../../wire/generated/topodata/Shard.ts";
import type { TabletAlias__Output as Alias } from "../../wire/generated/topodata/TabletAlias.ts";
import type { Tablet__Output as TabletMessage } from "../../wire/generated/topodata/Tablet.ts";
import type { Received } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { parseTableSchema } from "./create-table.ts";
import { readEnumName, withoutDefaults, readInt64, readShard, readTableName } from "../call/fields.ts";

export async function readKeyspaces(calls: Calls): Promise<readonly Keyspace[]> {
  const { keyspaces = [] } = await calls.read("GetKeyspaces", {});
  return keyspaces.map(({ name = "" }) => name).filter(isKeyspace);
}

export async function readCells(calls: Calls): Promise<readonly string[]> {
  const { names = [] } = await calls.read("GetCellInfoNames", {});
  return names;
}

export async function readTablets(calls: Calls, keyspace: Keyspace): Promise<readonly Tablet[]> {
  const { tablets = [] } = await calls.read("GetTablets", { keyspace });
  return tablets.map((tablet) => decodeTablet(keyspace, tablet));
}

function decodeTablet(keyspace: Keyspace, { alias = {}, shard, type }: Received<TabletMessage>): Tablet {
  return { alias: decodeAlias(alias), keyspace, shard: readShard(shard), type: readEnumName(type, "UNKNOWN"), cell: alias.cell ?? "" };
}

export function decodeAlias({ cell = "", uid = 0 }: Alias): TabletAlias {
  return formatTabletAlias(cell, uid);
}

export async function readTableSizes(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly TableSize[]> {
  const { schema } = await calls.read("GetSchema", withoutDefaults({ tablet_alias: encodeAlias(tablet), tables, table_sizes_only: true }));
  const found = schema?.table_definitions ?? [];
  return found.map(({ name, row_count, data_length }) => ({
    table: readTableName(name),
    rows: readInt64(row_count),
    bytes: readInt64(data_length),
  }));
}

// Tables that online DDL and background drops leave for a while; no move takes them.
const OF_VITESS = /^_vt_/;

export async function readTableNames(calls: Calls, tablet: TabletAlias): Promise<readonly string[]> {
  const { schema } = await calls.read("GetSchema", withoutDefaults({ tablet_alias: encodeAlias(tablet), table_names_only: true }));
  const names = (schema?.table_definitions ?? []).map(({ name = "" }) => name);
  return names.filter((name) => name !== "" && !OF_VITESS.test(name)).toSorted();
}

/** Only tables: a view has no rows that a stream could copy. */
export async function readTableSchemas(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly TableSchema[]> {
  const { schema } = await calls.read("GetSchema", withoutDefaults({ tablet_alias: encodeAlias(tablet), tables, table_schema_only: true }));
  const found = schema?.table_definitions ?? [];
  return found
    .filter(({ type = "" }) => type !== "VIEW")
    .map(({ name, schema: createTable = "" }) => parseTableSchema(readTableName(name), createTable));
}

export function encodeAlias(alias: TabletAlias): Alias {
  const dash = alias.lastIndexOf("-");
  return { cell: alias.slice(0, dash), uid: Number(alias.slice(dash + 1)) };
}

export async function readDeniedTables(calls: Calls, keyspace: Keyspace, shard: Shard): Promise<DeniedTables> {
  const answer = await calls.read("GetShard", { keyspace, shard_name: shard });
  return { keyspace, shard, tables: listTablesDeniedToPrimary(answer.shard?.shard?.tablet_controls) };
}

/** The tables that these controls deny to PRIMARY; controls of other types are left over from moves before Vitess 7. */
export function listTablesDeniedToPrimary(controls: readonly Received<TabletControl>[] = []): readonly TableName[] {
  return controls
    .filter((control) => control.tablet_type === "PRIMARY")
    .flatMap((control) => control.denied_tables ?? [])
    .filter(isTableName);
}

/** Sorts keys and drops empty values, which the wire does not tell from missing ones: equal entries give equal text. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== "" && !(Array.isArray(one) && one.length === 0))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortKeys(one)]),
  );
}

export async function readVSchema(calls: Calls, keyspace: Keyspace): Promise<VSchema> {
  const { v_schema } = await calls.read("GetVSchema", { keyspace });
  const tables = Object.entries(v_schema?.tables ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => [readTableName(name), entry] as const);
  return {
    sharded: v_schema?.sharded ?? false,
    tables: tables.map(([table]) => table),
    sequences: tables.flatMap(([table, { auto_increment }]) => {
      const { column = "", sequence = "" } = auto_increment ?? {};
      return sequence === "" ? [] : [{ table, column, sequence }];
    }),
    entries: Object.fromEntries(tables.map(([table, entry]) => [table, JSON.stringify(sortKeys(entry))])),
    shardingKeys: tables.flatMap(([table, { column_vindexes = [] }]) => {
      const { column = "", columns = [] } = column_vindexes[0] ?? {};
      const all = columns.length > 0 ? columns : [column].filter((one) => one !== "");
      return all.length === 0 ? [] : [{ table, columns: all }];
    }),
    multiTenant: v_schema?.multi_tenant_spec !== undefined,
  };
}
