import type { MoveView } from "../../core/command/answers.ts";
import { selectKeyBuilds } from "../../core/copy/key-builds.ts";
import { measureRecentRate } from "../../core/copy/recent.ts";
import { indexRows } from "../../core/copy/row-sources.ts";
import { deriveTableStates } from "../../core/copy/tables.ts";
import type { Reading, Stream } from "../../core/readings/readings.ts";
import type { TableName } from "../../core/vitess/names.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { formatBytes, formatCounted } from "../text/numbers.ts";
import { type AroundStream, countByShard, readLag, readRate, readRows, readThrottled } from "./stream-cells.ts";

type Built = ReturnType<typeof buildDataTable>;

/** Anything that its caption must say of a column. */
interface Column {
  readonly title: string;
  /** Left out where it has no value at all. */
  readonly isOptional?: true;
  readonly note?: string;
}

/** The details that have rows: each stream, and while tables are copied each table. A message can have one table only. */
export function buildDetailsTable({ situation, sizes }: MoveView): Built {
  const { reading } = situation.known;
  if (reading?.workflow === undefined) return undefined;
  const { workflow } = reading;
  const around: AroundStream = { reading, workflow, counted: countByShard(reading, workflow) };
  return situation.phase.kind === "copying" ? buildCopy(around, sizes) : buildStreams(around);
}

/** The card, the other details and the log stand in the same message. */
const FITS = 2_000;

const THROTTLED_NOTE = "throttled at how many readings";

function buildStreams(around: AroundStream): Built {
  const columns: readonly Column[] = [
    { title: "shard" },
    { title: "tablet" },
    { title: "reads from" },
    { title: "state" },
    { title: "rows copied", isOptional: true, note: "rows by Vitess's count" },
    { title: "lag", isOptional: true },
    { title: "throttled", isOptional: true, note: THROTTLED_NOTE },
  ];
  const rows = around.workflow.streams.map((stream): readonly Cell[] => [
    stream.shard,
    stream.tablet,
    `${stream.sourceKeyspace}/${stream.sourceShard}`,
    stream.state,
    readRows(stream, { counted: undefined }),
    readLag(stream, around),
    readThrottled(stream, around),
  ]);
  return buildToldTable("Streams", columns, rows);
}

/** What moves comes first, because not everything may fit: tables being copied, streams, then the other tables. */
function buildCopy(around: AroundStream, sizes: MoveView["sizes"]): Built {
  const columns: readonly Column[] = [
    { title: "table or shard" },
    { title: "state" },
    { title: "rows at the target", ...(around.counted === undefined ? { note: "a shard's rows by Vitess's count" } : {}) },
    { title: "rows at the source" },
    { title: "size at the source" },
    { title: "rows/s", isOptional: true, note: "rows/s over the last minutes" },
    { title: "throttled", isOptional: true, note: THROTTLED_NOTE },
  ];
  const { reading, workflow } = around;
  const tables = deriveTableStates(workflow);
  const cellsOf = listTableCells(reading, sizes);
  const ofState = (isCopying: boolean): readonly (readonly Cell[])[] =>
    tables.filter(({ state }) => (state === "copying") === isCopying).map(({ table, state }) => cellsOf(table, state));
  const streams = workflow.streams.map((stream): readonly Cell[] => [
    `shard ${stream.shard}, ${stream.tablet}`,
    sayStreamState(stream),
    readRows(stream, around),
    "",
    "",
    readRate(stream, around),
    readThrottled(stream, around),
  ]);
  const caption = "Tables and shards; rows and sizes by MySQL's estimate";
  return buildToldTable(caption, columns, [...ofState(true), ...streams, ...ofState(false)]);
}

/** An estimate of 0 may mean that nobody has counted yet, so it is left out. */
function listTableCells(reading: Reading, sizes: MoveView["sizes"]): (table: TableName, state: string) => readonly Cell[] {
  const { rowCounts, recent } = reading;
  const [here, there] = [indexRows(rowCounts?.target ?? []), indexRows(rowCounts?.source ?? [])];
  const building = new Set(selectKeyBuilds(reading).map(({ table }) => table));
  return (table, state) => {
    const size = sizes.find((one) => one.table === table);
    const all = there.get(table) ?? size?.rows ?? 0n;
    const rows = here.get(table);
    const now = rowCounts === undefined || rows === undefined ? undefined : { at: rowCounts.at, rows };
    const readPoint: Parameters<typeof measureRecentRate>[1] = ({ tables }) => indexRows(tables).get(table);
    return [
      table,
      building.has(table) ? "building secondary keys" : state,
      rows ?? "",
      all === 0n ? "" : all,
      size === undefined || size.bytes === 0n ? "" : formatBytes(size.bytes),
      state !== "copying" || now === undefined ? "" : (measureRecentRate(recent?.points ?? [], readPoint, now) ?? ""),
      "",
    ];
  };
}

function sayStreamState({ state, position, copyStates }: Stream): string {
  if (position === "") return `${state}, no position yet`;
  return copyStates.length === 0 ? state : `${state}, ${formatCounted(copyStates.length, "table")} left`;
}

function buildToldTable(caption: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Built {
  const told = columns.map(({ isOptional }, at) => isOptional !== true || rows.some((row) => row[at] !== ""));
  const select = <T>(row: readonly T[]): readonly T[] => row.filter((_, at) => told[at]);
  const shown = select(columns);
  const notes = shown.flatMap(({ note }) => note ?? []);
  return buildDataTable(
    [caption, ...notes].join("; "),
    shown.map(({ title }) => title),
    rows.map(select),
    FITS,
  );
}
