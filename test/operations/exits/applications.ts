import type { VtctldSimulator } from "../../../practice/vtctld/simulator.ts";

/**
 * Whether applications can read and write: every statement on every table gets through vtgate, and all writes go to one side. This comes
 * from the simulator's vtgates and tablets, not from what Tandem reads.
 */
export function isServed({ sql }: VtctldSimulator, tables: readonly string[]): boolean {
  const writes = tables.map((table) => sql.insertThroughVtgate(table, { id: "900001" }));
  const reads = tables.map((table) => sql.readThroughVtgate(table, "REPLICA"));
  const [first] = writes;
  return (
    writes.every(({ keyspace }) => keyspace !== undefined && keyspace === first?.keyspace) &&
    reads.every(({ error }) => error === undefined)
  );
}
