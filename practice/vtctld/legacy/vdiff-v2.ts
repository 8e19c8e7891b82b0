import { randomUUID } from "node:crypto";
import type { Shard } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { startRun, stopRun, type VDiffRun } from "../cluster/vdiff-runs.ts";
import { listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts, createTabletError } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import type { Flags } from "./flags.ts";
import { restart } from "./restart.ts";
import { unlimitedRows } from "./vdiff-counts.ts";
import { formatNoVDiffs, type SummaryForm, formatVDiffList, formatVDiffSummary } from "./vdiff-v2-report.ts";
import { countUncopied } from "./uncopied.ts";
import { findWorkflow, type WorkflowName } from "./workflow-state.ts";

const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** VDiff v2: creates and queries, and runs on the tablets. 14 has create, show and resume; without an action it creates. */
export async function runVDiffV2(operation: LegacyOperation, name: WorkflowName, rest: readonly string[], flags: Flags): Promise<void> {
  const { cluster, log } = operation;
  const late = cluster.version >= 15;
  // From 16 on it is the default, and the texts no longer mention the flag that selected it.
  const command = cluster.version >= 16 ? "VDiff --" : "VDiff -- --v2";
  const usage = `${command} <keyspace>.<workflow> ${late ? "create|show|stop|resume|delete" : "create|show|resume"} [all|last|<UUID>]`;
  const [action = "create", argument] = rest;
  const verb = action.toLowerCase();
  const full = `${name.keyspace}.${name.workflow}`;
  const known = late ? ["create", "show", "resume", "stop", "delete"] : ["create", "show", "resume"];
  if (argument === undefined && verb !== "create") throw new VtctldError(`usage: ${usage}`);
  if (!known.includes(verb)) throw new VtctldError(`invalid action ${action}; usage: ${usage}`);
  const uuid = argument ?? randomUUID();
  const isWord = uuid === "all" || uuid === "last";
  if (isWord && (verb === "resume" || verb === "stop")) {
    throw new VtctldError(`can only ${verb} a specific vdiff, please provide a valid UUID; view all with: ${command} ${full} show all`);
  }
  if (!uuidForm.test(uuid) && !(isWord && (verb === "show" || verb === "delete"))) {
    throw new VtctldError(`invalid UUID length: ${uuid.length}, please provide a valid UUID`);
  }
  const workflow = await findWorkflow(operation, name);
  if (workflow === undefined) throw new VtctldError(legacyTexts.noStreams(name.keyspace, name.workflow));
  const json = flags.text("format") === "json";
  if (verb === "show") {
    log.print(show(workflow, uuid, { json, verbose: flags.bool("verbose", false) }));
    return;
  }
  for (const shard of listTargetShards(workflow)) carryOut(operation, workflow, shard, verb, uuid, flags);
  log.print(
    json
      ? `${JSON.stringify(late && verb !== "create" ? { Action: verb, Status: "completed" } : { UUID: uuid }, null, "\t")}\n`
      : formatVDiffAnswer(verb, uuid, late),
  );
}

function formatVDiffAnswer(verb: string, uuid: string, late: boolean): string {
  if (verb === "create") return `VDiff ${uuid} scheduled on target shards, use show to view progress\n`;
  if (verb === "resume" && !late) return `VDiff ${uuid} scheduled to resume on target shards, use show to view progress\n`;
  return `The ${verb} action for vdiff ${uuid} is completed on target shards\n`;
}

function show(workflow: WorkflowView, argument: string, form: SummaryForm): string {
  const { json } = form;
  const shards = listTargetShards(workflow);
  const runs = shards.map((shard) => ({ shard, runs: shard.vdiffs.filter((run) => run.workflow === workflow.name) }));
  if (argument === "all") return formatVDiffList(workflow, runs, json);
  const uuid = argument === "last" ? runs[0]?.runs.at(-1)?.uuid : argument;
  if (uuid === undefined) return formatNoVDiffs(workflow, json);
  const found = runs.flatMap(({ shard, runs: some }) => some.filter((run) => run.uuid === uuid).map((run) => ({ shard, run })));
  const [first] = shards;
  if (found.length === 0 && first !== undefined) {
    const where = `keyspace = '${workflow.target.name}' and workflow = '${workflow.name}' and vdiff_uuid = '${uuid}'`;
    throw createTabletError(
      "VDiff",
      first.primary,
      `no vdiff found for keyspace ${workflow.target.name} and workflow ${workflow.name}: select * from _vt.vdiff where ${where}`,
    );
  }
  return formatVDiffSummary(workflow, uuid, found, form);
}

function carryOut(operation: LegacyOperation, workflow: WorkflowView, shard: Shard, verb: string, uuid: string, flags: Flags): void {
  const { cluster, clock } = operation;
  const streams = workflow.streams.filter((placed) => placed.shard === shard).map(({ stream }) => stream);
  const existing = shard.vdiffs.find((run) => run.uuid === uuid);
  if (verb === "delete")
    shard.vdiffs = shard.vdiffs.filter((run) => run.workflow !== workflow.name || (uuid !== "all" && run.uuid !== uuid));
  if (verb === "stop" && existing !== undefined) stopRun(existing);
  if (verb === "resume") {
    if (existing === undefined) throw createTabletError("VDiff", shard.primary, `no completed vdiff found for UUID ${uuid}: ${uuid}`);
    // It goes on after the last row: what was compared before is not counted again.
    for (const table of existing.tables) {
      table.rowsToCompare -= table.rowsCompared;
      table.sourceRows = Math.max(0, table.sourceRows - table.rowsCompared);
      table.rowsCompared = 0;
      table.state = "pending";
    }
    startRun(cluster, shard, existing, streams, clock.now());
  }
  if (verb !== "create") return;
  if (existing !== undefined) throw createTabletError("VDiff", shard.primary, `vdiff with UUID ${uuid} already exists`);
  const run = createLegacyRun(shard, workflow.name, uuid, flags, clock.now());
  // It does not check whether the streams run, and starts stopped ones (docs/facts/vdiff.md#stopped-streams).
  for (const stream of streams) if (stream.state === "Stopped" && stream.message !== "FROZEN") restart(cluster, shard, stream, clock.now());
  // 14 and 15 accept the flag, and still show whole rows.
  if (cluster.version < 16) run.limits.onlyPks = false;
  shard.vdiffs.push(run);
  startRun(cluster, shard, run, streams, clock.now());
  let left = run.limits.maxRows;
  for (const table of run.tables) {
    countUncopied(shard, streams, table);
    // The limit counts over all tables: the first ones use it up.
    table.rowsToCompare = Math.min(table.rowsToCompare, left);
    left -= table.rowsToCompare;
  }
  const cell = flags.text("target_cell");
  if (cell !== "" && !cluster.cells.includes(cell)) {
    // It stops the streams, and then looks for a tablet there for ever (docs/facts/vdiff.md#unknown-cell-on-14).
    run.startupLeftMs = Number.POSITIVE_INFINITY;
    for (const stream of streams) stream.state = "Stopped";
  }
  // A table outside the workflow leaves a VDiff that never reports a state.
  if (run.state === "error") run.lastError = "";
}

function createLegacyRun(shard: Shard, workflow: string, uuid: string, flags: Flags, now: number): VDiffRun {
  const limit = flags.number("limit", unlimitedRows);
  return {
    id: shard.nextId.vdiff++,
    uuid,
    workflow,
    state: "pending",
    options: "{}",
    limits: {
      tables: flags
        .text("tables")
        .split(",")
        .filter((table) => table !== ""),
      maxRows: limit,
      maxSampleRows: 10,
      onlyPks: flags.bool("only_pks", false),
      debugQuery: flags.bool("debug_query", false),
      truncateAt: 30,
    },
    createdAt: now,
    lastError: null,
    tables: [],
    startupLeftMs: 0,
  };
}
