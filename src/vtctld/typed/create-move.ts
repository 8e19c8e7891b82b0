import type { CreateOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Requests } from "../wire/messages.ts";
import type { Calls } from "./calls.ts";
import { spelled } from "./config-overrides.ts";
import { sent } from "./fields.ts";
import { refuseWhatIsMissing } from "./since.ts";

export async function createMove(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CreateOptions,
  waitMs: number = calls.deadlines.create,
): Promise<void> {
  await refuseWhatIsMissing(calls, [
    { asked: options.tenantId !== "", what: "A tenant id", since: 20 },
    { asked: options.targetShards.length > 0, what: "Choosing target shards in create", since: 20 },
    { asked: options.globalKeyspace !== "", what: "A global keyspace", since: 21 },
    { asked: options.shardedAutoIncrement === "REPLACE", what: "Replacing AUTO_INCREMENT by sequences", since: 21 },
    { asked: Object.keys(options.configOverrides).length > 0, what: "Config overrides", since: 21 },
  ]);
  const request: Requests["MoveTablesCreate"] = sent({
    workflow,
    source_keyspace: options.sourceKeyspace,
    target_keyspace: targetKeyspace,
    cells: options.cells,
    tablet_types: options.tabletTypes,
    tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : 0,
    source_shards: options.sourceShards,
    all_tables: options.allTables,
    include_tables: options.tables,
    exclude_tables: options.excludeTables,
    external_cluster_name: options.externalClusterName,
    source_time_zone: options.sourceTimeZone,
    on_ddl: options.onDdl,
    stop_after_copy: options.stopAfterCopy,
    drop_foreign_keys: options.dropForeignKeys,
    defer_secondary_keys: options.deferSecondaryKeys,
    auto_start: options.autoStart,
    no_routing_rules: options.noRoutingRules,
    atomic_copy: options.atomicCopy,
    workflow_options: sent({
      tenant_id: options.tenantId,
      // LEAVE is the wire's default, REMOVE the reference client's.
      sharded_auto_increment_handling: options.shardedAutoIncrement === "LEAVE" ? 0 : options.shardedAutoIncrement,
      shards: options.targetShards,
      config: await spelled(calls, options.configOverrides),
      global_keyspace: options.globalKeyspace,
    }),
  });
  await calls.write("MoveTablesCreate", request, waitMs);
}
