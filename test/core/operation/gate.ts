import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Subject } from "../../../src/core/operation/outcome/verdict.ts";
import { decideGate } from "../../../src/core/operation/outcome/gates.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { UNSHARDED, withWorkflow } from "../moments.ts";
import { want } from "./given.ts";
import { shardNamed } from "../../names.ts";

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
  rules: { ...UNSHARDED.switched.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }] },
};

/** The gate of a call of these types, with a limit of 30 s for the lag. */
export const gate = (operation: WorkflowOperation, types: readonly TabletType[], reading: Reading, subject: Subject = UNSHARDED.subject) =>
  decideGate(want(operation, types, subject), reading, 30);
