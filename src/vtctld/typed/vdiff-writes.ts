import type { VDiffOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";
import { durationFrom } from "./times.ts";

// The server ignores it, and the reference client always sends it.
const WAIT_UPDATE_INTERVAL = { seconds: "60" };

export async function createVDiff(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  uuid: string,
  options: VDiffOptions,
): Promise<void> {
  const request = sent({
    workflow,
    target_keyspace: targetKeyspace,
    uuid,
    source_cells: options.sourceCells,
    target_cells: options.targetCells,
    tablet_types: options.tabletTypes,
    tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : "",
    tables: options.tables,
    limit: number64(options.limit),
    filtered_replication_wait_time: durationFrom(options.filteredReplicationWaitTimeMs),
    debug_query: options.debugQuery,
    only_p_ks: options.onlyPks,
    update_table_stats: options.updateTableStats,
    max_extra_rows_to_compare: number64(options.maxExtraRowsToCompare),
    wait_update_interval: WAIT_UPDATE_INTERVAL,
    auto_retry: options.autoRetry,
    max_report_sample_rows: number64(options.maxReportSampleRows),
    max_diff_duration: durationFrom(options.maxDiffDurationMs),
    row_diff_column_truncate_at: number64(options.rowDiffColumnTruncateAt),
  });
  // Optional on the wire: absent is not false, so false is sent too.
  await calls.write("VDiffCreate", { ...request, auto_start: options.autoStart }, calls.deadlines.vdiff);
}

function number64(value: bigint): string {
  return value === 0n ? "" : value.toString();
}

export async function stopVDiff(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, uuid: string): Promise<void> {
  await calls.write("VDiffStop", { workflow, target_keyspace: targetKeyspace, uuid }, calls.deadlines.vdiff);
}

export async function resumeVDiff(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, uuid: string): Promise<void> {
  await calls.write("VDiffResume", { workflow, target_keyspace: targetKeyspace, uuid }, calls.deadlines.vdiff);
}

export async function deleteVDiff(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, uuidOrAll: string): Promise<void> {
  await calls.write("VDiffDelete", { workflow, target_keyspace: targetKeyspace, arg: uuidOrAll }, calls.deadlines.vdiff);
}
