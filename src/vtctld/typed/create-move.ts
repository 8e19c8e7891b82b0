import type { CreateOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";

export async function createMove(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: CreateOptions): Promise<void> {
  const request = sent({
    workflow,
    source_keyspace: options.sourceKeyspace,
    target_keyspace: targetKeyspace,
    cells: options.cells,
    tablet_types: options.tabletTypes,
    tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : "",
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
    // The reference client's default; LEAVE, the wire's, would keep AUTO_INCREMENT on sharded tables.
    workflow_options: { sharded_auto_increment_handling: "REMOVE" },
  });
  await calls.write("MoveTablesCreate", request, calls.deadlines.create);
}
