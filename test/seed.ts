import fc from "fast-check";

/**
 * Property tests draw the same examples in every run, so that a failure comes from a change. To look further, set `SEED` to any number
 * (`RUNS` says how many examples the big ones draw).
 */
export const SEED = Number(process.env["SEED"] ?? 20_261_201);

fc.configureGlobal({ seed: SEED });
