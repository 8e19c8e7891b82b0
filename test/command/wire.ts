import type { Command } from "../../src/core/command/command.ts";

interface Wire {
  readonly rpc: string;
  /** In the format of the recordings: proto3 defaults left out, 64-bit numbers as text. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** The call that the reference client makes for a command; undefined for one that only reads. */
export function requestOf(command: Command): Wire | undefined {
  switch (command.verb) {
    case "create": {
      const { options, name } = command;
      return wire("MoveTablesCreate", {
        workflow: name.workflow,
        source_keyspace: options.sourceKeyspace,
        target_keyspace: name.targetKeyspace,
        cells: options.cells,
        tablet_types: options.tabletTypes,
        tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : undefined,
        source_shards: options.sourceShards,
        all_tables: options.allTables,
        include_tables: options.tables,
        exclude_tables: options.excludeTables,
        source_time_zone: options.sourceTimeZone,
        on_ddl: options.onDdl,
        stop_after_copy: options.stopAfterCopy,
        defer_secondary_keys: options.deferSecondaryKeys,
        auto_start: options.autoStart,
        no_routing_rules: options.noRoutingRules,
        atomic_copy: options.atomicCopy,
        workflow_options: {
          sharded_auto_increment_handling: options.shardedAutoIncrement,
          ...(Object.keys(options.configOverrides).length > 0 && { config: options.configOverrides }),
        },
      });
    }
    case "switch":
    case "reverse": {
      const { options, name, dryRun } = command;
      return wire("WorkflowSwitchTraffic", {
        keyspace: name.targetKeyspace,
        workflow: name.workflow,
        cells: options.cells,
        tablet_types: options.tabletTypes,
        max_replication_lag_allowed: duration(options.maxReplicationLagAllowedMs),
        enable_reverse_replication: options.enableReverseReplication,
        direction: command.verb === "reverse" ? 1 : undefined,
        timeout: duration(options.timeoutMs),
        dry_run: dryRun,
        initialize_target_sequences: options.initializeTargetSequences,
      });
    }
    case "complete": {
      const { options, name, dryRun } = command;
      return wire("MoveTablesComplete", {
        workflow: name.workflow,
        target_keyspace: name.targetKeyspace,
        keep_data: options.keepData,
        keep_routing_rules: options.keepRoutingRules,
        rename_tables: options.renameTables,
        dry_run: dryRun,
      });
    }
    case "cancel":
    case "delete": {
      const { options, name } = command;
      return wire("WorkflowDelete", {
        keyspace: name.targetKeyspace,
        workflow: name.workflow,
        keep_data: options.keepData,
        keep_routing_rules: options.keepRoutingRules,
        shards: options.shards,
        delete_batch_size: String(options.deleteBatchSize),
        ignore_source_keyspace: options.ignoreSourceKeyspace,
      });
    }
    case "update": {
      const { options, name } = command;
      const { configOverrides = {}, shards } = options;
      const preference = options.tabletTypesInOrder === undefined ? "UNKNOWN" : "INORDER";
      const changed = wire("WorkflowUpdate", {
        workflow: name.workflow,
        cells: options.cells ?? ["NULL"],
        tablet_types: options.tabletTypes ?? [-1],
        tablet_selection_preference: options.tabletTypesInOrder === false ? undefined : preference,
        on_ddl: options.onDdl,
        config_overrides: Object.keys(configOverrides).length > 0 ? configOverrides : undefined,
        shards,
      });
      return { ...changed, request: { keyspace: name.targetKeyspace, tablet_request: changed.request } };
    }
    case "mirror": {
      const { options, name } = command;
      return wire("WorkflowMirrorTraffic", {
        keyspace: name.targetKeyspace,
        workflow: name.workflow,
        tablet_types: options.tabletTypes,
        percent: options.percent === 0 ? undefined : options.percent,
      });
    }
    case "vdiff-create": {
      const { options, name, uuid } = command;
      const sent = wire("VDiffCreate", {
        workflow: name.workflow,
        target_keyspace: name.targetKeyspace,
        uuid,
        source_cells: options.sourceCells,
        target_cells: options.targetCells,
        tablet_types: options.tabletTypes,
        tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : undefined,
        tables: options.tables,
        limit: String(options.limit),
        filtered_replication_wait_time: duration(options.filteredReplicationWaitTimeMs),
        debug_query: options.debugQuery,
        only_p_ks: options.onlyPks,
        update_table_stats: options.updateTableStats,
        max_extra_rows_to_compare: String(options.maxExtraRowsToCompare),
        auto_retry: options.autoRetry,
        max_report_sample_rows: String(options.maxReportSampleRows),
        max_diff_duration: duration(options.maxDiffDurationMs),
        row_diff_column_truncate_at: String(options.rowDiffColumnTruncateAt),
      });
      // Not a proto3 default: the field is optional, and the client always sends it.
      return { ...sent, request: { ...sent.request, auto_start: options.autoStart } };
    }
    default:
      return undefined;
  }
}

function wire(rpc: string, request: Readonly<Record<string, unknown>>): Wire {
  const sent = Object.entries(request).filter(
    ([, value]) => value !== undefined && value !== false && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return { rpc, request: Object.fromEntries(sent) };
}

function duration(ms: number): Readonly<Record<string, unknown>> {
  const seconds = Math.floor(ms / 1000);
  const nanos = (ms % 1000) * 1_000_000;
  return { ...(seconds > 0 && { seconds: String(seconds) }), ...(nanos > 0 && { nanos }) };
}
