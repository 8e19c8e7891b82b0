import type { MoveView } from "../../core/command/answers.ts";
import { selectKeyBuilds } from "../../core/copy/key-builds.ts";
import { measureRecentRate } from "../../core/copy/recent.ts";
import { indexRows } from "../../core/copy/row-sources.ts";
import { deriveTableStates } from "../../core/copy/tables.ts";
import type { Reading, Workflow } from "../../core/readings/readings.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { formatBytes } from "../text/numbers.ts";
import { buildStreamsTable, type Built } from "./streams-table.ts";

/** The details that have rows: each table while tables are copied, and each stream. */
export function buildDetailsTables({ situation, sizes }: MoveView): readonly Built[] {
  const { reading } = situation.known;
  if (reading?.workflow === undefined) return [];
  const { workflow } = reading;
  const tables = situation.phase.kind === "copying" ? buildTables(reading, workflow, sizes) : undefined;
  return [tables, buildStreamsTable(reading, workflow, tables === undefined ? FITS : FITS_TWICE)].filter((one) => one !== undefined);
}

/** The card, the other details and the log stand in the same message. */
const FITS = 2_000;
const FITS_TWICE = 1_400;

const TABLE_COLUMNS = ["table", "state", "rows there", "rows at the source", "size at the source", "rows/s"] as const;

/** An estimate of 0 may mean that nobody has counted yet, so it is left out. */
function buildTables(reading: Reading, workflow: Workflow, sizes: MoveView["sizes"]): Built | undefined {
  const { rowCounts, recent } = reading;
  const [here, there] = [indexRows(rowCounts?.target ?? []), indexRows(rowCounts?.source ?? [])];
  const building = new Set(selectKeyBuilds(reading).map(({ table }) => table));
  const rows = deriveTableStates(workflow).map(({ table, state }): readonly Cell[] => {
    const size = sizes.find((one) => one.table === table);
    const all = there.get(table) ?? size?.rows ?? 0n;
    const rowsHere = here.get(table);
    const rate =
      rowsHere === undefined || rowCounts === undefined || state !== "copying"
        ? undefined
        : measureRecentRate(recent?.points ?? [], ({ tables }) => indexRows(tables).get(table), { at: rowCounts.at, rows: rowsHere });
    return [
      table,
      building.has(table) ? "building secondary keys" : state,
      rowsHere ?? "",
      all === 0n ? "" : all,
      size === undefined || size.bytes === 0n ? "" : formatBytes(size.bytes),
      rate ?? "",
    ];
  });
  const table = buildDataTable("Tables of the copy; rows and sizes are MySQL's estimates", TABLE_COLUMNS, rows, FITS_TWICE);
  return table && { ...table, of: "table" };
}
