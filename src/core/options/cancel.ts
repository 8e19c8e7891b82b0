import type { OptionRows } from "./row.ts";

/** MoveTables cancel. Without `keepData` it drops the tables at the target. */
export const CANCEL = {
  keepData: {
    name: "keep-data",
    kind: "flag",
    default: false,
    meaning: "Keep what was copied; otherwise the target's tables are dropped.",
    alwaysStored: true,
    wire: "keep_data",
    flag: "keep_data",
    approvers: "woven in",
  },
  keepRoutingRules: {
    name: "keep-routing-rules",
    kind: "flag",
    default: false,
    meaning: "Leave the routing rules as they are.",
    // It is not known whether Cancel honours the flag before the typed API.
    since: 18,
    alwaysStored: true,
    wire: "keep_routing_rules",
    approvers: "woven in",
  },
  shards: {
    name: "shards",
    kind: "shards",
    default: [],
    meaning: "Only these shards of the target; empty is all.",
    since: 19,
    wire: "shards",
    approvers: "woven in",
  },
  ignoreSourceKeyspace: {
    name: "ignore-source-keyspace",
    kind: "flag",
    default: false,
    meaning: "The source keyspace is gone: leave it out.",
    since: 22,
    wire: "ignore_source_keyspace",
    approvers: "woven in",
  },
  deleteBatchSize: {
    name: "delete-batch-size",
    kind: "count-from-1",
    default: 1000n,
    meaning: "Rows of a tenant that are deleted in one statement.",
    // The reference client always sends its 1000, and older releases ignore it.
    since: 22,
    wire: "delete_batch_size",
    approvers: "nothing",
  },
} as const satisfies OptionRows;

/** Workflow delete. Before 18 it never touches rules and tables, so keeping the rules requires no release. */
const { since: _since, ...keepRoutingRules } = CANCEL.keepRoutingRules;
export const DELETE = { ...CANCEL, keepRoutingRules } as const satisfies OptionRows;
