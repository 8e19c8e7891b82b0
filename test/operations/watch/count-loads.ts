import type { Records } from "../../../src/operations/records.ts";

/** The same records, and how often all moves were loaded from them. */
export function countLoads(records: Records): { readonly records: Records; readonly loads: () => number } {
  let loads = 0;
  const moves = {
    ...records.moves,
    active() {
      loads += 1;
      return records.moves.active();
    },
  };
  return { records: { ...records, moves }, loads: () => loads };
}
