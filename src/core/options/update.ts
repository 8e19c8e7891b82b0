import type { OptionRows } from "./row.ts";

/** Workflow update. Options left out stay unchanged. */
export const UPDATE = {
  cells: {
    name: "cells",
    kind: "names",
    meaning: "Cells (or aliases) whose tablets are copied from; empty is the target primary's cell.",
    form: "update-cells",
    wire: "cells",
  },
  tabletTypes: {
    name: "tablet-types",
    kind: "types",
    meaning: "Types of source tablets to copy from.",
    form: "update-types",
    wire: "tablet_types",
  },
  tabletTypesInOrder: {
    name: "tablet-types-in-order",
    kind: "order",
    meaning: "Take the tablet types in the order given.",
    form: "update-order",
    wire: "tablet_selection_preference",
  },
  onDdl: {
    name: "on-ddl",
    kind: "on-ddl",
    meaning: "What to do when the source's schema changes meanwhile.",
    form: "update-on-ddl",
    wire: "on_ddl",
  },
  configOverrides: {
    name: "config-overrides",
    kind: "settings",
    meaning: "Settings of VReplication for this move alone.",
    since: 21,
    form: "update-overrides",
    wire: "config_overrides",
  },
  shards: {
    name: "shards",
    kind: "shards",
    default: [],
    meaning: "Only on these shards of the target; empty is all.",
    // Older releases would change all shards.
    since: 22,
    form: "update-shards",
    wire: "shards",
  },
} as const satisfies OptionRows;
