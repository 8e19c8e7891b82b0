import fc from "fast-check";

/**
 * Tests draw the same examples in every run, so that a failure comes from a change. To look further, set `SEED` to any number, and `RUNS` to
 * how many examples the big ones draw.
 */
export const SEED = Number(process.env["SEED"] ?? 20_261_201);
const { RUNS } = process.env;
/** Set by `npm run test:faults`. */
export const IS_WHOLE = process.env["DRAW"] === "all";
/** Set by whoever has the time: faults then last as long as an installation has to bear them, and strike every topology in every way. */
export const IS_LONG = process.env["FAULTS"] === "long";

/** How many examples to draw: so many in the usual run, so many in `npm run test:faults`. */
export function countRuns(usual: number, whole: number = usual): number {
  return Number(RUNS ?? (IS_WHOLE ? whole : usual));
}

/** Every `nth` of these, from another place for each `offset`; another `SEED` draws others, and `npm run test:faults` all. */
export function drawEvery<T>(nth: number, all: readonly T[], offset = 0): readonly T[] {
  return IS_WHOLE ? all : all.filter((_, index) => (index + offset + SEED) % nth === 0);
}

fc.configureGlobal({ seed: SEED });
