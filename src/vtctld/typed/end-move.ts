import type { CancelOptions, CompleteOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";

// The reference client's default: how many rows of a tenant go in one statement. The wire's 0 would be none.
const DELETE_BATCH_SIZE = "1000";

export async function completeMove(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CompleteOptions,
  run: { readonly dryRun: boolean },
): Promise<readonly string[]> {
  const request = sent({
    workflow,
    target_keyspace: targetKeyspace,
    keep_data: options.keepData,
    keep_routing_rules: options.keepRoutingRules,
    rename_tables: options.renameTables,
    dry_run: run.dryRun,
  });
  const { dry_run_results = [] } = await calls.write("MoveTablesComplete", request, calls.deadlines.end);
  return dry_run_results;
}

/** Cancel and delete are the same call. */
export async function deleteWorkflow(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: CancelOptions): Promise<void> {
  const request = sent({
    keyspace: targetKeyspace,
    workflow,
    keep_data: options.keepData,
    keep_routing_rules: options.keepRoutingRules,
    delete_batch_size: DELETE_BATCH_SIZE,
  });
  await calls.write("WorkflowDelete", request, calls.deadlines.end);
}
