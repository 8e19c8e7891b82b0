import type { Reading } from "../../../src/core/readings/readings.ts";
import { UNSHARDED, withWorkflow } from "../moments.ts";

export const OPEN = { kind: "open" };

export const closed = (reason: string): object => ({ kind: "closed", reason });

/** All writes switched, and the reads back at the source. */
export const READS_LEFT: Reading = {
  ...UNSHARDED.switched,
  rules: {
    ...UNSHARDED.switched.rules,
    tables: [
      ...UNSHARDED.switched.rules.tables.filter(({ from }) => !from.includes("@")),
      ...UNSHARDED.copied.rules.tables.filter(({ from }) => from.includes("@")),
    ],
  },
};

export const PARTIAL: Reading = {
  ...withWorkflow(UNSHARDED.switched, { subType: "Partial" }),
  rules: { ...UNSHARDED.switched.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" }] },
};
