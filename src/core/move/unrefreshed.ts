import type { TableName } from "../vitess/names.ts";
import { type Side, type Sides, areWritesRoutedToSide } from "./blocked-writes.ts";
import type { Move } from "./moves.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { findDenials } from "./traffic.ts";

/**
 * Tables whose record a rescue or somebody else cleaned, at a side where Tandem has not seen every primary read it. No reading shows
 * whether a primary still denies (docs/facts/denied-tables.md#record-and-tablet): only a complete refresh ends this.
 */
export interface UnrefreshedTables {
  readonly side: Side;
  readonly tables: readonly TableName[];
  readonly since: Instant;
}

/** True while applications may notice: routing sends writes of these tables to that side. */
export function isFelt({ side, tables }: UnrefreshedTables, sides: Sides, reading: Reading): boolean {
  return areWritesRoutedToSide(sides, side, tables, reading);
}

/** True once the record denies the tables again where nobody writes: whoever switched had the tablets read it; a reverse cleans it. */
export function isDeniedAnew(notTold: UnrefreshedTables, { name, tables }: Pick<Move, "name" | "tables">, reading: Reading): boolean {
  const { workflow } = reading;
  if (workflow === undefined) return false;
  const sides = { ...workflow, targetKeyspace: name.targetKeyspace, tables };
  return findDenials(reading, sides, notTold.tables)[notTold.side] === "all" && !isFelt(notTold, sides, reading);
}

/** Merges both if they concern the same side; otherwise the later one counts. */
export function mergeUnrefreshed(earlier: UnrefreshedTables | undefined, later: UnrefreshedTables): UnrefreshedTables {
  if (earlier?.side !== later.side) return later;
  return { ...earlier, tables: [...new Set([...earlier.tables, ...later.tables])] };
}
