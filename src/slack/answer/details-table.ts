import type { MoveView } from "../../core/command/answers.ts";
import { indexRows } from "../../core/copy/row-sources.ts";
import { deriveTableStates } from "../../core/copy/tables.ts";
import type { Reading, Workflow } from "../../core/readings/readings.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { formatBytes } from "../text/numbers.ts";

type Built = ReturnType<typeof buildDataTable>;

/** The details that have rows: while tables are copied each table, otherwise each stream. Undefined where there are none. */
export function buildDetailsTable({ situation, sizes }: MoveView): Built {
  const { reading } = situation.known;
  if (reading?.workflow === undefined) return undefined;
  return situation.phase.kind === "copying" ? buildTables(reading, reading.workflow, sizes) : buildStreams(reading.workflow);
}

/** The card, the other details and the log stand in the same message. */
const FITS = 2_000;

const TABLE_COLUMNS = ["table", "state", "rows there", "rows at the source", "size at the source"] as const;

/** An estimate of 0 may mean that nobody has counted yet, so it is left out. */
function buildTables({ rowCounts }: Reading, workflow: Workflow, sizes: MoveView["sizes"]): Built {
  const [here, there] = [indexRows(rowCounts?.target ?? []), indexRows(rowCounts?.source ?? [])];
  const rows = deriveTableStates(workflow).map(({ table, state }): readonly Cell[] => {
    const size = sizes.find((one) => one.table === table);
    const all = there.get(table) ?? size?.rows ?? 0n;
    return [
      table,
      state,
      here.get(table) ?? "",
      all === 0n ? "" : all,
      size === undefined || size.bytes === 0n ? "" : formatBytes(size.bytes),
    ];
  });
  return buildDataTable("Tables of the copy; rows and sizes are MySQL's estimates", TABLE_COLUMNS, rows, FITS);
}

const STREAM_COLUMNS = ["shard", "tablet", "reads from", "state", "rows copied"] as const;

/** Vitess counts rows once a table is complete, so 0 need not mean none (docs/facts/streams-and-copy.md#rows-counted-per-table). */
function buildStreams({ streams }: Workflow): Built {
  return buildDataTable(
    "Streams; rows by Vitess's count",
    STREAM_COLUMNS,
    streams.map(({ shard, tablet, sourceKeyspace, sourceShard, state, rowsCopied }): readonly Cell[] => [
      shard,
      tablet,
      `${sourceKeyspace}/${sourceShard}`,
      state,
      rowsCopied === 0n ? "" : rowsCopied,
    ]),
    FITS,
  );
}
