import { readFileSync } from "node:fs";
import type { Keyspace, TabletAlias, WorkflowName } from "../../../src/core/vitess/names.ts";
import { findKeyBuilds } from "../../../src/core/copy/key-builds.ts";
import { decodeLag } from "../../../src/core/readings/lag.ts";
import type { Reading, Stream, StreamLog, TableCopy, TableSize, Workflow } from "../../../src/core/readings/readings.ts";
import { shardsNamed, shardNamed, tableNamed } from "../../names.ts";

/** What the tests read from one recorded call: 64-bit numbers are text, proto3 defaults are left out. */
interface RecordedCall {
  readonly method: string;
  readonly started_at: string;
  readonly response?: {
    readonly table_copy_state?: Readonly<Record<string, RecordedCopy>>;
    readonly traffic_state?: string;
    readonly workflows?: readonly RecordedWorkflow[];
    readonly schema?: {
      readonly table_definitions?: readonly { readonly name: string; readonly row_count?: string; readonly data_length?: string }[];
    };
  };
}

interface RecordedCopy {
  readonly rows_copied?: string;
  readonly rows_total?: string;
  readonly bytes_copied?: string;
  readonly bytes_total?: string;
}

interface RecordedWorkflow {
  readonly name: string;
  readonly workflow_type?: string;
  readonly workflow_sub_type?: string;
  readonly source: { readonly keyspace: string; readonly shards: readonly string[] };
  readonly target: { readonly keyspace: string; readonly shards: readonly string[] };
  readonly max_v_replication_transaction_lag?: string;
  readonly defer_secondary_keys?: boolean;
  readonly shard_streams: Readonly<Record<string, { readonly streams: readonly RecordedStream[] }>>;
}

interface RecordedStream {
  readonly id: string;
  readonly shard: string;
  readonly tablet: { readonly cell: string; readonly uid: number };
  readonly binlog_source: {
    readonly keyspace: string;
    readonly shard: string;
    readonly filter: { readonly rules: readonly { readonly match: string }[] };
  };
  readonly position?: string;
  readonly state?: string;
  readonly message?: string;
  readonly rows_copied?: string;
  readonly copy_states?: readonly { readonly table: string; readonly last_pk?: string }[];
  readonly logs?: readonly RecordedLog[];
}

interface RecordedLog {
  readonly type?: string;
  readonly state?: string;
  readonly created_at?: { readonly seconds?: string };
  readonly message?: string;
}

/** The calls of one scenario, in order. */
function recordedCalls(scenario: string): readonly RecordedCall[] {
  const file = new URL(`../../recordings/v23.0.3/${scenario}.jsonl`, import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line): RecordedCall => JSON.parse(line));
}

/** Each recorded WorkflowStatus with the GetWorkflows that followed it, as the reading that Tandem would have made of them. */
export function recordedReadings(scenario: string, workflow: string): readonly Reading[] {
  const calls = recordedCalls(scenario);
  return calls.flatMap((call, index) => {
    const next = calls[index + 1];
    const shown = next?.response?.workflows?.find((one) => one.name === workflow);
    if (!call.method.endsWith("/WorkflowStatus") || next === undefined || !next.method.endsWith("/GetWorkflows") || shown === undefined)
      return [];
    return [readingOf(call, next, shown)];
  });
}

/** The source's sizes as WorkflowStatus totals them, equal to GetSchema's at the start of a move. */
export function recordedSizes(scenario: string): readonly TableSize[] {
  const states = recordedCalls(scenario).map((call) => Object.entries(call.response?.table_copy_state ?? {}));
  const first = states.find((state) => state.length > 0) ?? [];
  return first.map(([table, copy]) => ({ table: tableNamed(table), rows: big(copy.rows_total), bytes: big(copy.bytes_total) }));
}

function readingOf(status: RecordedCall, shown: RecordedCall, recorded: RecordedWorkflow): Reading {
  const copies = Object.entries(status.response?.table_copy_state ?? {});
  const trafficState = status.response?.traffic_state;
  const workflow = workflowOf(recorded);
  const at = Date.parse(shown.started_at);
  return {
    at,
    workflow: { ...workflow, logs: [] },
    keyBuilds: findKeyBuilds(workflow, at),
    ...(trafficState === undefined ? {} : { trafficState }),
    tableCopy: copies.map(([table, copy]) => copyOf(table, copy)),
    rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
    denied: [],
    sourceTables: [],
    targetTables: [],
    lockHolders: [],
  };
}

function workflowOf(recorded: RecordedWorkflow): Workflow {
  return {
    name: recorded.name as WorkflowName,
    type: recorded.workflow_type ?? "",
    subType: recorded.workflow_sub_type ?? "",
    sourceKeyspace: recorded.source.keyspace as Keyspace,
    sourceShards: shardsNamed(...recorded.source.shards),
    targetKeyspace: recorded.target.keyspace as Keyspace,
    targetShards: shardsNamed(...recorded.target.shards),
    lag: decodeLag(big(recorded.max_v_replication_transaction_lag)),
    streams: Object.values(recorded.shard_streams).flatMap(({ streams }) => streams.map(streamOf)),
    targetDenied: [],
    ...(recorded.defer_secondary_keys === true ? { defersKeys: true } : {}),
    logs: Object.values(recorded.shard_streams).flatMap(({ streams }) => streams.flatMap(logsOf)),
  };
}

function streamOf(recorded: RecordedStream): Stream {
  return {
    id: BigInt(recorded.id),
    shard: shardNamed(recorded.shard),
    tablet: `${recorded.tablet.cell}-${String(recorded.tablet.uid).padStart(10, "0")}` as TabletAlias,
    sourceKeyspace: recorded.binlog_source.keyspace as Keyspace,
    sourceShard: shardNamed(recorded.binlog_source.shard),
    tables: recorded.binlog_source.filter.rules.map((rule) => rule.match),
    state: recorded.state ?? "",
    message: recorded.message ?? "",
    position: recorded.position ?? "",
    rowsCopied: big(recorded.rows_copied),
    copyStates: (recorded.copy_states ?? []).map((state) => ({ table: tableNamed(state.table), lastPk: state.last_pk ?? "" })),
  };
}

function logsOf({ id, shard, logs = [] }: RecordedStream): readonly StreamLog[] {
  return logs.map(({ type = "", state = "", created_at, message = "" }) => ({
    shard: shardNamed(shard),
    streamId: BigInt(id),
    type,
    state,
    message,
    at: Number(created_at?.seconds ?? 0) * 1000,
    count: 1n,
  }));
}

function copyOf(table: string, copy: RecordedCopy): TableCopy {
  return {
    table: tableNamed(table),
    rowsCopied: big(copy.rows_copied),
    rowsTotal: big(copy.rows_total),
    bytesCopied: big(copy.bytes_copied),
    bytesTotal: big(copy.bytes_total),
  };
}

function big(text: string | undefined): bigint {
  return BigInt(text ?? "0");
}
