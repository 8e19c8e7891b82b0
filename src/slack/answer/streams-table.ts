import { findHeldBackCounts, measureRecentRate } from "../../core/copy/recent.ts";
import { hasError, THROTTLE_IS_NEWS_MS } from "../../core/move/phase.ts";
import type { Reading, Stream, Workflow } from "../../core/readings/readings.ts";
import type { Shard } from "../../core/vitess/names.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";

/** A table, and of what the rows that did not fit are. */
export type Built = NonNullable<ReturnType<typeof buildDataTable>> & { readonly of: "table" | "stream" };

/** Rows of a shard count for its stream only if it has one. */
type RowsByShard = ReadonlyMap<Shard, bigint>;

interface Column {
  readonly title: string;
  /** Also where no stream has a value; else the column is left out. */
  readonly always?: true;
  readonly read: (stream: Stream, about: About) => Cell;
}

interface About {
  readonly reading: Reading;
  readonly workflow: Workflow;
  readonly counted: RowsByShard | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: "shard", always: true, read: ({ shard }) => shard },
  { title: "tablet", always: true, read: ({ tablet }) => tablet },
  { title: "reads from", always: true, read: ({ sourceKeyspace, sourceShard }) => `${sourceKeyspace}/${sourceShard}` },
  { title: "state", always: true, read: ({ state, position }) => (position === "" ? `${state}, no position yet` : state) },
  { title: "tables to copy", read: ({ copyStates }) => (copyStates.length === 0 ? "" : copyStates.length) },
  { title: "rows", read: readRows },
  { title: "rows/s", read: readRate },
  { title: "lag", read: readLag },
  { title: "throttled", read: readThrottled },
];

/** What the caption says of a column. */
const NOTES: Readonly<Record<string, (about: About) => string>> = {
  rows: ({ counted }) => `rows by ${counted === undefined ? "Vitess's count" : "InnoDB's counters"}`,
  throttled: () => "throttled by the tablet throttler since the look before",
};

/** A row for each stream, with the columns that have something to tell. */
export function buildStreamsTable(reading: Reading, workflow: Workflow, budget: number): Built | undefined {
  const about: About = { reading, workflow, counted: countByShard(reading, workflow) };
  const cells = workflow.streams.map((stream) => COLUMNS.map(({ read }) => read(stream, about)));
  const told = COLUMNS.map(({ always }, at) => always === true || cells.some((row) => row[at] !== ""));
  const select = <T>(row: readonly T[]): readonly T[] => row.filter((_, at) => told[at]);
  const titles = select(COLUMNS.map(({ title }) => title));
  const caption = ["Streams", ...titles.flatMap((title) => NOTES[title]?.(about) ?? [])].join("; ");
  const table = buildDataTable(caption, titles, cells.map(select), budget);
  return table && { ...table, of: "stream" };
}

/** Counters tell how many rows a shard has, and not which of several streams brought them. */
function countByShard({ rowCounts }: Reading, { streams }: Workflow): RowsByShard | undefined {
  const rows = new Map((rowCounts?.shards ?? []).map((one) => [one.shard, one.rows]));
  const isOneEach = new Set(streams.map(({ shard }) => shard)).size === streams.length;
  return isOneEach && streams.every(({ shard }) => rows.has(shard)) ? rows : undefined;
}

/** Vitess counts rows once a table is complete, so 0 need not mean none (docs/facts/streams-and-copy.md#rows-counted-per-table). */
function readRows({ shard, rowsCopied }: Stream, { counted }: About): Cell {
  return counted?.get(shard) ?? (rowsCopied === 0n ? "" : rowsCopied);
}

function readRate({ shard, copyStates }: Stream, { counted, reading: { rowCounts, recent } }: About): Cell {
  const rows = counted?.get(shard);
  if (rows === undefined || rowCounts === undefined || copyStates.length === 0) return "";
  const now = { at: rowCounts.at, rows };
  return measureRecentRate(recent?.points ?? [], ({ shards }) => shards.find((one) => one.shard === shard)?.rows, now) ?? "";
}

/**
 * Vitess tells the lag of the slowest stream only, and none while any copies. No stream's lag is more than that, or more than the age of its
 * last transaction (docs/facts/streams-and-copy.md#lag-of-one-stream).
 */
function readLag(stream: Stream, { workflow: { lag, streams }, reading: { at } }: About): Cell {
  if (lag.kind !== "seconds" || stream.state !== "Running" || stream.position === "" || hasError(stream)) return "";
  if (streams.length === 1) return `${lag.value} s`;
  const age = stream.transactionAt === undefined ? lag.value : Math.max(Math.ceil((at - stream.transactionAt) / 1000), 0);
  return `at most ${Math.min(lag.value, age)} s`;
}

/** Which part was held back, and at how many of the last looks: `vcopier, 12 of 30 looks`. */
function readThrottled({ shard, id, throttle }: Stream, { reading: { at, recent } }: About): Cell {
  const looks = recent?.looks.find((one) => one.shard === shard && one.streamId === id)?.heldBack ?? [];
  const counts = findHeldBackCounts(looks);
  if (counts.length > 0) return counts.map(({ component, times }) => `${component}, ${times} of ${looks.length} looks`).join("; ");
  return throttle === undefined || at - throttle.at > THROTTLE_IS_NEWS_MS ? "" : throttle.component;
}
