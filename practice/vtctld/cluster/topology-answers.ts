import {
  findTablet,
  formatAlias,
  formatAliasProto,
  isSameAlias,
  sortShards,
  toShownStatistics,
  type Cluster,
  type Keyspace,
  type Shard,
  type Table,
  type Tablet,
  type TabletAlias,
} from "./cluster.ts";
import { VtctldError, texts } from "./errors.ts";
import { hang, type Operation } from "./operation.ts";
import { encodeThrottler } from "./throttler.ts";
import type { GetSchemaRequest, GetShardRequest, GetTabletsRequest } from "./requests.ts";
import { encodeKeyspaceRules, encodeMirrorRules, encodeShardRules, encodeTableRules } from "./rule-messages.ts";

export function answerKeyspaces(cluster: Cluster): object {
  const all = [...cluster.keyspaces.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    keyspaces: all.map(({ name, throttler }) => ({
      name,
      keyspace: {
        durability_policy: "none",
        sidecar_db_name: "_vt",
        ...(throttler === undefined ? {} : { throttler_config: encodeThrottler(throttler) }),
      },
    })),
  };
}

/** GetTablets: from the topology alone, so that a dead tablet is listed and an unknown keyspace is an empty list. */
export function answerTablets(cluster: Cluster, request: GetTabletsRequest): object {
  const wanted = (tablet: Tablet): boolean =>
    (request.keyspace === "" || tablet.keyspace === request.keyspace) &&
    (request.shard === "" || tablet.shard === request.shard) &&
    (request.cells.length === 0 || request.cells.includes(tablet.alias.cell)) &&
    (request.tablet_aliases.length === 0 || request.tablet_aliases.some((alias) => isSameAlias(alias, tablet.alias))) &&
    (request.tablet_type === "UNKNOWN" || tablet.type === request.tablet_type);
  return { tablets: cluster.tablets.filter(wanted).map((tablet) => encodeTablet(cluster, tablet)) };
}

const collationUtf8mb4 = 255;

export function encodeTablet(cluster: Cluster, tablet: Tablet): object {
  const shard = cluster.keyspaces.get(tablet.keyspace)?.shards.get(tablet.shard);
  const { uid } = tablet.alias;
  return {
    alias: tablet.alias,
    hostname: tablet.hostname,
    port_map: { vt: 15_000 + uid, grpc: 16_000 + uid },
    keyspace: tablet.keyspace,
    shard: tablet.shard,
    ...(shard === undefined ? {} : encodeKeyRange(shard)),
    type: tablet.type,
    mysql_hostname: tablet.hostname,
    mysql_port: 17_000 + uid,
    ...(tablet.primaryTermStart === undefined ? {} : { primary_term_start_time: tablet.primaryTermStart }),
    default_conn_collation: collationUtf8mb4,
    // Tablets of 24 report it (docs/facts/the-wire.md#tablet-start-time); they started with the shard's first primary.
    ...(cluster.version >= 24 && shard !== undefined ? { tablet_start_time: shard.primaryTermStart } : {}),
  };
}

function encodeKeyBytes(hex = ""): Buffer {
  return Buffer.from(hex, "hex");
}

function encodeKeyRange(shard: Shard): object {
  if (shard.keyRange === undefined) return {};
  return { key_range: { start: encodeKeyBytes(shard.keyRange.start), end: encodeKeyBytes(shard.keyRange.end) } };
}

const databaseSchema =
  "CREATE DATABASE /*!32312 IF NOT EXISTS*/ {{.DatabaseName}} /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */";

/** GetSchema of a tablet's database: names, sizes (estimates, without indexes), or columns. A dead tablet never answers. */
export async function answerSchema(operation: Operation, request: GetSchemaRequest): Promise<object> {
  const { cluster } = operation;
  const alias: TabletAlias = request.tablet_alias ?? { cell: "", uid: 0 };
  const tablet = findTablet(cluster, alias);
  if (tablet === undefined) {
    const path = `/${alias.cell}/tablets/${formatAlias(alias)}/Tablet`;
    throw new VtctldError(`GetTablet(${formatAliasProto(alias)}) failed: ${texts.noNode(path)}`);
  }
  if (!tablet.alive) await hang(operation.signal);
  if (tablet.mysql === "down") throw new VtctldError(texts.schemaUnavailable(formatRecord(tablet), tablet.alias));
  const tables = [...(cluster.keyspaces.get(tablet.keyspace)?.shards.get(tablet.shard)?.tables.values() ?? [])]
    .filter((table) => request.tables.length === 0 || request.tables.includes(table.name))
    .filter((table) => !request.exclude_tables.includes(table.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const views = listViews(cluster.keyspaces.get(tablet.keyspace), request);
  const bases = tables.map((table) => {
    if (request.table_names_only) return { name: table.name };
    const { rows, bytes } = toShownStatistics(table);
    const sizes = { name: table.name, type: "BASE TABLE", data_length: String(Math.round(bytes)), row_count: String(Math.round(rows)) };
    if (request.table_sizes_only) return sizes;
    const made = { ...sizes, schema: createTableText(table), primary_key_columns: [table.primaryKey] };
    return request.table_schema_only ? made : { ...made, columns: table.columns };
  });
  const definitions = [...bases, ...views].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { schema: { database_schema: databaseSchema, table_definitions: definitions } };
}

function listViews(keyspace: Keyspace | undefined, request: GetSchemaRequest): { name: string }[] {
  const views = (keyspace?.beside ?? []).filter(({ kind, name }) => kind === "view" && !request.exclude_tables.includes(name));
  if (!request.include_views) return [];
  return views
    .filter(({ name }) => request.tables.length === 0 || request.tables.includes(name))
    .map(({ name, table = "" }) => {
      if (request.table_names_only) return { name };
      const schema = `CREATE ALGORITHM=UNDEFINED DEFINER=\`vt_dba\`@\`localhost\` SQL SECURITY DEFINER VIEW {{.DatabaseName}}.\`${name}\` AS select {{.DatabaseName}}.\`${table}\`.\`id\` AS \`id\` from {{.DatabaseName}}.\`${table}\``;
      return { name, type: "VIEW", schema };
    });
}

/** Go's text form of a tablet's record, as in error texts. */
function formatRecord(tablet: Tablet): string {
  const { uid } = tablet.alias;
  const { seconds = 0, nanoseconds = 0 } = tablet.primaryTermStart ?? {};
  return (
    `alias:{${formatAliasProto(tablet.alias)}} hostname:"${tablet.hostname}" port_map:{key:"grpc" value:${16_000 + uid}} port_map:{key:"vt" value:${15_000 + uid}} ` +
    `keyspace:"${tablet.keyspace}" shard:"${tablet.shard}" type:${tablet.type} mysql_hostname:"${tablet.hostname}" mysql_port:${17_000 + uid} ` +
    `primary_term_start_time:{seconds:${seconds} nanoseconds:${nanoseconds}} default_conn_collation:${collationUtf8mb4}`
  );
}

/** CREATE TABLE as MySQL prints it: one column for each name, the key, the foreign keys, and the counter that grows with every insert. */
function createTableText(table: Table): string {
  const lines = [
    ...table.columns.map((column) => {
      const counts = column === table.primaryKey && table.autoIncrement === true ? " AUTO_INCREMENT" : "";
      return `\`${column}\` ${column === table.primaryKey ? `bigint NOT NULL${counts}` : "varbinary(128) DEFAULT NULL"}`;
    }),
    `PRIMARY KEY (\`${table.primaryKey}\`)`,
    ...(table.references ?? []).map(
      (parent, at) => `CONSTRAINT \`${table.name}_ibfk_${at + 1}\` FOREIGN KEY (\`${parent}_id\`) REFERENCES \`${parent}\` (\`id\`)`,
    ),
  ];
  const counter = table.autoIncrement === true ? ` AUTO_INCREMENT=${Math.round(table.rows) + 1}` : "";
  return `CREATE TABLE \`${table.name}\` (\n  ${lines.join(",\n  ")}\n) ENGINE=InnoDB${counter} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;
}

/** The shard record's tablet controls: the primary's deny list, and leftovers. */
export function encodeTabletControls(shard: Shard): object[] {
  const others = (shard.otherControls ?? []).map(({ tabletType, cells, deniedTables, frozen }) => ({
    tablet_type: tabletType,
    cells,
    denied_tables: deniedTables,
    frozen,
  }));
  return shard.deniedTables.length === 0 ? others : [{ tablet_type: "PRIMARY", denied_tables: shard.deniedTables }, ...others];
}

function encodeShard(keyspace: string, shard: Shard): { shard: object } {
  const record = {
    primary_alias: shard.primary,
    ...encodeKeyRange(shard),
    tablet_controls: encodeTabletControls(shard),
    is_primary_serving: shard.isPrimaryServing,
    primary_term_start_time: shard.primaryTermStart,
  };
  const named = { keyspace, name: shard.name, shard: record };
  return named;
}

export function answerShard(cluster: Cluster, request: GetShardRequest): { shard: { shard: object } } {
  const shard = cluster.keyspaces.get(request.keyspace)?.shards.get(request.shard_name);
  if (shard === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${request.keyspace}/shards/${request.shard_name}/Shard`));
  return { shard: encodeShard(request.keyspace, shard) };
}

/** FindAllShardsInKeyspace. */
export function answerShards(cluster: Cluster, name: string): object {
  const keyspace = cluster.keyspaces.get(name);
  if (keyspace === undefined) throw new VtctldError(texts.noKeyspaceShards(name));
  return { shards: Object.fromEntries(sortShards(keyspace).map((shard) => [shard.name, encodeShard(name, shard)])) };
}

export function answerVSchema(cluster: Cluster, name: string): { v_schema: object } {
  const keyspace = cluster.keyspaces.get(name);
  if (keyspace === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${name}/VSchema`));
  const tables = [...keyspace.vschema.tables].map(([table, { columnVindexes, type, autoIncrement }]) => [
    table,
    { column_vindexes: columnVindexes, type: type ?? "", ...(autoIncrement === undefined ? {} : { auto_increment: autoIncrement }) },
  ]);
  return {
    v_schema: {
      sharded: keyspace.sharded,
      vindexes: Object.fromEntries(keyspace.vschema.vindexes),
      tables: Object.fromEntries(tables),
      ...(keyspace.vschema.multiTenant === true
        ? { multi_tenant_spec: { tenant_id_column_name: "tenant_id", tenant_id_column_type: "INT64" } }
        : {}),
    },
  };
}

export function answerRoutingRules(cluster: Cluster): object {
  return { routing_rules: encodeTableRules(cluster.routingRules) };
}

export function answerShardRoutingRules(cluster: Cluster): object {
  return { shard_routing_rules: encodeShardRules(cluster.shardRoutingRules) };
}

export function answerKeyspaceRoutingRules(cluster: Cluster): object {
  return { keyspace_routing_rules: encodeKeyspaceRules(cluster.keyspaceRoutingRules) };
}

export function answerMirrorRules(cluster: Cluster): object {
  return { mirror_rules: encodeMirrorRules(cluster.mirrorRules) };
}
