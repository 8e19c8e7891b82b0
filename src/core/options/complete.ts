import { CANCEL } from "./cancel.ts";
import type { OptionRows } from "./row.ts";
import { SWITCH } from "./switch.ts";

/** MoveTables complete. The source's tables are dropped, renamed, or kept. */
export const COMPLETE = {
  renameTables: {
    name: "rename-tables",
    kind: "flag",
    default: false,
    meaning: "Rename the source's tables to _name_old.",
    alwaysStored: true,
    form: "complete-fate",
    wire: "rename_tables",
    flag: "rename_tables",
    approvers: "woven in",
  },
  keepData: {
    name: "keep-data",
    kind: "flag",
    default: false,
    meaning: "Leave the source's tables as they are.",
    alwaysStored: true,
    form: "complete-fate",
    wire: "keep_data",
    flag: "keep_data",
    approvers: "woven in",
  },
  /** Tandem's own option: it spells out what the reference client does when it is told nothing. */
  dropTables: {
    name: "drop-tables",
    kind: "flag",
    default: false,
    typedOnly: true,
    meaning: "Drop the source's tables.",
    form: "complete-fate",
    approvers: "woven in",
  },
  // No recorded release refuses it, and 14 logs it; 12 has no such flag.
  keepRoutingRules: { ...CANCEL.keepRoutingRules, since: 14, form: "complete-more-options", flag: "keep_routing_rules" },
  /** vtctld ignores it (docs/facts/cancel-and-complete.md#shards-of-complete). */
  shards: {
    name: "shards",
    kind: "shards",
    default: [],
    meaning: "Sent along; Vitess completes every shard all the same.",
    since: 19,
    form: "complete-shards",
    wire: "shards",
    approvers: "woven in",
  },
  ignoreSourceKeyspace: { ...CANCEL.ignoreSourceKeyspace, form: "complete-more-options" },
  /** Typed as DropSources: Vitess 11 to 15 run it with that command. */
  v1: {
    name: "v1",
    kind: "flag",
    default: false,
    meaning: "Carry it out with DropSources of Vitess 11 to 15.",
    until: 15,
    calledInRefusals: "DropSources",
    approvers: "nothing",
  },
  dryRun: { ...SWITCH.dryRun, form: "complete-options" },
  window: { ...SWITCH.window, form: "complete-window" },
} as const satisfies OptionRows;
