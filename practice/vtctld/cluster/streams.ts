import type { Cluster, Shard, TabletAlias, TabletType } from "./cluster.ts";

/** States as `_vt.vreplication` stores them. */
export type StreamState = "Stopped" | "Copying" | "Running" | "Error" | "Unknown";

/** A table that is still to be copied, or being copied. */
export interface CopyState {
  table: string;
  /** Rows of this stream's share that are copied. */
  rowsDone: number;
  rowsTotal: number;
  /** Highest key of the source table: the last copied key is this share of it. */
  maxKey: number;
  primaryKey: string;
  /** Milliseconds left of a post copy action, once all rows are copied. */
  postCopyLeftMs?: number;
}

export interface StreamLog {
  id: number;
  type: string;
  state: string;
  message: string;
  count: number;
  createdAt: number;
  updatedAt: number;
}

/** One row of `_vt.vreplication` on a target primary. */
export interface Stream {
  id: number;
  workflow: string;
  tablet: TabletAlias;
  source: { keyspace: string; shard: string };
  rules: { match: string; filter: string }[];
  onDdl: "IGNORE" | "STOP" | "EXEC" | "EXEC_IGNORE";
  stopAfterCopy: boolean;
  sourceTimeZone: string;
  /** Sequence of the source's GTID set that was applied; missing if the stream never started. */
  position?: number;
  state: StreamState;
  message: string;
  /** Unstarted tables first; copied ones leave the list. */
  copyStates: CopyState[];
  /** What the row shows; it follows the truth only when a transaction is saved, or every 30 s of a copy. */
  rowsCopied: number;
  rowsCopiedUnsaved: number;
  rowsCopiedSavedAt: number;
  /** Epoch seconds; 0 = none. */
  transactionTimestamp: number;
  timeUpdated: number;
  logs: StreamLog[];
  cells: string[];
  tabletTypes: TabletType[];
  inOrder: boolean;
  deferSecondaryKeys: boolean;
  options: WorkflowOptions;
  /** The last throttling; it stays when throttling ends, so only its time says whether it is over. */
  throttled?: { component: string; at: number };
  throttling: boolean;
  /** A throttler rule holds it back, or did at the last update. */
  heldBack?: boolean;
  /** The copy was interrupted: its next update logs that it goes on. */
  restarting: boolean;
  /** Milliseconds of start-up left before the stream does anything. */
  startupLeftMs: number;
  /** A test's hold on the stream: it stays where it is and says that it is running. */
  stalled: boolean;
  /** The transaction lag that a test sets, in seconds. */
  forcedLag?: number;
  /** A reverse workflow's stream: reads what its forward stream replicated back. */
  reverse: boolean;
}

export interface WorkflowOptions {
  tenantId: string;
  shardedAutoIncrementHandling: string;
  shards: string[];
  config: Record<string, string>;
  globalKeyspace: string;
  lookupVindexes: string[];
}

export function createNoOptions(): WorkflowOptions {
  return { tenantId: "", shardedAutoIncrementHandling: "LEAVE", shards: [], config: {}, globalKeyspace: "", lookupVindexes: [] };
}

/** What GetWorkflows and WorkflowStatus show: `Error` as soon as the message mentions one, and `Copying` while tables are left to copy. */
export function toShownState(stream: Stream): StreamState {
  if (stream.message.toLowerCase().includes("error")) return "Error";
  if (stream.state === "Running" && stream.copyStates.length > 0) return "Copying";
  return stream.state;
}

/** Writes a log entry as the engine does: a repeated entry only counts up. */
export function writeLog(shard: Shard, stream: Stream, now: number, type: string, state: string, message = ""): void {
  const at = Math.floor(now / 1000);
  const last = stream.logs.at(-1);
  if (last !== undefined && last.type === type && last.state === state && last.message === message) {
    last.count += 1;
    last.updatedAt = at;
    return;
  }
  stream.logs.push({ id: shard.nextId.log++, type, state, message, count: 1, createdAt: at, updatedAt: at });
}

export function listStreamTables(stream: Stream): string[] {
  return stream.rules.map((rule) => rule.match);
}

/** Starts a stream; the first start creates its copy states a moment later. */
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
