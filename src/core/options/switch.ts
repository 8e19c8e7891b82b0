import type { OptionRows } from "./row.ts";

const BOTH_WAYS = {
  tabletTypes: {
    name: "tablet-types",
    kind: "types",
    default: ["PRIMARY", "REPLICA", "RDONLY"],
    meaning: "Which traffic to switch: primary is writes, replica and rdonly are reads.",
    alwaysStored: true,
    form: "switch-types",
    wire: "tablet_types",
    flag: "tablet_types",
    approvers: "woven in",
  },
  cells: {
    name: "cells",
    kind: "names",
    default: [],
    meaning: "Cells whose reads are switched; empty is all.",
    alwaysStored: true,
    form: "switch-cells",
    wire: "cells",
    flag: "cells",
    approvers: "woven in",
  },
  maxReplicationLagAllowedMs: {
    name: "max-replication-lag-allowed",
    kind: "duration",
    default: 30_000,
    meaning: "Do nothing while lag is above this.",
    since: 13,
    alwaysStored: true,
    form: "switch-lag",
    wire: "max_replication_lag_allowed",
    flag: "max_replication_lag_allowed",
    approvers: "nothing",
  },
  /** At least 1000: below that Vitess answers OK and does nothing (docs/facts/switch-traffic.md#short-timeout). */
  timeoutMs: {
    name: "timeout",
    kind: "duration",
    default: 30_000,
    meaning: "How long writes may wait while streams catch up; at least 1s.",
    alwaysStored: true,
    form: "switch-timeout",
    wire: "timeout",
    flag: "timeout",
    approvers: "woven in",
  },
  enableReverseReplication: {
    name: "enable-reverse-replication",
    kind: "flag",
    default: true,
    meaning: "Keep rollback possible.",
    alwaysStored: true,
    form: "switch-options",
    wire: "enable_reverse_replication",
    flag: "reverse_replication",
    approvers: "woven in",
  },
  /** The reference client never sends it (docs/facts/switch-traffic.md#shards-and-force). */
  shards: {
    name: "shards",
    kind: "shards",
    default: [],
    meaning: "Check the lag of these target shards only; empty is all.",
    since: 19,
    form: "switch-shards",
    wire: "shards",
    approvers: "nothing",
  },
  /** The reference client does not send it either. */
  force: {
    name: "force",
    kind: "flag",
    default: false,
    meaning: "Go on although some tablets could not be refreshed; dangerous.",
    since: 21,
    form: "switch-more-options",
    wire: "force",
    approvers: "*it goes on although some tablets may not be refreshed: those can serve the old routes*",
  },
  /** Typed as SwitchReads or SwitchWrites: Vitess 11 to 15 run it with those commands. */
  v1: {
    name: "v1",
    kind: "flag",
    default: false,
    meaning: "Carry it out with SwitchReads and SwitchWrites of Vitess 11 to 15.",
    until: 15,
    calledInRefusals: "SwitchReads and SwitchWrites",
    approvers: "nothing",
  },
  dryRun: {
    name: "dry-run",
    kind: "flag",
    default: false,
    typedOnly: true,
    meaning: "Only say what would happen.",
    form: "switch-options",
    approvers: "nothing",
  },
} as const satisfies OptionRows;

/** SwitchTraffic. */
export const SWITCH = {
  ...BOTH_WAYS,
  initializeTargetSequences: {
    name: "initialize-target-sequences",
    kind: "flag",
    default: false,
    meaning: "Set sequences past the highest value in use.",
    since: 18,
    alwaysStored: true,
    form: "switch-more-options",
    wire: "initialize_target_sequences",
    approvers: "sequences at the target are set past the largest used value",
  },
  allAtOnce: {
    name: "all-at-once",
    kind: "flag",
    default: false,
    meaning: "Reads and writes in one call, instead of reads, a soak, then writes.",
    alwaysStored: true,
    form: "switch-options",
    approvers: "woven in",
  },
  /** Tandem's own. */
  window: {
    name: "window",
    kind: "hours",
    typedOnly: true,
    meaning: "Begin only in these hours; until they come, the approved operation waits.",
    otherwise: "as soon as it is approved",
    form: "switch-window",
    approvers: "woven in",
  },
} as const satisfies OptionRows;

/** ReverseTraffic, which is always one call. */
export const REVERSE = {
  ...BOTH_WAYS,
  enableReverseReplication: {
    ...BOTH_WAYS.enableReverseReplication,
    // "-reverse_replication is only supported for SwitchTraffic."
    since: 18,
    calledInRefusals: "--enable-reverse-replication=false",
  },
} as const satisfies OptionRows;
