import { formatAlias, toDatabaseName, type Shard } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import type { Operation } from "../cluster/operation.ts";
import { encodeQueryResult, runFields, summaryFields } from "../cluster/query-result.ts";
import type { VDiffArgRequest } from "../cluster/requests.ts";
import { uuidForm, requireVDiffWorkflow } from "./vdiff.ts";
import { collectDifferences, hasMismatch, formatVDiffReport } from "./vdiff-report.ts";
import { countSavedRows, type VDiffRun } from "../cluster/vdiff-runs.ts";
import { listTargetShards, type WorkflowView } from "../cluster/workflows.ts";

/** VDiffShow: `last`, `all` or a uuid; one answer a shard. */
export async function showVDiff(operation: Operation, request: VDiffArgRequest): Promise<Record<string, object>> {
  const workflow = await requireVDiffWorkflow(operation, request);
  const responses: Record<string, object> = {};
  for (const shard of listTargetShards(workflow)) responses[shard.name] = showOnShard(workflow, shard, request.arg);
  return responses;
}

function showOnShard(workflow: WorkflowView, shard: Shard, arg: string): object {
  const runs = shard.vdiffs.filter((run) => run.workflow === workflow.name).toReversed();
  if (arg === "all")
    return {
      output: encodeQueryResult(
        runFields,
        runs.map((run) => runRow(workflow, shard, run)),
      ),
    };
  if (arg !== "last" && !uuidForm.test(arg)) throw new VtctldError(texts.vdiff(shard.primary, `action argument ${arg} not supported`));
  const run = arg === "last" ? runs[0] : runs.find((each) => each.uuid === arg);
  if (run !== undefined) return { vdiff_uuid: run.uuid, output: encodeQueryResult(summaryFields, listSummaryRows(run)) };
  if (arg === "last") return {};
  const keyspace = workflow.target.name;
  throw new VtctldError(
    texts.vdiff(
      shard.primary,
      `no vdiff found for UUID ${arg} keyspace ${keyspace} and workflow ${workflow.name} on tablet ${formatAlias(shard.primary)}`,
    ),
  );
}

function formatDateTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

function runRow(workflow: WorkflowView, shard: Shard, run: VDiffRun): (string | null)[] {
  const keyspace = workflow.target.name;
  return [
    String(run.id),
    run.uuid,
    run.workflow,
    keyspace,
    shard.name,
    toDatabaseName(keyspace),
    run.state,
    run.options,
    formatDateTime(run.createdAt),
    formatDateTime(run.startedAt),
    null,
    formatDateTime(run.completedAt),
    run.lastError,
  ];
}

function listSummaryRows(run: VDiffRun): (string | null)[][] {
  const times = { started: formatDateTime(run.startedAt), completed: formatDateTime(run.completedAt) };
  if (run.tables.length === 0) {
    return [[run.state, run.lastError, null, run.uuid, null, null, times.started, null, times.completed, "0", null]];
  }
  const byName = run.tables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map((table) => [
    run.state,
    run.lastError,
    table.name,
    run.uuid,
    table.state,
    String(table.tableRows),
    times.started,
    String(countSavedRows(table)),
    times.completed,
    hasMismatch(collectDifferences(table)) ? "1" : "0",
    formatVDiffReport(table, run.limits) ?? null,
  ]);
}
