import { formatAlias, sortShards, toDatabaseName, type Keyspace, type Shard, type TabletType } from "../cluster/cluster.ts";
import { createEmptyCopy } from "../workflow/copy.ts";
import { VtctldError } from "../cluster/errors.ts";
import { createStream } from "../workflow/new-stream.ts";
import type { MoveTablesCreateRequest } from "../cluster/requests.ts";
import { routeReads } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { listStreamTables, startStream, writeLog, type Stream } from "../cluster/streams.ts";
import { listPlacedStreams } from "../cluster/workflows.ts";
import { legacyTexts, createTabletError } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { formatCreated } from "./stream-log.ts";

/** The arguments of a MoveTables command, v1 or v2. */
export interface NewWorkflow {
  workflow: string;
  source: Keyspace;
  target: Keyspace;
  tables: string[];
  /** As typed; empty means the version's default. */
  tabletTypes: string;
  cells: string[];
  autoStart: boolean;
  stopAfterCopy: boolean;
  onDdl: string;
  deferSecondaryKeys: boolean;
  sourceTimeZone: string;
}

/** Rules, vschema, tables, streams, start; in the order of 12 and 14. Neither denies the target's tables or checks that they are empty. */
export function createLegacyWorkflow(operation: LegacyOperation, wanted: NewWorkflow): void {
  const { cluster, clock } = operation;
  const { source, target, tables } = wanted;
  // Rules and vschema come first: a create refused from here on leaves them behind.
  for (const name of tables)
    if (!target.sharded && !target.vschema.tables.has(name)) target.vschema.tables.set(name, { columnVindexes: [] });
  addRules(operation, source.name, target.name, tables);
  const existing = listPlacedStreams(target, wanted.workflow)[0];
  if (existing !== undefined) {
    const where = `keyspace ${target.name} on tablet ${existing.shard.primary.uid}`;
    throw new VtctldError(`validateWorkflowName.VReplicationExec: workflow ${wanted.workflow} already exists in ${where}`);
  }
  const unlisted = target.sharded ? tables.find((name) => !target.vschema.tables.has(name)) : undefined;
  if (unlisted !== undefined) throw new VtctldError(`table ${unlisted} not found in vschema for keyspace ${target.name}`);
  const originals = tables.flatMap((name) => sortShards(source)[0]?.tables.get(name) ?? []);
  const full = new Set<Shard>();
  for (const shard of sortShards(target)) {
    for (const original of originals) {
      if ((shard.tables.get(original.name)?.rows ?? 0) > 0) full.add(shard);
      if (!shard.tables.has(original.name)) shard.tables.set(original.name, createEmptyCopy(cluster, original));
    }
    for (const from of sortShards(source)) {
      const stream = createStream(operation, toCreateRequest(wanted), source, from, target, shard, originals, clock.now());
      reshapeAsInserted(operation, wanted, shard, stream);
      shard.streams.push(stream);
    }
  }
  if (!wanted.autoStart) {
    operation.log.info("materializer.go", "Streams will not be started since -auto_start is set to false");
    return;
  }
  refuseUnknownTypes(operation, wanted);
  for (const { shard, stream } of listPlacedStreams(target, wanted.workflow)) {
    startStream(cluster, shard, stream, clock.now());
    if (full.has(shard)) collide(operation, source, shard, stream);
  }
}

function toCreateRequest(wanted: NewWorkflow): MoveTablesCreateRequest {
  return {
    workflow: wanted.workflow,
    source_keyspace: wanted.source.name,
    target_keyspace: wanted.target.name,
    cells: wanted.cells,
    tablet_types: parseSourceTypes(wanted.tabletTypes).flatMap((type) => knownTypes[type] ?? []),
    tablet_selection_preference: wanted.tabletTypes.startsWith("in_order:") ? "INORDER" : "ANY",
    source_shards: [],
    all_tables: false,
    include_tables: wanted.tables,
    exclude_tables: [],
    source_time_zone: wanted.sourceTimeZone,
    on_ddl: wanted.onDdl,
    stop_after_copy: wanted.stopAfterCopy,
    defer_secondary_keys: wanted.deferSecondaryKeys,
    auto_start: false,
    no_routing_rules: false,
    workflow_options: null,
  };
}

const knownTypes: Readonly<Record<string, TabletType>> = { primary: "PRIMARY", master: "PRIMARY", replica: "REPLICA", rdonly: "RDONLY" };

function parseSourceTypes(text: string): string[] {
  return text
    .replace("in_order:", "")
    .split(",")
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== "");
}

/** The rows of `_vt.vreplication` keep the types as typed; the tablet notices a wrong one when the stream starts. */
function refuseUnknownTypes(operation: LegacyOperation, wanted: NewWorkflow): void {
  const unknown = parseSourceTypes(wanted.tabletTypes).find((type) => knownTypes[type] === undefined);
  const primary = sortShards(wanted.target)[0]?.primary;
  if (unknown === undefined || primary === undefined) return;
  const where = `db_name='${toDatabaseName(wanted.target.name)}' and workflow='${wanted.workflow}'`;
  const error = createTabletError("VReplicationExec", primary, `failed to parse list of tablet types: ${unknown}`);
  throw new VtctldError(
    `VReplicationExec(alias:{${formatAlias(primary)}}, update _vt.vreplication set state='Running' where ${where}): ${error.logged}`,
  );
}

/** The row as these versions insert it: its time in seconds, fewer columns, and a log text of its own. */
function reshapeAsInserted(operation: LegacyOperation, wanted: NewWorkflow, shard: Shard, stream: Stream): void {
  const now = operation.clock.now();
  stream.timeUpdated = Math.floor(now / 1000);
  stream.logs = [];
  shard.nextId.log -= 1;
  const text = formatCreated(operation.cluster.version, stream, toDatabaseName(wanted.target.name), {
    cell: wanted.cells.join(","),
    tabletTypes: wanted.tabletTypes,
  });
  writeLog(shard, stream, now, "Stream Created", "Stopped", text);
}

/** Eight rules a table: all except the source's own name for its primary, for which these versions have none. */
function addRules(operation: LegacyOperation, source: string, target: string, tables: readonly string[]): void {
  const { cluster } = operation;
  routeReads(cluster, source, target, tables, ["REPLICA", "RDONLY"], source);
  for (const table of tables) {
    cluster.routingRules.set(table, [`${source}.${table}`]);
    cluster.routingRules.set(`${target}.${table}`, [`${source}.${table}`]);
  }
  rebuildGraph(cluster);
}

/** A copy over existing rows: duplicate keys, again and again. It says Copying, and never progresses. */
function collide(operation: LegacyOperation, source: Keyspace, shard: Shard, stream: Stream): void {
  const from = source.shards.get(stream.source.shard);
  const now = operation.clock.now();
  stream.state = "Copying";
  stream.stalled = true;
  stream.restarting = false;
  if (from === undefined) return;
  stream.position = from.gtid.sequence;
  stream.copyStates = listStreamTables(stream)
    .toSorted()
    .flatMap((name) => from.tables.get(name) ?? [])
    .map((table) => ({ table: table.name, rowsDone: 0, rowsTotal: table.rows, maxKey: table.rows, primaryKey: table.primaryKey }));
  writeLog(shard, stream, now, "Started Copy Phase", "Copying", `Copy phase started for ${stream.copyStates.length} table(s)`);
  writeLog(shard, stream, now, "Message", "Copying", "Duplicate entry '1' for key 'PRIMARY' (errno 1062) (sqlstate 23000)");
  stream.message = `Picked source tablet: cell:"${from.primary.cell}" uid:${from.primary.uid + 1}`;
}

/** The tables in a command: a list, or the keys of a vschema in JSON. */
export function parseTableNames(text: string): string[] {
  if (!text.trimStart().startsWith("{")) return text.split(",").map((name) => name.trim());
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? Object.keys(parsed) : [];
  } catch {
    throw new VtctldError("proto: syntax error (line 1:1): unexpected token");
  }
}

/** Refuses tables that the source does not have. */
export function requireTables(source: Keyspace, tables: readonly string[]): void {
  const missing = tables.filter((name) => !sortShards(source).some((shard) => shard.tables.has(name)));
  if (missing.length > 0) throw new VtctldError(legacyTexts.tablesNotFound(source.name, missing));
}
