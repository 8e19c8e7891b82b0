import type { Pace } from "../../../../../practice/vtctld/cluster/cluster.ts";

/** A pace at which small tables are copied at once, and big ones never: a script says when. */
export const told: Pace = {
  copyRowsPerSecond: 2_000,
  postCopyMs: 1_000,
  betweenTablesMs: 100,
  streamStartMs: 10,
  vdiffRowsPerSecond: 400_000,
  vdiffStartMs: 0,
  switchStepMs: 0,
  keyspaceLockOutlivesMs: 0,
};
