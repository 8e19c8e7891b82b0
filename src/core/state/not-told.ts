import { type Side, type Sides, leadTo } from "./blocked-writes.ts";
import type { Instant, Reading } from "../readings.ts";

/**
 * Tables whose record a rescue or somebody else has cleaned, at a side whose primaries have not all been seen to read it. No reading shows
 * whether one goes on denying (vitess.md, second run 5): only a refresh that was whole ends this.
 */
export interface NotTold {
  readonly side: Side;
  readonly tables: readonly string[];
  readonly since: Instant;
}

/** True while applications may meet it: routing sends writes of these tables to that side. */
export function isFelt({ side, tables }: NotTold, sides: Sides, reading: Reading): boolean {
  return leadTo(sides, side, tables, reading);
}

/** Both, where they are of one side; else the later one. */
export function together(earlier: NotTold | undefined, later: NotTold): NotTold {
  if (earlier?.side !== later.side) return later;
  return { ...earlier, tables: [...new Set([...earlier.tables, ...later.tables])] };
}
