import type { VtctldSimulator } from "../../../practice/vtctld/simulator.ts";

/**
 * Whether applications can read and write: every statement on every table is taken through vtgate, and all writes come to one side. It is what
 * the simulator's vtgates and tablets do, and not what Tandem reads.
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
