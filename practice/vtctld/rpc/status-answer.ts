import { toShownStatistics, type Cluster, type TabletAlias } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { needPrimaries, type Operation } from "../cluster/operation.ts";
import { toShownState, type Stream } from "../cluster/streams.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { findSourceShard, findWorkflowOrThrow, listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import type { WorkflowStatusRequest } from "../cluster/requests.ts";
import { formatPosition } from "./workflow-answers.ts";

/** WorkflowStatus; also the answer to a create. */
export async function answerStatus(operation: Operation, request: WorkflowStatusRequest): Promise<object> {
  const { cluster } = operation;
  const workflow = requireKnownWorkflow(cluster, request);
  const unknown = request.shards.find((shard) => !workflow.target.shards.has(shard));
  if (unknown !== undefined) throw new VtctldError(texts.shardNotInKeyspace(unknown, request.keyspace));
  await needPrimaries(operation, listTargetShards(workflow));
  const placed = workflow.streams.filter(({ shard }) => request.shards.length === 0 || request.shards.includes(shard.name));
  const byShard = new Map<string, object[]>();
  for (const { shard, stream } of placed) {
    const key = `${workflow.target.name}/${shard.name}`;
    byShard.set(key, [...(byShard.get(key) ?? []), encodeStreamState(cluster, shard.primary, stream)]);
  }
  return {
    table_copy_state: encodeTableCopyStates(cluster, workflow),
    shard_streams: Object.fromEntries([...byShard].map(([key, streams]) => [key, { streams }])),
    traffic_state: deriveTrafficState(cluster, workflow).text,
  };
}

/** 24 puts before its own words whose state it could not read. */
function requireKnownWorkflow(cluster: Cluster, request: WorkflowStatusRequest): WorkflowView {
  try {
    return findWorkflowOrThrow(cluster, request.keyspace, request.workflow);
  } catch (error) {
    if (!(error instanceof VtctldError) || cluster.version < 24) throw error;
    throw new VtctldError(texts.statusOf(request.keyspace, request.workflow, error.message));
  }
}

function encodeStreamState(cluster: Cluster, tablet: TabletAlias, stream: Stream): object {
  return {
    id: stream.id,
    tablet,
    source_shard: `${stream.source.keyspace}/${stream.source.shard}`,
    position: formatPosition(cluster, stream),
    status: toShownState(stream),
    info: formatStreamInfo(stream),
  };
}

/** The lag in this text is bogus in every version (0 or -1); only whether a stream started and its last transaction mean something. */
function formatStreamInfo(stream: Stream): string {
  if (toShownState(stream) === "Error") return stream.message;
  if (stream.position === undefined) return "VStream has not started";
  if (stream.transactionTimestamp === 0) return "VStream Lag: 0s";
  return `VStream Lag: -1s; ; Tx time: ${formatAnsiTime(stream.transactionTimestamp * 1000)}.`;
}

/** Go's ANSIC form in UTC: `Fri Nov 20 22:10:03 2026`. */
function formatAnsiTime(at: number): string {
  const [day = "", date = "", month = "", year = "", clock = ""] = new Date(at).toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${String(Number(date)).padStart(2, " ")} ${clock} ${year}`;
}

function sumTables(items: readonly { rows: number; bytes: number }[], what: "rows" | "bytes"): number {
  return Math.round(items.reduce((total, item) => total + item[what], 0));
}

/** For an empty table 23 says 0 %, 24 says 100 (docs/facts/streams-and-copy.md#empty-table). */
function computeCopyPercent(version: number, part: number, whole: number): number {
  if (whole === 0) return version >= 24 ? 100 : 0;
  return (part * 100) / whole;
}

/** What 24 says about a table besides its numbers, based on the target's statistics (docs/facts/streams-and-copy.md#phase-of-a-table). */
function deriveCopyPhase(left: ReadonlySet<string>, table: string, rowsCopied: number): string {
  if (!left.has(table)) return "COMPLETE";
  return rowsCopied > 0 ? "IN_PROGRESS" : "NOT_STARTED";
}

/**
 * Tables still to be copied, with estimates of both sides. While one is left, 24 includes the finished ones; when none is, the map is empty
 * (docs/facts/streams-and-copy.md#finished-tables).
 */
function encodeTableCopyStates(cluster: Cluster, workflow: WorkflowView): Record<string, object> {
  const left = new Set(workflow.streams.flatMap(({ stream }) => stream.copyStates.map((state) => state.table)));
  const shown = cluster.version >= 24 && left.size > 0 ? workflow.tables : [...left];
  const entries = shown.map((table) => {
    const here = listTargetShards(workflow)
      .flatMap((shard) => shard.tables.get(table) ?? [])
      .map((each) => toShownStatistics(each));
    const sources = new Set(workflow.streams.map(({ stream }) => findSourceShard(cluster, stream)));
    const there = [...sources].flatMap((shard) => shard?.tables.get(table) ?? []).map((each) => toShownStatistics(each));
    const rowsCopied = sumTables(here, "rows");
    const rowsTotal = sumTables(there, "rows");
    const bytesCopied = sumTables(here, "bytes");
    const bytesTotal = sumTables(there, "bytes");
    return [
      table,
      {
        rows_copied: String(rowsCopied),
        rows_total: String(rowsTotal),
        rows_percentage: computeCopyPercent(cluster.version, rowsCopied, rowsTotal),
        bytes_copied: String(bytesCopied),
        bytes_total: String(bytesTotal),
        bytes_percentage: computeCopyPercent(cluster.version, bytesCopied, bytesTotal),
        phase: deriveCopyPhase(left, table, rowsCopied),
      },
    ];
  });
  return Object.fromEntries(entries);
}
