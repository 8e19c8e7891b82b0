import type { Cluster, Keyspace, Shard, Table } from "./cluster.ts";
import { aliasProtoText, databaseName, shardsOf } from "./cluster.ts";
import { emptyCopyOf } from "./copy.ts";
import { VtctldError, texts } from "./errors.ts";
import { mysqlJson } from "./mysql-json.ts";
import type { Operation } from "./operation.ts";
import { needPrimaries, withWorkflowLock, withKeyspaceLock } from "./operation.ts";
import type { MoveTablesCreateRequest } from "./rpc/requests.ts";
import { addInitialRules } from "./rules.ts";
import type { Stream } from "./streams.ts";
import { noOptions, writeLog } from "./streams.ts";
import { keyspaceOrError, streamsOf } from "./workflows.ts";

/** MoveTablesCreate: tables, streams, locks, denied tables, rules, start; in vtctld's order, so that a refusal leaves what vtctld leaves. */
export async function createMoveTables(operation: Operation, request: MoveTablesCreateRequest): Promise<void> {
  const { cluster } = operation;
  const target = cluster.keyspaces.get(request.target_keyspace);
  if (target === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${request.target_keyspace}/VSchema`));
  const source = keyspaceOrError(cluster, request.source_keyspace, texts.noShards);
  await needPrimaries(operation, [...shardsOf(source), ...shardsOf(target)]);
  const tables = chooseTables(source, request);
  refuseExisting(target, request.workflow);
  const sourceShards = shardsOf(source).filter((shard) => request.source_shards.length === 0 || request.source_shards.includes(shard.name));
  if (sourceShards.length === 0) throw new VtctldError(texts.noSourceShards(request.workflow));
  refuseFullTables(target, tables);
  requireVSchema(target, tables);
  const originals = tables.flatMap((name) => sourceShards[0]?.tables.get(name) ?? []);
  for (const shard of shardsOf(target)) {
    for (const original of originals) {
      if (!shard.tables.has(original.name)) shard.tables.set(original.name, emptyCopyOf(cluster, original));
    }
  }
  const firstTarget = shardsOf(target)[0];
  if (request.source_time_zone !== "" && firstTarget !== undefined && !knownTimeZones.has(request.source_time_zone)) {
    throw new VtctldError(texts.timeZone(request.source_time_zone, aliasProtoText(firstTarget.primary)));
  }
  const now = operation.clock.now();
  for (const shard of shardsOf(target)) {
    for (const from of sourceShards) shard.streams.push(newStream(operation, request, source, from, target, shard, originals, now));
  }
  if (request.workflow === "" && firstTarget !== undefined) throw new VtctldError(texts.noWorkflowGiven(firstTarget.primary));
  await withWorkflowLock(operation, target.name, request.workflow, "MoveTablesCreate", async () =>
    withKeyspaceLock(operation, target.name, "MoveTablesCreate", async () => {
      for (const name of tables) {
        if (!target.sharded && !target.vschema.tables.has(name)) target.vschema.tables.set(name, { columnVindexes: [] });
      }
      for (const shard of shardsOf(target)) denyTables(shard, tables);
      if (!request.no_routing_rules) addInitialRules(cluster, source.name, target.name, tables);
      if (request.auto_start) {
        for (const { shard, stream } of streamsOf(target, request.workflow)) startStream(cluster, shard, stream, operation.clock.now());
      }
    }),
  );
}

const knownTimeZones: ReadonlySet<string> = new Set(["UTC", "US/Pacific", "US/Eastern", "Europe/Berlin", "Europe/London", "Asia/Tokyo"]);

function chooseTables(source: Keyspace, request: MoveTablesCreateRequest): string[] {
  const existing = new Set(shardsOf(source).flatMap((shard) => [...shard.tables.keys()]));
  const missing = [...request.include_tables, ...request.exclude_tables].filter((name) => !existing.has(name));
  if (missing.length > 0) throw new VtctldError(texts.tablesNotFound(source.name, missing));
  const asked = request.all_tables ? [...existing] : request.include_tables;
  const tables = asked.filter((name) => !request.exclude_tables.includes(name));
  if (tables.length === 0) throw new VtctldError(texts.noTables);
  return tables.toSorted();
}

function refuseExisting(target: Keyspace, workflow: string): void {
  const existing = workflow === "" ? undefined : streamsOf(target, workflow)[0];
  if (existing !== undefined) throw new VtctldError(texts.workflowExists(workflow, target.name, existing.shard.primary));
}

function refuseFullTables(target: Keyspace, tables: readonly string[]): void {
  const full = tables.filter((name) => shardsOf(target).some((shard) => (shard.tables.get(name)?.rows ?? 0) > 0));
  // A second workflow over tables that another one copies is not refused: its rows came through a stream.
  const notCopied = full.filter((name) => !shardsOf(target).some((shard) => shard.streams.some((stream) => isCopying(stream, name))));
  if (notCopied.length > 0) throw new VtctldError(texts.targetNotEmpty(target.name, notCopied));
}

function isCopying(stream: Stream, table: string): boolean {
  return stream.rules.some((rule) => rule.match === table);
}

function requireVSchema(target: Keyspace, tables: readonly string[]): void {
  if (!target.sharded) return;
  const missing = tables.find((name) => !target.vschema.tables.has(name));
  if (missing !== undefined) throw new VtctldError(texts.notInVSchema(missing, target.name));
}

/** What a stream of a workflow selects: everything, or the rows of its shard. */
export function streamFilter(target: Keyspace, shard: Shard, table: string, quoted: boolean): string {
  const select = quoted ? `select * from \`${table}\`` : `select * from ${table}`;
  const vindex = target.vschema.tables.get(table)?.columnVindexes[0];
  if (!target.sharded || vindex === undefined) return select;
  return `${select} where in_keyrange(${vindex.column}, '${target.name}.${vindex.name}', '${shard.name}')`;
}

function newStream(
  operation: Operation,
  request: MoveTablesCreateRequest,
  source: Keyspace,
  from: Shard,
  target: Keyspace,
  shard: Shard,
  originals: readonly Table[],
  now: number,
): Stream {
  const { cluster } = operation;
  const options = request.workflow_options;
  const onDdl = request.on_ddl === "STOP" || request.on_ddl === "EXEC" || request.on_ddl === "EXEC_IGNORE" ? request.on_ddl : "IGNORE";
  const stream: Stream = {
    id: shard.nextId.stream++,
    workflow: request.workflow,
    tablet: shard.primary,
    source: { keyspace: source.name, shard: from.name },
    rules: originals.map((table) => ({ match: table.name, filter: streamFilter(target, shard, table.name, false) })),
    onDdl,
    stopAfterCopy: request.stop_after_copy,
    sourceTimeZone: request.source_time_zone,
    state: "Stopped",
    message: "",
    copyStates: [],
    rowsCopied: 0,
    rowsCopiedUnsaved: 0,
    rowsCopiedSavedAt: now,
    transactionTimestamp: 0,
    // Until its first start the row holds the time as a number of digits, not as seconds.
    timeUpdated: Number(compactTime(now)),
    logs: [],
    cells: request.cells.length > 0 ? request.cells : [shard.primary.cell],
    tabletTypes: request.tablet_types,
    inOrder: request.tablet_selection_preference === "INORDER",
    deferSecondaryKeys: request.defer_secondary_keys,
    options:
      options === null
        ? noOptions()
        : {
            tenantId: options.tenant_id,
            shardedAutoIncrementHandling: options.sharded_auto_increment_handling,
            shards: options.shards,
            config: options.config,
            globalKeyspace: options.global_keyspace,
            lookupVindexes: options.lookup_vindexes,
          },
    startupLeftMs: cluster.pace.streamStartMs,
    restarting: false,
    stalled: false,
    throttling: false,
    reverse: false,
  };
  writeLog(shard, stream, now, "Stream Created", "Stopped", createdMessage(stream, databaseName(target.name), compactTime(now)));
  // The client's start of a new workflow forgets that the types were in order (seen on 23.0.3).
  if (request.auto_start) stream.inOrder = false;
  return stream;
}

/** `20261120220947`: how a new row's time reads before the stream's first start. */
function compactTime(now: number): string {
  return new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
}

const autoIncrementNumbers: Readonly<Record<string, number>> = { REMOVE: 1, REPLACE: 2 };

/** The log text of a new stream: its whole row, keys in order. */
export function createdMessage(stream: Stream, database: string, timeUpdated: string, position = ""): string {
  const filter = stream.rules.map((rule) => `rules:{match:${JSON.stringify(rule.match)} filter:${JSON.stringify(rule.filter)}}`).join(" ");
  const types = stream.tabletTypes.map((type) => type.toLowerCase()).join(",");
  const handling = autoIncrementNumbers[stream.options.shardedAutoIncrementHandling];
  const most = "9223372036854775807";
  return JSON.stringify({
    ...(stream.reverse ? {} : { cell: stream.cells.join(",") }),
    component_throttled: "",
    db_name: database,
    defer_secondary_keys: stream.deferSecondaryKeys ? "1" : "0",
    id: String(stream.id),
    max_replication_lag: stream.reverse ? most : "0",
    max_tps: stream.reverse ? most : "0",
    options: stream.reverse || handling === undefined ? "{}" : mysqlJson({ sharded_auto_increment_handling: handling }),
    pos: position,
    reason_throttled: "",
    rows_copied: "0",
    source:
      `keyspace:"${stream.source.keyspace}" shard:"${stream.source.shard}" filter:{${filter}}` +
      (stream.onDdl === "IGNORE" ? "" : ` on_ddl:${stream.onDdl}`) +
      (stream.stopAfterCopy ? " stop_after_copy:true" : ""),
    state: "Stopped",
    ...(stream.reverse ? {} : { tablet_types: (stream.inOrder ? "in_order:" : "") + types }),
    tags: "",
    time_heartbeat: "0",
    time_throttled: "0",
    time_updated: timeUpdated,
    transaction_timestamp: "0",
    workflow: stream.workflow,
    workflow_sub_type: "0",
    workflow_type: "1",
  });
}

/** Adds tables to the shard's deny list, which stays sorted. */
export function denyTables(shard: Shard, tables: readonly string[]): void {
  shard.deniedTables = [...new Set([...shard.deniedTables, ...tables])].toSorted();
}

/** Starts a stream; the first start makes its copy states a moment later. */
export function startStream(cluster: Cluster, shard: Shard, stream: Stream, now: number): void {
  stream.state = "Running";
  stream.message = "";
  stream.startupLeftMs = cluster.pace.streamStartMs;
  stream.restarting = stream.copyStates.length > 0;
  if (stream.restarting) return;
  writeLog(shard, stream, now, "State Changed", "Running");
  // A stream that never ran logs its start twice: the engine's and its own.
  if (stream.position === undefined) writeLog(shard, stream, now, "State Changed", "Running");
}
