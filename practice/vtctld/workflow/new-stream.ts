import { toDatabaseName, type Keyspace, type Shard, type Table } from "../cluster/cluster.ts";
import { formatMysqlJson } from "../cluster/mysql-json.ts";
import type { Operation } from "../cluster/operation.ts";
import type { MoveTablesCreateRequest } from "../cluster/requests.ts";
import { createNoOptions, writeLog, type Stream } from "../cluster/streams.ts";

/** What a stream of a workflow selects: everything, or the rows of its shard. */
export function formatStreamFilter(target: Keyspace, shard: Shard, table: string, quoted: boolean): string {
  const select = quoted ? `select * from \`${table}\`` : `select * from ${table}`;
  const vindex = target.vschema.tables.get(table)?.columnVindexes[0];
  if (!target.sharded || vindex === undefined) return select;
  return `${select} where in_keyrange(${vindex.column}, '${target.name}.${vindex.name}', '${shard.name}')`;
}

/** A stream as MoveTablesCreate inserts it: stopped, with its row in the log. */
export function createStream(
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
    rules: originals.map((table) => ({ match: table.name, filter: formatStreamFilter(target, shard, table.name, false) })),
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
    // Until its first start the row holds the time as digits, not as seconds.
    timeUpdated: Number(formatCompactTime(now)),
    logs: [],
    cells: request.cells.length > 0 ? request.cells : [shard.primary.cell],
    tabletTypes: request.tablet_types,
    inOrder: request.tablet_selection_preference === "INORDER",
    deferSecondaryKeys: request.defer_secondary_keys,
    options:
      options === null
        ? createNoOptions()
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
  writeLog(
    shard,
    stream,
    now,
    "Stream Created",
    "Stopped",
    formatCreatedMessage(stream, toDatabaseName(target.name), formatCompactTime(now)),
  );
  // The client's start of a new workflow loses the order of the types (seen on 23.0.3).
  if (request.auto_start) stream.inOrder = false;
  return stream;
}

/** `20261120220947`: the time of a new row before the stream's first start. */
function formatCompactTime(now: number): string {
  return new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
}

const autoIncrementNumbers: Readonly<Record<string, number>> = { REMOVE: 1, REPLACE: 2 };

/** The log text of a new stream: its whole row, keys in order. */
export function formatCreatedMessage(stream: Stream, database: string, timeUpdated: string, position = ""): string {
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
    options: stream.reverse || handling === undefined ? "{}" : formatMysqlJson({ sharded_auto_increment_handling: handling }),
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
