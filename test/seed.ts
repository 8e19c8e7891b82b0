import fc from "fast-check";

/**
 * Property tests draw the same examples in every run, so that a change fails for what it changed. To look further, set `SEED` to any number
 * (`RUNS` says how many examples the big ones draw).
 */
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 20_261_201) });
