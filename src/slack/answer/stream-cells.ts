import { countHeldBack, measureRecentRate } from "../../core/copy/recent.ts";
import { hasError, THROTTLE_IS_NEWS_MS } from "../../core/move/phase.ts";
import type { Reading, Stream, Workflow } from "../../core/readings/readings.ts";
import type { Shard } from "../../core/vitess/names.ts";
import type { Cell } from "../blocks/build.ts";

/** The workflow of a stream as it was read, and the rows of each shard where something better than Vitess counts them. */
export interface AroundStream {
  readonly reading: Reading;
  readonly workflow: Workflow;
  readonly counted: ReadonlyMap<Shard, bigint> | undefined;
}

/** Undefined unless the rows of every shard are counted, and are those of its one stream: counters do not tell which stream brought a row. */
export function countByShard({ rowCounts }: Reading, { streams }: Workflow): AroundStream["counted"] {
  const rows = new Map((rowCounts?.shards ?? []).map((one) => [one.shard, one.rows]));
  const isOneEach = new Set(streams.map(({ shard }) => shard)).size === streams.length;
  return isOneEach && streams.every(({ shard }) => rows.has(shard)) ? rows : undefined;
}

/** Vitess counts rows once a table is complete, so 0 need not mean none (docs/facts/streams-and-copy.md#rows-counted-per-table). */
export function readRows({ shard, rowsCopied }: Stream, { counted }: Pick<AroundStream, "counted">): Cell {
  return counted?.get(shard) ?? (rowsCopied === 0n ? "" : rowsCopied);
}

/** Rows a second over the last minutes; blank where nothing tells. */
export function readRate({ shard, copyStates }: Stream, { counted, reading: { rowCounts, recent } }: AroundStream): Cell {
  const rows = counted?.get(shard);
  if (rows === undefined || rowCounts === undefined || copyStates.length === 0) return "";
  const now = { at: rowCounts.at, rows };
  return measureRecentRate(recent?.points ?? [], ({ shards }) => shards.find((one) => one.shard === shard)?.rows, now) ?? "";
}

/**
 * Vitess tells the lag of the slowest stream only, and none while any copies. No stream's lag is more than that, or more than the age of its
 * last transaction (docs/facts/streams-and-copy.md#lag-of-one-stream).
 */
export function readLag(stream: Stream, { workflow: { lag, streams }, reading: { at } }: AroundStream): Cell {
  if (lag.kind !== "seconds" || stream.state !== "Running" || stream.position === "" || hasError(stream)) return "";
  if (streams.length === 1) return `${lag.value} s`;
  const age = stream.transactionAt === undefined ? lag.value : Math.max(Math.ceil((at - stream.transactionAt) / 1000), 0);
  return `at most ${Math.min(lag.value, age)} s`;
}

/** Which part was held back, and at how many of the last readings: `vcopier, 12 of 30 readings`. */
export function readThrottled({ shard, id, throttle }: Stream, { reading: { at, recent } }: AroundStream): Cell {
  const parts = recent?.heldBack.find((one) => one.shard === shard && one.streamId === id)?.parts ?? [];
  const counts = countHeldBack(parts);
  if (counts.length > 0) return counts.map(({ component, times }) => `${component}, ${times} of ${parts.length} readings`).join("; ");
  return throttle === undefined || at - throttle.at > THROTTLE_IS_NEWS_MS ? "" : throttle.component;
}
