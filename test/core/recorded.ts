import { readFileSync } from "node:fs";
import { decodeLag } from "../../src/core/readings/lag.ts";
import type { ClusterName, Keyspace, TabletAlias, WorkflowName, Shard, TableName } from "../../src/core/vitess/names.ts";
import type { DeniedTables, LockHolder, Reading, RoutingRule, Stream, Workflow } from "../../src/core/readings/readings.ts";
import type { Subject } from "../../src/core/operation/outcome/verdict.ts";
import { keyspaceNamed, shardsNamed, shardNamed, tablesNamed, tableNamed } from "../names.ts";

/** What these tests read from one recorded call. 64-bit numbers are text; proto3 defaults are left out. */
export interface RecordedCall {
  readonly seq: number;
  readonly scenario: string;
  readonly method: string;
  readonly started_at: string;
  readonly status: { readonly code: number; readonly details: string };
  readonly response?: {
    readonly traffic_state?: string;
    readonly workflows?: readonly RecordedWorkflow[];
    readonly routing_rules?: { readonly rules?: readonly { readonly from_table: string; readonly to_tables: readonly string[] }[] };
    readonly shard?: {
      readonly keyspace: string;
      readonly name: string;
      readonly shard: {
        readonly tablet_controls?: readonly { readonly tablet_type: string; readonly denied_tables?: readonly string[] }[];
      };
    };
    readonly schema?: { readonly table_definitions?: readonly { readonly name: string }[] };
  };
}

interface RecordedWorkflow {
  readonly name?: string;
  readonly source: { readonly keyspace: string; readonly shards: readonly string[] };
  readonly target: { readonly keyspace: string; readonly shards: readonly string[] };
  readonly max_v_replication_transaction_lag?: string;
  readonly shard_streams: Readonly<Record<string, { readonly streams: readonly RecordedStream[] }>>;
}

interface RecordedStream {
  readonly id: string;
  readonly shard: string;
  readonly tablet: { readonly cell: string; readonly uid: number };
  readonly binlog_source: { readonly shard: string; readonly filter: { readonly rules: readonly { readonly match: string }[] } };
  readonly position?: string;
  readonly state?: string;
  readonly message?: string;
  readonly rows_copied?: string;
  readonly copy_states?: readonly { readonly table: string; readonly last_pk?: string }[];
}

/** The answers of a scenario that make up one reading, by their `seq`. Left-out answers did not exist. */
export interface Answers {
  readonly status?: number;
  readonly workflow?: number;
  readonly reverse?: number;
  readonly rules?: number;
  readonly shards?: readonly number[];
  /** Schemas of the two primaries; without them every table of the move is on both sides. */
  readonly schemas?: { readonly source?: number; readonly target?: number };
  /** The call that took the workflow's lock, and still holds it. */
  readonly lockTakenBy?: number;
  /** How long after the last of these answers the reading is taken. */
  readonly laterMs?: number;
}

const SCENARIOS = new Map<string, readonly RecordedCall[]>();

/** The calls of one scenario, in order. */
export function recordedCalls(scenario: string): readonly RecordedCall[] {
  const known = SCENARIOS.get(scenario);
  if (known !== undefined) return known;
  const file = new URL(`../recordings/v23.0.3/${scenario}.jsonl`, import.meta.url);
  const calls = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line): RecordedCall => JSON.parse(line));
  SCENARIOS.set(scenario, calls);
  return calls;
}

/** The move of a scenario, and its moments as readings. */
export function recordedMove(scenario: string, subject: Subject): { subject: Subject; at: (answers: Answers) => Reading } {
  return { subject, at: (answers) => readingFrom(scenario, subject, answers) };
}

export function subjectOf(
  workflow: string,
  tables: readonly string[],
  target = "customer",
  targetShards: readonly Shard[] = shardsNamed("0"),
): Subject {
  return {
    move: { cluster: "prod" as ClusterName, targetKeyspace: target as Keyspace, workflow: workflow as WorkflowName },
    sourceKeyspace: keyspaceNamed("commerce"),
    sourceShards: shardsNamed("0"),
    targetShards,
    tables: tablesNamed(...tables),
  };
}

function readingFrom(scenario: string, subject: Subject, answers: Answers): Reading {
  const seqs = [answers.status, answers.workflow, answers.reverse, answers.rules, ...(answers.shards ?? [])].filter(
    (seq) => seq !== undefined,
  );
  const workflow = workflowIn(scenario, answers.workflow, subject.move.workflow);
  const reverse = workflowIn(scenario, answers.reverse, `${subject.move.workflow}_reverse`);
  const trafficState = answers.status === undefined ? undefined : call(scenario, answers.status).response?.traffic_state;
  return {
    at: Math.max(...seqs.map((seq) => Date.parse(call(scenario, seq).started_at))) + (answers.laterMs ?? 0),
    ...(workflow === undefined ? {} : { workflow }),
    ...(reverse === undefined ? {} : { reverse }),
    ...(trafficState === undefined ? {} : { trafficState }),
    tableCopy: [],
    rules: { tables: rulesIn(scenario, answers.rules), shards: [], keyspaces: [], mirrors: [] },
    denied: (answers.shards ?? []).flatMap((seq) => deniedIn(scenario, seq)),
    sourceTables: tablesIn(scenario, answers.schemas?.source, subject.tables),
    targetTables: tablesIn(scenario, answers.schemas?.target, subject.tables),
    lockHolders: answers.lockTakenBy === undefined ? [] : [holder(Date.parse(call(scenario, answers.lockTakenBy).started_at))],
  };
}

export function holder(since: number): LockHolder {
  return { action: "WorkflowSwitchTraffic", host: "localhost", since };
}

function call(scenario: string, seq: number): RecordedCall {
  const found = recordedCalls(scenario).find((one) => one.seq === seq);
  if (found === undefined) throw new Error(`${scenario} has no call ${seq}`);
  return found;
}

function workflowIn(scenario: string, seq: number | undefined, name: string): Workflow | undefined {
  if (seq === undefined) return undefined;
  const { method, response } = call(scenario, seq);
  if (!method.endsWith("/GetWorkflows")) throw new Error(`${scenario}/${seq} is no GetWorkflows`);
  const recorded = response?.workflows?.find((one) => one.name === name);
  return recorded === undefined ? undefined : workflowFrom(recorded);
}

function workflowFrom(recorded: RecordedWorkflow): Workflow {
  const streams = Object.values(recorded.shard_streams).flatMap((shard) =>
    shard.streams.map((stream) => streamFrom(stream, recorded.source.keyspace)),
  );
  return {
    name: (recorded.name ?? "") as WorkflowName,
    type: "MoveTables",
    subType: "None",
    sourceKeyspace: recorded.source.keyspace as Keyspace,
    sourceShards: shardsNamed(...recorded.source.shards),
    targetKeyspace: recorded.target.keyspace as Keyspace,
    targetShards: shardsNamed(...recorded.target.shards),
    lag: decodeLag(BigInt(recorded.max_v_replication_transaction_lag ?? "0")),
    streams,
    targetDenied: [],
    logs: [],
  };
}

function streamFrom(recorded: RecordedStream, sourceKeyspace: string): Stream {
  return {
    id: BigInt(recorded.id),
    shard: shardNamed(recorded.shard),
    tablet: `${recorded.tablet.cell}-${String(recorded.tablet.uid).padStart(10, "0")}` as TabletAlias,
    sourceKeyspace: sourceKeyspace as Keyspace,
    sourceShard: shardNamed(recorded.binlog_source.shard),
    tables: recorded.binlog_source.filter.rules.map((rule) => rule.match),
    state: recorded.state ?? "",
    message: recorded.message ?? "",
    position: recorded.position ?? "",
    rowsCopied: BigInt(recorded.rows_copied ?? "0"),
    copyStates: (recorded.copy_states ?? []).map((state) => ({ table: tableNamed(state.table), lastPk: state.last_pk ?? "" })),
  };
}

function rulesIn(scenario: string, seq: number | undefined): readonly RoutingRule[] {
  if (seq === undefined) return [];
  const rules = call(scenario, seq).response?.routing_rules?.rules ?? [];
  return rules.map((rule) => ({ from: rule.from_table, to: rule.to_tables }));
}

function deniedIn(scenario: string, seq: number): readonly DeniedTables[] {
  const shard = call(scenario, seq).response?.shard;
  if (shard === undefined) throw new Error(`${scenario}/${seq} is no GetShard`);
  const tables = (shard.shard.tablet_controls ?? []).flatMap((control) => control.denied_tables ?? []);
  return tables.length === 0
    ? []
    : [{ keyspace: shard.keyspace as Keyspace, shard: shardNamed(shard.name), tables: tablesNamed(...tables) }];
}

function tablesIn(scenario: string, seq: number | undefined, wanted: readonly TableName[]): readonly TableName[] {
  if (seq === undefined) return wanted;
  const names = (call(scenario, seq).response?.schema?.table_definitions ?? []).map((table) => table.name);
  return wanted.filter((table) => names.includes(table));
}
