import fc from "fast-check";

/**
 * Tests draw the same examples in every run, so that a failure comes from a change. To look further, set `SEED` to any number, and `RUNS` to
 * how many examples the big ones draw.
 */
export const SEED = Number(process.env["SEED"] ?? 20_261_201);
const { RUNS } = process.env;

/** How many examples to draw: so many in the usual run. */
export function countRuns(usual: number): number {
  return RUNS === undefined ? usual : Number(RUNS);
}

/** Every `nth` of these, from another place for each `offset`; another `SEED` draws others, and `RUNS` of as many as there are draws all. */
export function drawEvery<T>(nth: number, all: readonly T[], offset = 0): readonly T[] {
  return countRuns(1) >= all.length ? all : all.filter((_, index) => (index + offset + SEED) % nth === 0);
}

fc.configureGlobal({ seed: SEED });
