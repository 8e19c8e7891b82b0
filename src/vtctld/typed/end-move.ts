import { CANCEL_DEFAULTS } from "../../core/options.ts";
import type { CancelOptions, CompleteOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Requests } from "../wire/messages.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";
import { refuseWhatIsMissing } from "./since.ts";

export async function completeMove(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CompleteOptions,
  run: { readonly dryRun: boolean },
): Promise<readonly string[]> {
  await refuseWhatIsMissing(calls, [
    { asked: options.shards.length > 0, what: "Choosing shards in complete", since: 19 },
    { asked: options.ignoreSourceKeyspace, what: "Leaving out the source keyspace", since: 22 },
  ]);
  const request: Requests["MoveTablesComplete"] = sent({
    workflow,
    target_keyspace: targetKeyspace,
    keep_data: options.keepData,
    keep_routing_rules: options.keepRoutingRules,
    rename_tables: options.renameTables,
    dry_run: run.dryRun,
    shards: options.shards,
    ignore_source_keyspace: options.ignoreSourceKeyspace,
  });
  const { dry_run_results = [] } = await calls.write("MoveTablesComplete", request, calls.deadlines.end);
  return dry_run_results;
}

/** Cancel and delete are the same call. */
export async function deleteWorkflow(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: CancelOptions): Promise<void> {
  await refuseWhatIsMissing(calls, [
    { asked: options.shards.length > 0, what: "Choosing shards in cancel", since: 19 },
    { asked: options.ignoreSourceKeyspace, what: "Leaving out the source keyspace", since: 22 },
    // The reference client always sends its 1000, and older releases pass over it.
    { asked: options.deleteBatchSize !== CANCEL_DEFAULTS.deleteBatchSize, what: "A delete batch size", since: 22 },
  ]);
  const request: Requests["WorkflowDelete"] = sent({
    keyspace: targetKeyspace,
    workflow,
    keep_data: options.keepData,
    keep_routing_rules: options.keepRoutingRules,
    shards: options.shards,
    delete_batch_size: options.deleteBatchSize.toString(),
    ignore_source_keyspace: options.ignoreSourceKeyspace,
  });
  await calls.write("WorkflowDelete", request, calls.deadlines.end);
}
