import type { Cluster, TabletAlias } from "../cluster/cluster.ts";
import { shownStatistics } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import type { Operation } from "../cluster/operation.ts";
import { needPrimaries } from "../cluster/operation.ts";
import type { Stream } from "../cluster/streams.ts";
import { shownState } from "../cluster/streams.ts";
import { trafficState } from "../cluster/traffic-state.ts";
import type { WorkflowView } from "../cluster/workflows.ts";
import { sourceShardOf, targetShards, workflowOrError } from "../cluster/workflows.ts";
import type { WorkflowStatusRequest } from "../cluster/requests.ts";
import { positionText } from "./workflow-answers.ts";

/** WorkflowStatus; also the answer to a create. */
export async function statusAnswer(operation: Operation, request: WorkflowStatusRequest): Promise<object> {
  const { cluster } = operation;
  const workflow = knownWorkflow(cluster, request);
  const unknown = request.shards.find((shard) => !workflow.target.shards.has(shard));
  if (unknown !== undefined) throw new VtctldError(texts.shardNotInKeyspace(unknown, request.keyspace));
  await needPrimaries(operation, targetShards(workflow));
  const placed = workflow.streams.filter(({ shard }) => request.shards.length === 0 || request.shards.includes(shard.name));
  const byShard = new Map<string, object[]>();
  for (const { shard, stream } of placed) {
    const key = `${workflow.target.name}/${shard.name}`;
    byShard.set(key, [...(byShard.get(key) ?? []), streamStateMessage(cluster, shard.primary, stream)]);
  }
  return {
    table_copy_state: tableCopyStates(cluster, workflow),
    shard_streams: Object.fromEntries([...byShard].map(([key, streams]) => [key, { streams }])),
    traffic_state: trafficState(cluster, workflow).text,
  };
}

/** 24 puts before its own words whose state it could not read. */
function knownWorkflow(cluster: Cluster, request: WorkflowStatusRequest): WorkflowView {
  try {
    return workflowOrError(cluster, request.keyspace, request.workflow);
  } catch (error) {
    if (!(error instanceof VtctldError) || cluster.version < 24) throw error;
    throw new VtctldError(texts.statusOf(request.keyspace, request.workflow, error.message));
  }
}

function streamStateMessage(cluster: Cluster, tablet: TabletAlias, stream: Stream): object {
  return {
    id: stream.id,
    tablet,
    source_shard: `${stream.source.keyspace}/${stream.source.shard}`,
    position: positionText(cluster, stream),
    status: shownState(stream),
    info: infoText(stream),
  };
}

/** The lag in this text is bogus in every version (0 or -1); only whether a stream started and its last transaction mean something. */
function infoText(stream: Stream): string {
  if (shownState(stream) === "Error") return stream.message;
  if (stream.position === undefined) return "VStream has not started";
  if (stream.transactionTimestamp === 0) return "VStream Lag: 0s";
  return `VStream Lag: -1s; ; Tx time: ${ansiTime(stream.transactionTimestamp * 1000)}.`;
}

/** Go's ANSIC form in UTC: `Fri Nov 20 22:10:03 2026`. */
function ansiTime(at: number): string {
  const [day = "", date = "", month = "", year = "", clock = ""] = new Date(at).toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${String(Number(date)).padStart(2, " ")} ${clock} ${year}`;
}

function sum(items: readonly { rows: number; bytes: number }[], what: "rows" | "bytes"): number {
  return Math.round(items.reduce((total, item) => total + item[what], 0));
}

/** For an empty table 23 says 0 %, 24 says 100 (docs/facts/streams-and-copy.md#empty-table). */
function percent(version: number, part: number, whole: number): number {
  if (whole === 0) return version >= 24 ? 100 : 0;
  return (part * 100) / whole;
}

/** What 24 says about a table besides its numbers, based on the target's statistics (docs/facts/streams-and-copy.md#phase-of-a-table). */
function phaseOf(left: ReadonlySet<string>, table: string, rowsCopied: number): string {
  if (!left.has(table)) return "COMPLETE";
  return rowsCopied > 0 ? "IN_PROGRESS" : "NOT_STARTED";
}

/**
 * Tables still to be copied, with estimates of both sides. While one is left, 24 includes the finished ones; when none is, the map is empty
 * (docs/facts/streams-and-copy.md#finished-tables).
 */
function tableCopyStates(cluster: Cluster, workflow: WorkflowView): Record<string, object> {
  const left = new Set(workflow.streams.flatMap(({ stream }) => stream.copyStates.map((state) => state.table)));
  const shown = cluster.version >= 24 && left.size > 0 ? workflow.tables : [...left];
  const entries = shown.map((table) => {
    const here = targetShards(workflow)
      .flatMap((shard) => shard.tables.get(table) ?? [])
      .map((each) => shownStatistics(each));
    const sources = new Set(workflow.streams.map(({ stream }) => sourceShardOf(cluster, stream)));
    const there = [...sources].flatMap((shard) => shard?.tables.get(table) ?? []).map((each) => shownStatistics(each));
    const rowsCopied = sum(here, "rows");
    const rowsTotal = sum(there, "rows");
    const bytesCopied = sum(here, "bytes");
    const bytesTotal = sum(there, "bytes");
    return [
      table,
      {
        rows_copied: String(rowsCopied),
        rows_total: String(rowsTotal),
        rows_percentage: percent(cluster.version, rowsCopied, rowsTotal),
        bytes_copied: String(bytesCopied),
        bytes_total: String(bytesTotal),
        bytes_percentage: percent(cluster.version, bytesCopied, bytesTotal),
        phase: phaseOf(left, table, rowsCopied),
      },
    ];
  });
  return Object.fromEntries(entries);
}
