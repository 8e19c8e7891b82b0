import fc from "fast-check";
import { expect, test } from "vitest";
import { listComparedTables } from "../../../src/core/vdiff/compared.ts";
import type { VDiff, VDiffShard, VDiffTable } from "../../../src/core/vdiff/vdiff.ts";
import { tableNamed } from "../../names.ts";

const COUNTS = {
  rowsEstimated: 0n,
  rowsCompared: 1n,
  hasMismatch: false,
  matching: 1n,
  mismatched: 0n,
  onlyInSource: 0n,
  onlyInTarget: 0n,
};
const NAMES = fc.constantFrom("-40", "40-80", "80-");
const ROWS = fc.array(
  fc.record({ shard: NAMES, table: fc.constantFrom("corder", "customer", "product"), state: fc.constantFrom("completed", "started") }),
);

/** By the definition, without regard to time. */
function compareByDefinition(shards: readonly string[], tables: readonly VDiffTable[]): ReadonlySet<string> {
  const isDone = (table: string, shard: string): boolean =>
    tables.some((row) => row.table === table && row.shard === shard && row.state === "completed");
  const completed = tables.filter(({ state }) => state === "completed").map(({ table }) => table);
  return new Set(completed.filter((table) => shards.every((shard) => isDone(table, shard))));
}

test("a table is compared once every shard has it completed, however rows and shards are listed, or listed twice", () => {
  fc.assert(
    fc.property(fc.array(NAMES), ROWS, (names, rows) => {
      const shards = names.map((shard): VDiffShard => ({ shard, state: "completed", lastError: "" }));
      const tables = rows.map(({ shard, table, state }): VDiffTable => ({ shard, table: tableNamed(table), state, ...COUNTS }));
      const vdiff: VDiff = { uuid: "", shards, tables };
      expect(listComparedTables(vdiff)).toEqual(compareByDefinition(names, tables));
    }),
  );
});
