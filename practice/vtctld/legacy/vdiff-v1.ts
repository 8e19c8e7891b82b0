import { listTabletsInKeyspace, type Row } from "../cluster/cluster.ts";
import { ClientGone, ServerKilled, VtctldError } from "../cluster/errors.ts";
import { hang } from "../cluster/operation.ts";
import { collectDifferences, type Findings } from "../vdiff/vdiff-report.ts";
import { startRun, type VDiffRun, type VDiffTable } from "../cluster/vdiff-runs.ts";
import { listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import type { Flags } from "./flags.ts";
import { restart } from "./restart.ts";
import { countUncopied } from "./uncopied.ts";
import { unlimitedRows } from "./vdiff-counts.ts";
import { formatVDiffJson, formatVDiffText } from "./vdiff-v1-report.ts";
import { findWorkflow, type WorkflowName } from "./workflow-state.ts";

/** The result of a VDiff for one table, over all shards. */
export interface TableDiff extends Findings {
  table: VDiffTable;
  matching: number;
}

/** Shorter waits than this end before any stream can be stopped. */
const shortestWaitMs = 50;

/**
 * VDiff v1: runs in vtctld itself until it is done, and checks neither the copy nor errors. It stops the streams for a moment, and starts
 * them again; a vtctld that dies in that moment leaves them stopped.
 */
export async function runVDiffV1(operation: LegacyOperation, name: WorkflowName, flags: Flags): Promise<void> {
  const { cluster, clock, log, signal } = operation;
  const began = clock.now();
  const json = flags.text("format") === "json";
  const limit = flags.number("limit", unlimitedRows);
  if (limit <= 0) throw new VtctldError("maximum number of rows to compare needs to be greater than 0");
  try {
    const workflow = await requireWorkflow(operation, name);
    const wanted = flags.text("tables") === "" ? workflow.tables : flags.text("tables").split(",");
    if (!wanted.every((table) => workflow.tables.includes(table))) {
      throw new VtctldError(`buildVDiffPlan: one or more tables provided are not present in the workflow: [${wanted.join(" ")}], map[]`);
    }
    await requireTablets(operation, workflow, flags);
    if (flags.milliseconds("filtered_replication_wait_time", 30_000) < shortestWaitMs) {
      throw new VtctldError("vdiff timed out: you may want to increase it with the flag -filtered_replication_wait_time=<timeoutSeconds>");
    }
    startNeverStarted(operation, workflow);
    await waitForSource(operation, workflow);
    await standStill(operation, workflow);
    const diffs = compare(operation, workflow, wanted, limit);
    const rows = diffs.reduce((sum, diff) => sum + diff.processed, 0);
    await clock.sleep((rows / Math.max(1, cluster.pace.vdiffRowsPerSecond)) * 1000, signal);
    log.print(json ? formatVDiffJson(diffs, flags, cluster.version) : formatVDiffText(diffs, flags));
  } finally {
    const seconds = Math.floor((clock.now() - began) / 1000);
    if (cluster.version >= 14 && !json && !signal.aborted) log.print(`\nVDiff took ${seconds} seconds\n`);
  }
}

async function requireWorkflow(operation: LegacyOperation, name: WorkflowName): Promise<WorkflowView> {
  const { cluster, log } = operation;
  const workflow = await findWorkflow(operation, name);
  if (workflow !== undefined) return workflow;
  const text = cluster.keyspaces.has(name.keyspace)
    ? legacyTexts.noStreams(name.keyspace, name.workflow)
    : legacyTexts.shardsMissing(name.keyspace);
  log.error("vdiff.go", `buildTrafficSwitcher: ${text}`);
  throw new VtctldError(text);
}

const tabletTypes: readonly string[] = ["primary", "master", "replica", "rdonly"];

/** Tablets of these types, in these cells, on both sides; without one it waits for ever. */
async function requireTablets(operation: LegacyOperation, workflow: WorkflowView, flags: Flags): Promise<void> {
  const { cluster } = operation;
  const types = flags
    .text("tablet_types", "primary,replica,rdonly")
    .replace("in_order:", "")
    .split(",")
    .map((type) => type.toLowerCase());
  const unknown = types.find((type) => !tabletTypes.includes(type));
  if (unknown !== undefined) throw new VtctldError(`selectTablets: failed to parse list of tablet types: ${unknown}`);
  const sides = [
    { keyspace: workflow.sourceKeyspace, cell: flags.text("source_cell") },
    { keyspace: workflow.target.name, cell: flags.text("target_cell") },
  ];
  for (const { keyspace, cell } of sides) {
    const found = listTabletsInKeyspace(cluster, keyspace).some(
      (tablet) =>
        tablet.alive &&
        (cell === "" || tablet.alias.cell === cell) &&
        types.includes(tablet.type.toLowerCase().replace("master", "primary")),
    );
    if (!found) await hang(operation.signal);
  }
}

/** Says that a workflow was never started, and thereby starts it: rows are copied from then on (docs/facts/vdiff.md#stopped-streams). */
function startNeverStarted({ cluster, clock }: LegacyOperation, { streams }: WorkflowView): void {
  const never = streams.filter(({ stream }) => stream.position === undefined && stream.state === "Stopped");
  for (const { shard, stream } of never) restart(cluster, shard, stream, clock.now());
  if (never.length > 0) throw new VtctldError("stream has not started");
}

/** With the source's replicas dead it waits until its caller leaves, with stopped streams (docs/facts/vdiff.md#dead-source-on-12). */
async function waitForSource({ cluster, signal }: LegacyOperation, { sourceKeyspace, streams }: WorkflowView): Promise<void> {
  const replicas = listTabletsInKeyspace(cluster, sourceKeyspace).filter((tablet) => tablet.type !== "PRIMARY");
  if (replicas.length === 0 || replicas.some((tablet) => tablet.alive)) return;
  for (const { stream } of streams) stream.state = "Stopped";
  await hang(signal);
}

/** Brings the streams to a common position, stopped; and starts them again, even for a client that is gone (not on 11). */
async function standStill(operation: LegacyOperation, workflow: WorkflowView): Promise<void> {
  const { cluster, clock, signal } = operation;
  const copying = workflow.streams.filter(({ stream }) => stream.state === "Copying");
  for (const { stream } of workflow.streams) if (!copying.some((placed) => placed.stream === stream)) stream.state = "Stopped";
  const goOn = (): void => {
    for (const { shard, stream } of workflow.streams) if (stream.state === "Stopped") restart(cluster, shard, stream, clock.now());
  };
  try {
    await clock.sleep(cluster.pace.vdiffStartMs, signal);
  } catch (error) {
    const killed = error instanceof ServerKilled;
    if (error instanceof ClientGone && !killed && cluster.version >= 12) goOn();
    throw error;
  }
  goOn();
}

function compare(operation: LegacyOperation, workflow: WorkflowView, wanted: readonly string[], limit: number): TableDiff[] {
  // The limit counts over all tables: the first ones use it up.
  let left = limit;
  return wanted.toSorted().map((name) => {
    const diffs = listTargetShards(workflow).flatMap((shard) => {
      const run = createTableRun(workflow.name, name);
      const streams = workflow.streams.filter((placed) => placed.shard === shard).map(({ stream }) => stream);
      startRun(operation.cluster, shard, run, streams, operation.clock.now());
      return run.tables.map((table) => {
        countUncopied(shard, streams, table);
        table.state = "completed";
        table.rowsCompared = Math.max(0, Math.min(table.rowsToCompare, left));
        left -= table.rowsCompared;
        return table;
      });
    });
    return merge(diffs);
  });
}

function createTableRun(workflow: string, table: string): VDiffRun {
  return {
    id: 0,
    uuid: "",
    workflow,
    state: "pending",
    options: "",
    limits: { tables: [table], maxRows: unlimitedRows, maxSampleRows: 10, onlyPks: false, debugQuery: false, truncateAt: 0 },
    createdAt: 0,
    lastError: null,
    tables: [],
    startupLeftMs: 0,
  };
}

function merge(tables: readonly VDiffTable[]): TableDiff {
  const [table] = tables;
  if (table === undefined) throw new VtctldError("no table to compare");
  const found = tables.map((each) => collectDifferences(each));
  const all = <Item>(pick: (findings: Findings) => Item[]): Item[] => found.flatMap((findings) => pick(findings));
  const sum = (pick: (findings: Findings) => number): number => found.reduce((total, findings) => total + pick(findings), 0);
  const mismatched = all((findings) => findings.mismatched);
  const extraSource: Row[] = all((findings) => findings.extraSource);
  const extraTarget: Row[] = all((findings) => findings.extraTarget);
  const extraSourceUnseen = sum((findings) => findings.extraSourceUnseen);
  const extraTargetUnseen = sum((findings) => findings.extraTargetUnseen);
  const processed = sum((findings) => findings.processed);
  const matching = processed - mismatched.length - extraSource.length - extraSourceUnseen - extraTarget.length - extraTargetUnseen;
  return { table, processed, mismatched, extraSource, extraSourceUnseen, extraTarget, extraTargetUnseen, matching };
}
