import type { VolatileField } from "./volatile.ts";

const text = (change: (value: string) => string) => (value: unknown) => (typeof value === "string" ? change(value) : value);

/** Positions keep their flavour's form: MariaDB's there, MySQL's here. */
function withoutPositions(value: string): string {
  return value
    .replaceAll(/(?:MariaDB\/0-\d+-\d+|MySQL56\/[0-9a-f-]{36}:1-\d+)/g, "FLAVOUR/#")
    .replaceAll(/(?<![\w-])(?:0-\d{6,}-\d+|[0-9a-f]{8}-[0-9a-f-]{27}:1-\d+)/g, "#");
}

/** A command's text without what differs between two runs on real clusters. */
const steadyText = text((value) =>
  withoutPositions(value)
    .replaceAll(/\bid=\d+ on/g, "id=# on")
    .replaceAll(/VStream Lag: -?\d+s\.(?: Tx time: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\.)?/g, "VStream Lag: #.")
    .replaceAll(/ run at \d\d \w{3} \d\d \d\d:\d\d UTC/g, " run at #")
    .replaceAll(/127\.0\.0\.1:\d{5}/g, "127.0.0.1:#")
    .replaceAll(/(vr\.id = )\d+/g, "$1#")
    .replaceAll(/wait time: [\d.]+s/g, "wait time: #s")
    .replaceAll(/replication lag \d{10}s/g, "replication lag 1970s")
    .replaceAll(/VDiff took \d+ seconds/g, "VDiff took # seconds")
    .replaceAll(/(?<![\w-])(?!(\d)\1{7}-)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, "#")
    .replaceAll(/(State:        started\nRowsCompared: )\d+/g, "$1#")
    .replaceAll(/((?:Started|Completed)At: +)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "$1#"),
);

/** Progress: how far a copy is, and MySQL's estimates of it; the presence of both numbers, and the total to copy, stay. */
const steadyProgress = (value: unknown): unknown => {
  const shown = steadyText(value);
  if (typeof shown !== "string") return shown;
  const lines = shown
    .replaceAll(/(rows|size) copied \d+\/(\d+) \(\d+%\)/g, "$1 copied #/$2 (#%)")
    .replaceAll(/(?:\d+% \.\.\. )+/g, "")
    .split("\n");
  return lines
    .map((line) => line.trimEnd())
    .toSorted()
    .join("\n");
};

/** VDiff's text: tables come from a map, and which rows are kept as samples is not imitated, only that there are some. */
const steadyVDiff = text((value) => {
  if (!value.includes("Summary for table")) return value;
  const [body = "", took = ""] = value.split("\nVDiff took ");
  const tables = body.split(/(?=Summary for table )/).map((table) =>
    table
      .split("\n")
      .filter((line) => !line.startsWith("\t\t"))
      .map((line) => line.replace(/^(\tSample.*) \d+:$/, "$1"))
      .filter((line, index, all) => all.indexOf(line) === index)
      .join("\n"),
  );
  return `${tables.toSorted().join("\n")}${took === "" ? "" : "VDiff took #"}`;
});

const commands = ["ExecuteVtctlCommand"];
const workflows = ["≤17 GetWorkflows"];
const stream = "workflows.*.shard_streams.*.streams.*";
const show = "json.ShardStatuses.*.PrimaryReplicationStatuses.*";

/** The form of a last key; none before the first row. */
const keyForm = text((value) =>
  /^(?:fields:\{name:"\w+" type:INT64\} rows:\{lengths:\d+ values:"\d+"\})?$/.test(value) ? "a key, or none yet" : value,
);

/** A stream with a duplicate key says alternately which tablet it picked and which row it hit. */
const collision = text((value) =>
  /^(?:Picked source tablet: cell:"zone1" uid:\d+$|Duplicate entry '1' for key 'PRIMARY' )/.test(value) ? "collides" : value,
);

const timeKind = (value: unknown): unknown => (value === "0" || value === 0 ? "none" : "a time");

/** What differs between two runs on real clusters of 12 and 14: part of the one list of volatile.ts. */
export const legacyVolatileFields: readonly VolatileField[] = [
  {
    rpc: commands,
    path: "output",
    reason:
      "ids, positions, times, lags and ports in a command's output; whether a transaction, if only the sidecar database's own, was seen yet; how far a copy is; the order of a map; samples of a VDiff",
    keep: (value) => steadyProgress(steadyVDiff(value)),
  },
  {
    rpc: commands,
    path: "details",
    reason: "ids, positions and times in error texts; lines that come from walking a map",
    keep: steadyLines,
  },
  {
    rpc: commands,
    path: "log.*",
    reason: "pointers, ids, positions, waiting times and shard records in log lines; order of a map",
    keep: steadyLog,
  },

  // Workflow show
  { rpc: commands, path: "json.MaxVReplicationLag", reason: "whole seconds between two moments of the recording" },
  {
    rpc: commands,
    path: "json.MaxVReplicationTransactionLag",
    reason: "whole seconds between two moments; the sentinel of a copying stream, and the epoch of one that never streamed, must be equal",
    keep: (value) => (typeof value === "string" ? value : Number(value) > 1e9 ? "since 1970" : "seconds"),
  },
  { rpc: commands, path: `${show}.ID`, reason: "auto-increment id of the sidecar database" },
  { rpc: commands, path: `${show}.Pos`, reason: "position", keep: steadyText },
  {
    rpc: commands,
    path: `${show}.TransactionTimestamp`,
    reason: "time of the last transaction; the sidecar database's own count, once they are saved",
  },
  { rpc: commands, path: `${show}.TimeUpdated`, reason: "time of the last heartbeat", keep: timeKind },
  {
    rpc: commands,
    path: `${show}.Message`,
    reason: "a stream that collides says by turns which tablet it picked and which row it hit",
    keep: collision,
  },
  {
    rpc: workflows,
    path: `${stream}.message`,
    reason: "a stream that collides says by turns which tablet it picked and which row it hit",
    keep: collision,
  },
  { rpc: commands, path: `${show}.TimeHeartbeat`, reason: "time of the last heartbeat; only streams without transactions have one" },
  { rpc: commands, path: `${show}.CopyState.*.LastPK`, reason: "how far the copy is at this poll", keep: keyForm },

  // Other JSON
  { rpc: commands, path: "json.UUID", reason: "a random uuid where the client sent none", keep: (value) => typeof value },
  { rpc: commands, path: "json.*.UUID", reason: "a random uuid where the client sent none", keep: (value) => typeof value },
  { rpc: commands, path: "json.StartedAt", reason: "time of a VDiff", keep: (value) => typeof value },
  { rpc: commands, path: "json.CompletedAt", reason: "time of a VDiff", keep: (value) => typeof value },

  // Typed reads
  ...["position"].map((field) => ({ rpc: workflows, path: `${stream}.${field}`, reason: "position", keep: steadyText })),
  { rpc: workflows, path: `${stream}.id`, reason: "auto-increment id of the sidecar database" },
  {
    rpc: workflows,
    path: `${stream}.transaction_timestamp.**`,
    reason: "time of the last transaction; the sidecar database's own count, once they are saved",
  },
  { rpc: workflows, path: `${stream}.time_updated.seconds`, reason: "time of the last heartbeat", keep: timeKind },
  { rpc: workflows, path: `${stream}.copy_states.*.last_pk`, reason: "how far the copy is at this poll", keep: keyForm },
  { rpc: workflows, path: "workflows.*.max_v_replication_lag", reason: "whole seconds between two moments of the recording" },
  { rpc: workflows, path: `${stream}.logs.*.id`, reason: "auto-increment id" },
  { rpc: workflows, path: `${stream}.logs.*.stream_id`, reason: "auto-increment id" },
  { rpc: workflows, path: `${stream}.logs.*.created_at.seconds`, reason: "time" },
  { rpc: workflows, path: `${stream}.logs.*.updated_at.seconds`, reason: "time" },
  { rpc: workflows, path: `${stream}.logs.unsteady`, reason: "how many unsteady log entries there are (isUnsteadyLog)" },
  {
    rpc: workflows,
    path: `${stream}.logs.*.message`,
    reason: "ids, times and positions in log texts",
    keep: text((value) =>
      withoutPositions(value)
        .replace(/"id":"\d+"/, '"id":"#"')
        .replace(/"time_updated":"\d+"/, '"time_updated":"#"'),
    ),
  },
  ...["grpc", "vt"].map((port) => ({
    rpc: ["≤17 GetTablets"],
    path: `tablets.*.port_map.${port}`,
    reason: "a port of the recorded machine",
  })),
  { rpc: ["≤17 GetTablets"], path: "tablets.*.mysql_port", reason: "a port of the recorded machine" },
  { rpc: ["≤17 GetTablets"], path: "tablets.*.default_conn_collation", reason: "MariaDB's collation" },
  { rpc: ["≤17 GetSchema"], path: "schema.database_schema", reason: "MariaDB's default character set" },
  { rpc: ["≤17 GetSchema"], path: "schema.table_definitions.*.data_length", reason: "MySQL's estimate at that moment" },
  { rpc: ["≤17 GetSchema"], path: "schema.table_definitions.*.row_count", reason: "MySQL's estimate at that moment" },
];

/** Lines of an error text in any order. */
function steadyLines(value: unknown): unknown {
  const shown = steadyText(value);
  return typeof shown === "string"
    ? shown
        .replace(/^proto: .*/, "proto: #")
        .replace(/alias:\{[\s\S]*\}, update/, "alias:{#}, update")
        .split("\n")
        .toSorted()
        .join("\n")
    : shown;
}

function steadyLog(value: unknown): unknown {
  const shown = steadyLines(value);
  if (typeof shown !== "string") return shown;
  return shown
    .replace(/(Built switching metadata): .*/, "$1")
    .replace(/(target position , shard) .*/, "$1")
    .replaceAll(/\buid:? \d+/g, "uid #")
    .replace(/Creating journal: id:\d+/, "Creating journal: id:#")
    .replace(/Migration Journal ID: [1-9]\d+/, "Migration Journal ID: #")
    .replace(/ with a timeout of [\d.]+s/, " with a timeout of #");
}
