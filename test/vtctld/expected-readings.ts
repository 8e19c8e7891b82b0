import { createHash } from "node:crypto";
import { alias, big, denied, items, sorted, texts, under, type JsonLike } from "./json-parts.ts";
import type { JsonObject, Recording } from "./recordings.ts";

/**
 * What a reading must be, derived from the recording's decoded answer (decoded by another program) and not from any code of the adapter's.
 * 64-bit numbers are bigints, missing ones 0; a value that may be missing is not in the object.
 */
export function expectedReading(recording: Recording): unknown {
  return OF[recording.method]?.(recording.response ?? {}, recording);
}

const OF: Record<string, (answer: JsonObject, recording: Recording) => unknown> = {
  GetKeyspaces: (answer) => items(answer, "keyspaces").map((keyspace) => keyspace["name"]),
  GetTablets: (answer) =>
    items(answer, "tablets").map((tablet) => ({
      alias: alias(under(tablet, "alias")),
      keyspace: "customer",
      shard: tablet["shard"],
      type: tablet["type"] ?? "UNKNOWN",
      cell: under(tablet, "alias")["cell"],
    })),
  GetSchema: (answer) =>
    items(under(answer, "schema"), "table_definitions").map((table) => ({
      table: table["name"],
      rows: big(table["row_count"]),
      bytes: big(table["data_length"]),
    })),
  GetShard: (answer) => ({ keyspace: "commerce", shard: "0", tables: denied(under(under(answer, "shard"), "shard")) }),
  GetVSchema(answer) {
    const schema = under(answer, "v_schema");
    return {
      sharded: schema["sharded"] === true,
      tables: Object.keys(under(schema, "tables")).toSorted(),
      sequences: [],
      entries: Object.fromEntries(sorted(under(schema, "tables")).map(([table, entry]) => [table, JSON.stringify(entry)])),
      shardingKeys: sorted(under(schema, "tables")).flatMap(([table, entry]) => {
        const [primary] = items(entry, "column_vindexes");
        return primary === undefined ? [] : [{ table, columns: [primary["column"]] }];
      }),
      multiTenant: false,
    };
  },
  GetFullStatus: (answer) => under(answer, "status")["binlog_row_image"],
  PingTablet: () => true,
  // The recorded keyspace had no controls at that moment; readings.test.ts has some.
  FindAllShardsInKeyspace: () => [],
  ShardReplicationPositions: () => [
    { tablet: "zone1-0000000101", shard: "0", type: "REPLICA", lagSeconds: 0, replicating: true, lastError: "" },
  ],
  GetThrottlerStatus: (answer) => throttler(under(answer, "status")),
  CheckThrottler(answer) {
    const check = under(answer, "Check");
    const ok = check["response_code"] === "OK";
    return { tablet: "zone1-0000000200", shard: "0", ok, reason: ok ? "" : "vreplication is explicitly denied access" };
  },
  ValidateKeyspace: (answer) => [
    ...texts(answer, "results"),
    ...sorted(under(answer, "results_by_shard")).flatMap(([, shard]) => texts(shard, "results")),
  ],
  GetRoutingRules: (answer) => ({
    ...NO_RULES,
    tables: items(under(answer, "routing_rules"), "rules").map((rule) => ({ from: rule["from_table"], to: rule["to_tables"] })),
  }),
  GetCellInfoNames: (answer) => answer["names"],
  // One cell; its three documents other than the first were empty in every recording.
  GetSrvVSchema: (answer) => ({
    cells: [
      {
        cell: "zone1",
        rules: {
          ...NO_RULES,
          tables: items(under(under(answer, "srv_v_schema"), "routing_rules"), "rules").map((rule) => ({
            from: rule["from_table"],
            to: rule["to_tables"],
          })),
        },
      },
    ],
    unread: [],
  }),
  RefreshStateByShard: (answer) => ({
    whole: answer["is_partial_refresh"] === undefined,
    missed: answer["is_partial_refresh"] === undefined ? [] : ["zone1-0000000101"],
  }),
  GetMirrorRules: (answer) => ({
    ...NO_RULES,
    mirrors: items(under(answer, "mirror_rules"), "rules").map((rule) => ({
      from: rule["from_table"],
      to: rule["to_table"],
      percent: rule["percent"] ?? 0,
    })),
  }),
  // Each holder's file is the one that was recorded (rescue-denied-writes, 31): its bytes say host "vm" where the decoded text next to them
  // says "localhost".
  GetTopologyPath: (answer) =>
    texts(under(answer, "cell"), "children").map(() => ({
      action: "WorkflowSwitchTraffic",
      host: "vm",
      since: Date.UTC(2026, 10, 20, 23, 23, 3),
    })),
  // Two recordings contain the nameless workflow that an earlier test left behind, which the port cannot express.
  GetWorkflows: (answer) =>
    items(answer, "workflows")
      .filter((message) => message["name"] !== undefined)
      .map(workflow),
  WorkflowStatus: (answer) => ({
    trafficState: answer["traffic_state"],
    tableCopy: sorted(under(answer, "table_copy_state")).map(([table, copy]) => ({
      table,
      rowsCopied: big(copy["rows_copied"]),
      rowsTotal: big(copy["rows_total"]),
      bytesCopied: big(copy["bytes_copied"]),
      bytesTotal: big(copy["bytes_total"]),
    })),
  }),
  VDiffShow: (_, { request, derived = {} }) => (request["arg"] === "all" ? vdiffList(derived) : vdiff(derived)),
  WorkflowDelete: (answer) => [answer["summary"]],
  WorkflowSwitchTraffic: (answer) => answer["dry_run_results"] ?? [],
  MoveTablesComplete: (answer) => answer["dry_run_results"] ?? [],
};

const NO_RULES = { tables: [], shards: [], keyspaces: [], mirrors: [] };

function throttler(status: JsonObject): JsonLike {
  const thresholds = under(status, "metric_thresholds");
  return {
    tablet: "zone1-0000000200",
    shard: "0",
    enabled: status["is_enabled"] === true,
    metrics: sorted(under(status, "aggregated_metrics")).map(([name, metric]) => {
      const threshold = thresholds[name.split("/")[1] ?? "default"];
      return { name, value: metric["value"] ?? 0, ...(threshold === 0 ? {} : { threshold }), error: "" };
    }),
    throttledApps: sorted(under(status, "throttled_apps"))
      .filter(([name]) => name !== "always-throttled-app")
      .map(([name, rule]) => ({ name, ratio: rule["ratio"], ...at("expiresAt", under(rule, "expires_at")) })),
  };
}

function workflow(message: JsonObject): JsonLike {
  const source = under(message, "source");
  const shards = sorted(under(message, "shard_streams"));
  const streams = shards.flatMap(([, shard]) => items(shard, "streams"));
  const lag = big(message["max_v_replication_transaction_lag"]);
  return {
    name: message["name"],
    type: message["workflow_type"],
    subType: message["workflow_sub_type"],
    sourceKeyspace: source["keyspace"],
    sourceShards: source["shards"],
    targetKeyspace: under(message, "target")["keyspace"],
    targetShards: under(message, "target")["shards"],
    lag: lag === -9_223_372_036_854_775_808n ? { kind: "copying" } : { kind: "seconds", value: Number(lag) },
    streams: streams.map(stream),
    targetDenied: shards.flatMap(([key, shard]) => {
      const tables = denied(shard);
      return tables.length === 0 ? [] : [{ keyspace: under(message, "target")["keyspace"], shard: key.split("/")[0], tables }];
    }),
    ...(message["defer_secondary_keys"] === true ? { defersKeys: true } : {}),
    logs: streams.flatMap((message2) =>
      items(message2, "logs").map((log) => ({
        shard: message2["shard"],
        streamId: big(log["stream_id"]),
        type: log["type"],
        state: log["state"],
        message: withoutRows(log["message"]),
        at: Number(under(log, "created_at")["seconds"]) * 1000,
        count: big(log["count"]),
      })),
    ),
  };
}

function stream(message: JsonObject): JsonLike {
  const source = under(message, "binlog_source");
  const throttle = under(message, "throttler_status");
  return {
    id: big(message["id"]),
    shard: message["shard"],
    tablet: alias(under(message, "tablet")),
    sourceKeyspace: source["keyspace"],
    sourceShard: source["shard"],
    tables: items(under(source, "filter"), "rules").map((rule) => rule["match"]),
    state: message["state"],
    message: withoutRows(message["message"]),
    position: message["position"] ?? "",
    rowsCopied: big(message["rows_copied"]),
    copyStates: items(message, "copy_states").map((copy) => ({ table: copy["table"], lastPk: digest(copy["last_pk"]) })),
    ...at("transactionAt", under(message, "transaction_timestamp")),
    ...at("updatedAt", under(message, "time_updated")),
    ...(throttle["component_throttled"] === undefined
      ? {}
      : { throttle: { component: throttle["component_throttled"], ...at("at", under(throttle, "time_throttled")) } }),
  };
}

function digest(lastPk: unknown): string {
  return typeof lastPk === "string" && lastPk !== "" ? createHash("sha256").update(lastPk).digest("hex").slice(0, 16) : "";
}

// A stream that never ran has the digits of a date instead of a time (recording cancel/003), which Tandem reads as no time.
function at(name: string, time: JsonObject): JsonLike {
  const seconds = time["seconds"];
  return typeof seconds === "string" && seconds.length === 10
    ? { [name]: Number(`${seconds}000`) + Math.floor(Number(time["nanoseconds"] ?? 0) / 1e6) }
    : {};
}

// The texts with row values in these recordings, one by one.
function withoutRows(text: unknown): string {
  // The record of a stream is settings and positions as JSON, whose values are withheld like any others.
  if (typeof text === "string" && text.startsWith('{"')) return '{"…"}';
  return (typeof text === "string" ? text : "")
    .replaceAll("entry '187357' for", "entry '…' for")
    .replaceAll("entry 'SKU-1001' for", "entry '…' for")
    .replaceAll("entry 'SKU-9001' for", "entry '…' for")
    .replace(/ during query: insert into product\(sku,description,price\) values \('SKU-1001'.*'Cable',9\)/, "");
}

function vdiff(derived: JsonObject): JsonLike | undefined {
  const shards = sorted(under(derived, "query_results")).map(([shard, result]) => ({ shard, rows: items(result, "rows") }));
  const uuid = shards.flatMap(({ rows }) => rows.map((row) => row["uuid"]))[0];
  if (uuid === undefined) return undefined;
  return {
    uuid,
    shards: shards.map(({ shard, rows: [row = {}] }) => ({
      shard,
      state: row["vdiff_state"],
      lastError: row["last_error"] ?? "",
      ...utc("startedAt", row["started_at"]),
      ...utc("completedAt", row["completed_at"]),
    })),
    tables: shards.flatMap(({ shard, rows }) => rows.filter((row) => row["table_name"] !== null).map((row) => vdiffTable(shard, row))),
  };
}

function vdiffTable(shard: string, row: JsonObject): JsonLike {
  const report: JsonObject = JSON.parse(typeof row["report"] === "string" ? row["report"] : "{}");
  return {
    shard,
    table: row["table_name"],
    state: row["table_state"],
    rowsEstimated: big(row["table_rows"]),
    rowsCompared: big(row["rows_compared"]),
    hasMismatch: row["has_mismatch"] === "1",
    matching: big(report["MatchingRows"]),
    mismatched: big(report["MismatchedRows"]),
    onlyInSource: big(report["ExtraRowsSource"]),
    onlyInTarget: big(report["ExtraRowsTarget"]),
  };
}

function vdiffList(derived: JsonObject): readonly JsonLike[] {
  return sorted(under(derived, "query_results")).flatMap(([shard, result]) =>
    items(result, "rows").map((row) => ({
      uuid: row["vdiff_uuid"],
      shard,
      state: row["state"],
      options: optionsOf(row["options"]),
      ...utc("createdAt", row["created_at"]),
      ...utc("completedAt", row["completed_at"]),
    })),
  );
}

function optionsOf(options: unknown): JsonLike {
  const text = typeof options === "string" ? options : "";
  const [, tables] = /"tables": "([^"]+)"/.exec(text) ?? [];
  const [, limit = ""] = /"max_rows": (\d+)/.exec(text) ?? [];
  return {
    ...(limit === "9223372036854775807" ? {} : { maxRows: BigInt(limit) }),
    ...(/"only_pks": true/.test(text) ? { keysOnly: true } : {}),
    ...(tables === undefined ? {} : { tables: tables.split(",") }),
  };
}

function utc(name: string, text: unknown): JsonLike {
  if (typeof text !== "string") return {};
  const [year = 0, month = 0, day = 0, hour, minute, second] = text.split(/[- :]/).map(Number);
  return { [name]: Date.UTC(year, month - 1, day, hour, minute, second) };
}
