import type { FlagSpecs } from "./flags.ts";

/** The flags of `MoveTables` v2. It accepts Reshard's too, as one command serves both. */
export function moveTablesFlags(version: number): FlagSpecs {
  return {
    all: "bool",
    auto_start: "bool",
    cells: "text",
    dry_run: "bool",
    exclude: "text",
    keep_data: "bool",
    rename_tables: "bool",
    reverse_replication: "bool",
    skip_schema_copy: "bool",
    source: "text",
    source_shards: "text",
    stop_after_copy: "bool",
    tables: "text",
    tablet_types: "text",
    target_shards: "text",
    timeout: "duration",
    v1: "bool",
    v2: "bool",
    ...(version >= 13
      ? { max_replication_lag_allowed: "duration", keep_routing_rules: "bool", drop_foreign_keys: "bool", source_time_zone: "text" }
      : {}),
    ...(version >= 16 ? { "on-ddl": "text", "defer-secondary-keys": "bool" } : {}),
  };
}

/** The flags of `MoveTables` v1. */
export function moveTablesV1Flags(version: number): FlagSpecs {
  return {
    v1: "bool",
    v2: "bool",
    workflow: "text",
    cells: "text",
    tablet_types: "text",
    all: "bool",
    exclude: "text",
    auto_start: "bool",
    stop_after_copy: "bool",
    ...(version >= 13 ? { drop_foreign_keys: "bool", source_time_zone: "text" } : {}),
  };
}

/** The flags of v1's `SwitchReads`. */
export const switchReadsFlags: FlagSpecs = { cells: "text", dry_run: "bool", reverse: "bool", tablet_type: "text", tablet_types: "text" };

/** The flags of v1's `SwitchWrites`. */
export const switchWritesFlags: FlagSpecs = {
  cancel: "bool",
  dry_run: "bool",
  filtered_replication_wait_time: "duration",
  reverse: "bool",
  reverse_replication: "bool",
  timeout: "duration",
};

/** The flags of v1's `DropSources`. */
export const dropSourcesFlags: FlagSpecs = { dry_run: "bool", keep_data: "bool", rename_tables: "bool" };

/** The flags of `VDiff`. */
export function listVDiffFlags(version: number): FlagSpecs {
  return {
    debug_query: "bool",
    filtered_replication_wait_time: "duration",
    format: "text",
    limit: "number",
    only_pks: "bool",
    source_cell: "text",
    tables: "text",
    tablet_types: "text",
    target_cell: "text",
    ...(version >= 14 ? { v2: "bool", max_extra_rows_to_compare: "number" } : {}),
    ...(version >= 15 ? { "auto-retry": "bool", verbose: "bool", wait: "bool", "wait-update-interval": "duration" } : {}),
    ...(version >= 16 ? { v1: "bool" } : {}),
  };
}

/** The flags of `Workflow`. */
export const workflowFlags: FlagSpecs = { dry_run: "bool" };

/** The flags of `ApplyRoutingRules`. */
export const applyRoutingRulesFlags: FlagSpecs = {
  cells: "text",
  "dry-run": "bool",
  rules: "text",
  rules_file: "text",
  skip_rebuild: "bool",
};
