import { randomUUID } from "node:crypto";
import { formatAlias, type Shard } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { formatMysqlJson } from "../cluster/mysql-json.ts";
import { needPrimaries, type Operation } from "../cluster/operation.ts";
import { decodeDurationSeconds, type VDiffArgRequest, type VDiffCreateRequest, type VDiffRequest } from "../cluster/requests.ts";
import { toShownState } from "../cluster/streams.ts";
import { startRun, stopRun, type VDiffRun } from "../cluster/vdiff-runs.ts";
import { findWorkflowOrThrow, listTargetShards, type WorkflowView } from "../cluster/workflows.ts";

/** The form of a uuid; everything else is an argument that tablets do not know. */
export const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The workflow whose VDiffs are requested; its target primaries must answer. */
export async function requireVDiffWorkflow(
  operation: Operation,
  request: { target_keyspace: string; workflow: string },
): Promise<WorkflowView> {
  const workflow = findWorkflowOrThrow(operation.cluster, request.target_keyspace, request.workflow);
  await needPrimaries(operation, listTargetShards(workflow));
  return workflow;
}

/** VDiffCreate; an empty uuid gets one from vtctld. */
export async function createVDiff(operation: Operation, request: VDiffCreateRequest): Promise<string> {
  const uuid = request.uuid === "" ? randomUUID() : request.uuid;
  if (!uuidForm.test(uuid)) throw new VtctldError(texts.vdiffBadUuid(uuid));
  const workflow = await requireVDiffWorkflow(operation, request);
  const states = workflow.streams.map(({ stream }) => stream);
  if (states.some((stream) => stream.message === "FROZEN")) throw new VtctldError(texts.vdiffSwitched(workflow.target.name, workflow.name));
  if (states.some((stream) => toShownState(stream) !== "Running")) {
    throw new VtctldError(texts.vdiffNotRunning(workflow.target.name, workflow.name));
  }
  for (const shard of listTargetShards(workflow)) {
    if (shard.vdiffs.some((run) => run.uuid === uuid)) {
      throw new VtctldError(texts.vdiff(shard.primary, `vdiff with UUID ${uuid} already exists on tablet ${formatAlias(shard.primary)}`));
    }
    const run = createShardRun(shard, request, uuid, operation.clock.now());
    shard.vdiffs.push(run);
    if (request.auto_start !== false) startRun(operation.cluster, shard, run, selectStreamsHere(workflow, shard), operation.clock.now());
  }
  return uuid;
}

function selectStreamsHere(workflow: WorkflowView, shard: Shard): WorkflowView["streams"][number]["stream"][] {
  return workflow.streams.filter((placed) => placed.shard === shard).map(({ stream }) => stream);
}

function parsePositive(value: string): bigint | undefined {
  return value === "0" ? undefined : BigInt(value);
}

function createShardRun(shard: Shard, request: VDiffCreateRequest, uuid: string, now: number): VDiffRun {
  // 0 means no limit, and no time means 30 s: vtctld fills them in before it calls the tablets.
  const limit = request.limit === "0" ? "9223372036854775807" : request.limit;
  const types = request.tablet_types.map((type) => type.toLowerCase()).join(",");
  const inOrder = request.tablet_selection_preference === "INORDER" ? "in_order:" : "";
  const diffSeconds = decodeDurationSeconds(request.max_diff_duration, 0);
  return {
    id: shard.nextId.vdiff++,
    uuid,
    workflow: request.workflow,
    state: request.auto_start === false ? "stopped" : "pending",
    options: formatMysqlJson({
      core_options: {
        tables: request.tables.length > 0 ? request.tables.join(",") : undefined,
        max_rows: BigInt(limit),
        auto_retry: request.auto_retry ? true : undefined,
        auto_start: request.auto_start ?? true,
        timeout_seconds: decodeDurationSeconds(request.filtered_replication_wait_time, 30),
        max_extra_rows_to_compare: parsePositive(request.max_extra_rows_to_compare),
        max_diff_seconds: diffSeconds > 0 ? diffSeconds : undefined,
        update_table_stats: request.update_table_stats ? true : undefined,
      },
      picker_options: {
        source_cell: request.source_cells.join(",") || shard.primary.cell,
        target_cell: request.target_cells.join(",") || shard.primary.cell,
        tablet_types: types === "" ? undefined : `${inOrder}${types}`,
      },
      report_options: {
        only_pks: request.only_p_ks ? true : undefined,
        debug_query: request.debug_query ? true : undefined,
        max_sample_rows: parsePositive(request.max_report_sample_rows),
        row_diff_column_truncate_at: parsePositive(request.row_diff_column_truncate_at),
      },
    }),
    limits: {
      tables: request.tables,
      maxRows: Number(limit),
      maxSampleRows: Number(request.max_report_sample_rows),
      onlyPks: request.only_p_ks,
      debugQuery: request.debug_query,
      truncateAt: Number(request.row_diff_column_truncate_at),
    },
    createdAt: now,
    lastError: null,
    tables: [],
    startupLeftMs: 0,
  };
}

/** VDiffStop: an unknown uuid, even an invalid one, is not an error. */
export async function stopVDiff(operation: Operation, request: VDiffRequest): Promise<void> {
  const workflow = await requireVDiffWorkflow(operation, request);
  for (const shard of selectShardsAsked(workflow, request)) {
    for (const run of shard.vdiffs) if (run.uuid === request.uuid) stopRun(run);
  }
}

/** VDiffResume: continues after the last row compared; only for a stopped or completed one. */
export async function resumeVDiff(operation: Operation, request: VDiffRequest): Promise<void> {
  const workflow = await requireVDiffWorkflow(operation, request);
  for (const shard of selectShardsAsked(workflow, request)) {
    const run = shard.vdiffs.find((each) => each.uuid === request.uuid);
    const tablet = formatAlias(shard.primary);
    if (run === undefined)
      throw new VtctldError(texts.vdiff(shard.primary, `vdiff with UUID ${request.uuid} not found on tablet ${tablet}`));
    if (run.state !== "stopped" && run.state !== "completed") {
      throw new VtctldError(texts.vdiff(shard.primary, `no completed or stopped vdiff found for UUID ${request.uuid} on tablet ${tablet}`));
    }
    startRun(operation.cluster, shard, run, selectStreamsHere(workflow, shard), operation.clock.now());
  }
}

function selectShardsAsked(workflow: WorkflowView, request: VDiffRequest): Shard[] {
  return listTargetShards(workflow).filter((shard) => request.target_shards.length === 0 || request.target_shards.includes(shard.name));
}

/** VDiffDelete: `all` or a uuid. */
export async function deleteVDiff(operation: Operation, request: VDiffArgRequest): Promise<void> {
  const workflow = await requireVDiffWorkflow(operation, request);
  const { arg } = request;
  for (const shard of listTargetShards(workflow)) {
    if (arg === "all") {
      shard.vdiffs = shard.vdiffs.filter((run) => run.workflow !== workflow.name);
      continue;
    }
    if (!uuidForm.test(arg)) throw new VtctldError(texts.vdiff(shard.primary, `action argument ${arg} not supported`));
    const tablet = formatAlias(shard.primary);
    if (!shard.vdiffs.some((run) => run.uuid === arg)) {
      throw new VtctldError(texts.vdiff(shard.primary, `no vdiff found for UUID ${arg} on tablet ${tablet}`, "FailedPrecondition"));
    }
    shard.vdiffs = shard.vdiffs.filter((run) => run.uuid !== arg);
  }
}
