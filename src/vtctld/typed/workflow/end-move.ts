import { redact } from "../../../core/explain/redact/redact.ts";
import type { CancelOptions, CompleteOptions } from "../../../core/options/options.ts";
import { CANCEL } from "../../../core/options/cancel.ts";
import { COMPLETE } from "../../../core/options/complete.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";
import { refuseMissingOptions } from "../call/since.ts";

export async function completeMove(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CompleteOptions,
  run: { readonly dryRun: boolean },
): Promise<readonly string[]> {
  await refuseMissingOptions(calls, COMPLETE, options);
  const request: Requests["MoveTablesComplete"] = withoutDefaults({
    workflow,
    target_keyspace: targetKeyspace,
    ...encodeOptions(COMPLETE satisfies WireRows<Requests["MoveTablesComplete"]>, options),
    dry_run: run.dryRun,
  });
  const { dry_run_results = [], summary = "" } = await calls.write("MoveTablesComplete", request, calls.deadlines.end);
  return (run.dryRun ? dry_run_results : [summary]).map(redact);
}

/** Cancel and delete are the same call. */
export async function deleteWorkflow(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CancelOptions,
): Promise<readonly string[]> {
  await refuseMissingOptions(calls, CANCEL, options);
  const request: Requests["WorkflowDelete"] = withoutDefaults({
    keyspace: targetKeyspace,
    workflow,
    ...encodeOptions(CANCEL satisfies WireRows<Requests["WorkflowDelete"]>, options),
  });
  const { summary = "" } = await calls.write("WorkflowDelete", request, calls.deadlines.end);
  return [redact(summary)];
}
