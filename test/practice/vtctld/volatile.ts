import { legacyVolatileFields } from "./volatile-legacy.ts";

/** A field that also differs between two runs of the same scenario on real clusters; nothing else may differ from the recordings. */
export interface VolatileField {
  /** Calls whose answers it is in. */
  rpc: readonly string[];
  /** Where, as a path whose segments may be `*` (one segment) or `**` (any number). `details` is the error text. */
  path: string;
  reason: string;
  /** What must still be equal: both values pass through this before they are compared. Missing means nothing. */
  keep?: (value: unknown) => unknown;
}

const workflows = ["GetWorkflows"];
const replication = ["ShardReplicationPositions"];
const throttler = ["GetThrottlerStatus"];
const status = ["WorkflowStatus", "MoveTablesCreate"];

const text = (change: (value: string) => string) => (value: unknown) => (typeof value === "string" ? change(value) : value);

/** Time fields keep whether there is a time, and whether it is the digits of an unstarted stream. */
const timeKind = text((value) => (value === "0" ? "none" : value.length === 14 ? "digits" : "a time"));

/** Positions keep their server's uuid. */
const withoutPositions = text((value) => value.replaceAll(/([0-9a-f-]{36}):1-\d+/g, "$1:1-#"));

/** A document of rules in protobuf's text, its rules sorted. */
function rulesInOrder(value: string): string {
  const [first] = value.match(RULES) ?? [];
  return first === undefined ? value : value.replace(first, first.match(RULE)?.toSorted().join(" ") ?? first);
}

const RULE = /rules:\{from_table:"[^"]*"(?: to_tables:"[^"]*")*\}/g;
const RULES = new RegExp(`(?:${RULE.source} ?)+(?<! )`);

/** A log entry of a stream, reduced to what matters here. */
export interface LogEntry {
  type: string;
  message: string;
}

/**
 * Log entries that differ in every run, left out on both sides. `State Changed` without a text: how often the engine rewrote the row, which
 * depends on its retries; with a stop position: where a VDiff synchronised the stream; `Message`: the engine's own troubles (`EOF`,
 * `connection pool context already expired`).
 */
export function isUnsteadyLog({ type, message }: LogEntry): boolean {
  return type === "Message" || (type === "State Changed" && (message === "" || /^Stop(?:ped at)? position /.test(message)));
}

/** The one list of what the conformance test may not compare. */
export const volatileFields: readonly VolatileField[] = [
  // Commands and reads of 17 and older
  ...legacyVolatileFields,

  // Positions
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.position",
    reason: "GTID sequence: depends on what else wrote to that MySQL",
    keep: withoutPositions,
  },
  { rpc: status, path: "shard_streams.*.streams.*.position", reason: "GTID sequence", keep: withoutPositions },
  {
    rpc: ["WorkflowSwitchTraffic"],
    path: "dry_run_results.*",
    reason: "GTID sequence in the line of the stopped writes",
    keep: withoutPositions,
  },
  { rpc: ["WorkflowSwitchTraffic"], path: "details", reason: "GTID sequences in the text of a failed catch-up", keep: withoutPositions },

  { rpc: replication, path: "replication_statuses.*.position", reason: "GTID sequence", keep: withoutPositions },
  { rpc: replication, path: "replication_statuses.*.relay_log_position", reason: "GTID sequence", keep: withoutPositions },
  ...["file_position", "relay_log_source_binlog_equivalent_position", "relay_log_file_position"].map((field) => ({
    rpc: replication,
    path: `replication_statuses.*.${field}`,
    reason: "a place in a file of that MySQL",
    keep: (value: unknown) => typeof value,
  })),
  { rpc: replication, path: "replication_statuses.*.source_server_id", reason: "a number that MySQL's server made up" },

  // The throttler's measurements
  { rpc: throttler, path: "status.metrics_health.**", reason: "since when each metric is healthy" },
  { rpc: throttler, path: "status.aggregated_metrics.*.value", reason: "what was measured that moment" },
  { rpc: throttler, path: "status.recent_apps.**", reason: "who asked in the last seconds" },
  { rpc: throttler, path: "status.recently_checked", reason: "whether somebody asked in the last seconds" },
  {
    rpc: throttler,
    path: "status.throttled_apps.always-throttled-app.expires_at.*",
    reason: "ten years from the start of that tablet",
  },

  // Ids
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.id", reason: "auto-increment id of the sidecar database" },
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.copy_states.*.stream_id", reason: "auto-increment id" },
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.logs.*.stream_id", reason: "auto-increment id" },
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.logs.*.id", reason: "auto-increment id" },
  { rpc: status, path: "shard_streams.*.streams.*.id", reason: "auto-increment id" },
  { rpc: ["VDiffShow"], path: "tablet_responses.*.rows.*.id", reason: "auto-increment id" },
  {
    rpc: ["VDiffShow"],
    path: "tablet_responses.*.rows.row.vdiff_uuid",
    reason: "a random uuid where the client sent none",
    keep: (value) => typeof value,
  },
  { rpc: ["VDiffCreate"], path: "UUID", reason: "a random uuid where the client sent none", keep: (value) => typeof value },

  // Times
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.transaction_timestamp.seconds",
    reason: "time of the last transaction",
    keep: timeKind,
  },
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.throttler_status.time_throttled.seconds",
    reason: "time of the last throttling",
    keep: timeKind,
  },
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.time_updated.seconds",
    reason: "time of the last heartbeat",
    keep: timeKind,
  },
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.logs.*.created_at.seconds", reason: "time" },
  { rpc: workflows, path: "workflows.*.shard_streams.*.streams.*.logs.*.updated_at.seconds", reason: "time" },
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.logs.*.message",
    reason: "ids, times and positions in log texts",
    keep: text((value) =>
      String(withoutPositions(value))
        .replace(/"id":"\d+"/, '"id":"#"')
        .replace(/"time_updated":"\d+"/, '"time_updated":"#"'),
    ),
  },
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.logs.unsteady",
    reason: "how many unsteady log entries there are (isUnsteadyLog)",
  },
  { rpc: workflows, path: "workflows.*.max_v_replication_lag", reason: "whole seconds between two moments of the recording" },
  {
    rpc: workflows,
    path: "workflows.*.max_v_replication_transaction_lag",
    reason: "whole seconds between two moments; copying streams' sentinel must be equal",
    keep: text((value) => (value.startsWith("-") ? value : "seconds")),
  },
  {
    rpc: status,
    path: "shard_streams.*.streams.*.info",
    reason: "the lag in this text is 0 or -1 by chance in every version (subtracts seconds from nanoseconds); the transaction's time",
    keep: text((value) =>
      String(withoutPositions(value))
        .replace(/^VStream Lag: (?:0|-1)s/, "VStream Lag: #s")
        .replace(/Tx time: .{24}\./, "Tx time: #."),
    ),
  },
  {
    rpc: ["WorkflowSwitchTraffic", "MoveTablesComplete"],
    path: "summary",
    reason: "the minute of a dry run",
    keep: text((value) => value.replace(/ at \d\d \w{3} \d\d \d\d:\d\d UTC$/, " at #")),
  },
  ...["created_at", "started_at", "completed_at"].map((column) => ({
    rpc: ["VDiffShow"],
    path: `tablet_responses.*.rows.*.${column}`,
    reason: "time of a VDiff",
    keep: (value: unknown) => value === null,
  })),

  // Progress at the moment of a poll
  {
    rpc: workflows,
    path: "workflows.*.shard_streams.*.streams.*.copy_states.*.last_pk",
    reason: "how far the copy is at this poll",
    keep: text((value) => value.replace(/lengths:\d+ values:"\d+"/, 'lengths:# values:"#"')),
  },
  {
    rpc: ["WorkflowStatus"],
    path: "table_copy_state.*.rows_copied",
    reason: "how far the copy is at this poll, where row statistics are fresh",
    keep: (value) => value === "0",
  },
  { rpc: ["WorkflowStatus"], path: "table_copy_state.*.rows_percentage", reason: "follows from rows_copied", keep: (value) => value === 0 },
  {
    rpc: ["VDiffShow"],
    path: "tablet_responses.*.rows.*(unfinished).rows_compared",
    reason: "how far an unfinished VDiff is at this poll",
  },
  {
    rpc: ["VDiffShow"],
    path: "tablet_responses.*.rows.*(unfinished).report",
    reason: "counts of an unfinished VDiff; its samples are compared when it is done",
  },
  { rpc: ["VDiffShow"], path: "tablet_responses.*.rows.*(unfinished).has_mismatch", reason: "a difference not reached yet at this poll" },

  // A killed server
  {
    rpc: ["WorkflowSwitchTraffic"],
    path: "details",
    reason: "how the client library tells that its connection broke",
    keep: text((value) => (/EOF|ECONNRESET|dropped|closed/i.test(value) ? "the connection broke" : value)),
  },
  { rpc: ["GetTopologyPath"], path: "cell.children.*", reason: "etcd's lease id", keep: text((value) => value.replace(/^\d+$/, "an id")) },
  { rpc: ["GetTopologyPath"], path: "cell.version", reason: "etcd's revision", keep: (value) => value === "0" },
  {
    rpc: ["GetTopologyPath"],
    path: "cell.data",
    reason: "when the lock was taken, and on which machine; the rules come from walking a map",
    keep: text((value) =>
      rulesInOrder(value)
        .replace(/"Time": "[^"]+"/, '"Time": "#"')
        .replace(/"HostName": "[^"]+"/, '"HostName": "#"'),
    ),
  },

  // Races in a single answer
  {
    rpc: ["MoveTablesCreate"],
    path: "shard_streams.*.streams.*.status",
    reason: "the answer races with the stream's start: Running or already Copying",
    keep: (value) => (value === "Copying" ? "Running" : value),
  },
  {
    rpc: ["MoveTablesCreate"],
    path: "table_copy_state.**",
    reason: "there only if the stream's start was faster than the answer",
  },
  {
    rpc: ["MoveTablesComplete"],
    path: "details",
    reason: "the lines come from walking a map",
    keep: text((value) => value.split("\n").toSorted().join("\n")),
  },
];
