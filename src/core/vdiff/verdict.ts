import type { TableName } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";
import { listComparedTables } from "./compared.ts";
import type { VDiff } from "./vdiff.ts";

/**
 * - `running`: has not ended (pending, started).
 * - `clean`: completed on every shard, every table of the move compared, no difference. `completedAt` is by Vitess's clock.
 * - `limited`: the same, but it met the row limit it was given or, with `keysOnly`, it was told to report only keys, and matched rows in a
 *   different order by key alone.
 * - `different`: rows differ.
 * - `incomplete`: it ended without covering every table of the move.
 * - `failed`: a shard or a table ended in an error.
 * - `stopped`: somebody stopped it.
 */
export type VDiffVerdict =
  | { readonly kind: "running"; readonly rowsCompared: bigint }
  | { readonly kind: "clean"; readonly rowsCompared: bigint; readonly completedAt: Instant }
  | { readonly kind: "limited"; readonly rowsCompared: bigint; readonly rowLimit: bigint; readonly keysOnly?: true }
  | { readonly kind: "different"; readonly rowsCompared: bigint; readonly tables: readonly TableName[] }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] }
  | { readonly kind: "failed"; readonly errors: readonly { readonly shard: string; readonly message: string }[] }
  | { readonly kind: "stopped" };

/**
 * Judges a VDiff of a move's tables. Vitess calls a VDiff `completed` even if a table is missing at the target
 * (docs/facts/vdiff.md#missing-table), so this checks the list of tables.
 */
export function reachVDiffVerdict(vdiff: VDiff, moveTables: readonly TableName[]): VDiffVerdict {
  const rowsCompared = vdiff.whole?.rowsCompared ?? vdiff.tables.reduce((sum, table) => sum + table.rowsCompared, 0n);
  const withErrors = new Set(vdiff.tables.filter((table) => table.state === "error").map((table) => table.shard));
  const broken = vdiff.shards.filter((one) => one.state === "error" || withErrors.has(one.shard));
  if (broken.length > 0) {
    return { kind: "failed", errors: broken.map(({ shard, lastError }) => ({ shard, message: lastError })) };
  }
  const different = [...new Set(vdiff.tables.filter((table) => table.hasMismatch).map((table) => table.table))].toSorted();
  if (vdiff.shards.some((shard) => shard.state === "stopped")) return { kind: "stopped" };
  const taking = vdiff.shards.filter((shard) => shard.state !== "absent");
  const done = taking.length > 0 && taking.every((shard) => shard.state === "completed");
  if (!done) return { kind: "running", rowsCompared };
  if (different.length > 0) return { kind: "different", rowsCompared, tables: different };

  const compared = listComparedTables(vdiff);
  const missing = moveTables.filter((table) => !compared.has(table));
  if (missing.length > 0) return { kind: "incomplete", missing: missing.toSorted() };
  const { rowLimit } = vdiff;
  const counts = [...vdiff.tables.map((table) => table.rowsCompared), ...(vdiff.whole === undefined ? [] : [rowsCompared])];
  if (rowLimit !== undefined && counts.some((count) => count >= rowLimit)) {
    return { kind: "limited", rowsCompared, rowLimit };
  }
  // A row that was first extra on both sides was compared twice but matches once.
  const isMatchedLater = vdiff.tables.some((table) => table.matching !== table.rowsCompared);
  if (vdiff.keysOnly === true && (isMatchedLater || vdiff.whole !== undefined)) {
    return { kind: "limited", rowsCompared, rowLimit: 0n, keysOnly: true };
  }
  const completedAt = Math.max(...vdiff.shards.map((shard) => shard.completedAt ?? 0));
  return { kind: "clean", rowsCompared, completedAt };
}
