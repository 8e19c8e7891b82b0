import { VDIFF_DEFAULTS } from "../../core/options.ts";
import type { VDiffOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Requests } from "../wire/messages.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";
import { refuseWhatIsMissing } from "./since.ts";
import { durationFrom } from "./times.ts";

// The server ignores it, and the reference client always sends it.
const WAIT_UPDATE_INTERVAL = { seconds: "60" };

export async function createVDiff(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  uuid: string,
  options: VDiffOptions,
): Promise<void> {
  await refuseWhatIsMissing(calls, [
    // A number of sample rows is passed over by 18, which keeps ten in Vitess: no reason to refuse a VDiff.
    { asked: options.maxDiffDurationMs > 0, what: "A longest duration of a VDiff", since: 19 },
    { asked: options.rowDiffColumnTruncateAt !== VDIFF_DEFAULTS.rowDiffColumnTruncateAt, what: "A length of column values", since: 21 },
    { asked: !options.autoStart, what: "Creating a VDiff without starting it", since: 21 },
  ]);
  const request: Requests["VDiffCreate"] = sent({
    workflow,
    target_keyspace: targetKeyspace,
    uuid,
    source_cells: options.sourceCells,
    target_cells: options.targetCells,
    tablet_types: options.tabletTypes,
    tablet_selection_preference: options.tabletTypesInOrder ? "INORDER" : 0,
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

/** No shards: on every one. */
export async function stopVDiff(calls: Calls, name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void> {
  await changeRun(calls, "VDiffStop", name, { uuid, shards });
}

export async function resumeVDiff(calls: Calls, name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void> {
  await changeRun(calls, "VDiffResume", name, { uuid, shards });
}

async function changeRun(
  calls: Calls,
  call: "VDiffStop" | "VDiffResume",
  { targetKeyspace, workflow }: WorkflowIn,
  { uuid, shards }: { readonly uuid: string; readonly shards: readonly string[] },
): Promise<void> {
  await refuseWhatIsMissing(calls, [{ asked: shards.length > 0, what: "Choosing shards of a VDiff", since: 21 }]);
  await calls.write(call, { workflow, target_keyspace: targetKeyspace, uuid, target_shards: shards }, calls.deadlines.vdiff);
}

export async function deleteVDiff(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, uuidOrAll: string): Promise<void> {
  await calls.write("VDiffDelete", { workflow, target_keyspace: targetKeyspace, arg: uuidOrAll }, calls.deadlines.vdiff);
}
