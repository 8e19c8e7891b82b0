import type { Workflow } from "../readings/readings.ts";
import { isTableName, type TableName } from "../vitess/names.ts";

export type TableState = "waiting" | "copying" | "done";

export interface TableProgress {
  readonly table: TableName;
  readonly state: TableState;
}

/** Built once for all tables: searching 500 tables times 20 streams one by one blocks for seconds. */
export function deriveTableStates(workflow: Workflow): readonly TableProgress[] {
  const states = new Map<TableName, Set<TableState>>();
  for (const stream of workflow.streams) {
    const left = new Map(stream.copyStates.map((state) => [state.table, state]));
    for (const table of stream.tables.filter(isTableName)) {
      const state = left.get(table);
      const known = states.get(table) ?? new Set();
      // Before a stream has a position it has copied nothing, and Vitess has not yet listed what is left.
      known.add(state === undefined ? (stream.position === "" ? "waiting" : "done") : state.lastPk === "" ? "waiting" : "copying");
      states.set(table, known);
    }
  }
  return [...states].map(([table, known]) => ({ table, state: combineStates(known) })).toSorted((a, b) => (a.table < b.table ? -1 : 1));
}

/** A table that is done in one shard and waiting in another has some rows, so it counts as copying. */
function combineStates(states: ReadonlySet<TableState>): TableState {
  const [only] = states;
  return states.size === 1 && only !== undefined ? only : "copying";
}

export function sumDone(tables: readonly TableProgress[]): number {
  return tables.filter((table) => table.state === "done").length;
}
