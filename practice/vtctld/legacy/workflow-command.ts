import { formatAlias, toDatabaseName, findTablet, sortShards } from "../cluster/cluster.ts";
import { advanceCluster } from "../workflow/copy.ts";
import { VtctldError } from "../cluster/errors.ts";
import { needPrimaries } from "../cluster/operation.ts";
import { toShownState, writeLog } from "../cluster/streams.ts";
import type { WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { workflowFlags } from "./flag-specs.ts";
import { parseFlags } from "./flags.ts";
import { restart } from "./restart.ts";
import { findWorkflow, formatBarePosition, splitName, type WorkflowName } from "./workflow-state.ts";
import { formatWorkflowJson } from "./workflow-show.ts";

/** `Workflow keyspace[.workflow] action`. */
export async function runWorkflowCommand(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  const { cluster, log } = operation;
  const flags = parseFlags(cluster.version, workflowFlags, args, log);
  const [where, action, ...more] = flags.positionals;
  const usage = "usage: Workflow --dry-run keyspace[.workflow] start/stop/delete/list/listall";
  if (where === undefined || action === undefined) throw new VtctldError(`${usage}/tags [<tags>]`);
  const verb = action.toLowerCase();
  if (verb === "listall") {
    if (more.length > 0) throw new VtctldError(usage);
    requireShards(operation, where);
    await list(operation, where);
    return;
  }
  const name = splitName(where);
  requireShards(operation, name.keyspace);
  if (verb === "show" || verb === "list") await show(operation, name);
  else if (verb === "start" || verb === "stop" || verb === "delete" || verb === "tags") {
    await execute(operation, name, verb, flags.bool("dry_run", false), more);
  } else throw new VtctldError(`invalid action found: ${action}`);
}

function requireShards(operation: LegacyOperation, keyspace: string): void {
  if (operation.cluster.keyspaces.has(keyspace)) return;
  operation.log.error("vtctl.go", `Keyspace ${keyspace} not found`);
  throw new VtctldError(legacyTexts.shardsMissing(keyspace));
}

async function list(operation: LegacyOperation, name: string): Promise<void> {
  const keyspace = operation.cluster.keyspaces.get(name);
  const shards = keyspace === undefined ? [] : sortShards(keyspace);
  await needPrimaries(operation, shards);
  const workflows = [...new Set(shards.flatMap((shard) => shard.streams.map((stream) => stream.workflow)))].toSorted();
  const text =
    workflows.length === 0
      ? `No workflows found in keyspace ${name}`
      : `Following workflow(s) found in keyspace ${name}: ${workflows.join(", ")}`;
  operation.log.print(`${text}\n`);
}

/** Unlike the other commands, this one gives up by itself if a target primary is gone. */
const showGiveUpMs = 10_000;

async function show(operation: LegacyOperation, name: WorkflowName): Promise<void> {
  const { cluster, clock, signal } = operation;
  const keyspace = cluster.keyspaces.get(name.keyspace);
  const dead = keyspace !== undefined && sortShards(keyspace).some((shard) => findTablet(cluster, shard.primary)?.alive === false);
  if (dead) {
    await clock.sleep(showGiveUpMs, signal);
    throw new VtctldError("rpc error: code = DeadlineExceeded desc = context deadline exceeded");
  }
  const workflow = await findWorkflow(operation, name);
  if (workflow === undefined) throw new VtctldError(legacyTexts.noStreamsForWorkflow(name.keyspace, name.workflow));
  operation.log.print(formatWorkflowJson(operation, workflow));
}

type Verb = "start" | "stop" | "delete" | "tags";

/** A statement on the rows of the workflow, on every shard of the keyspace; one that finds no row is not an error. */
async function execute(
  operation: LegacyOperation,
  name: WorkflowName,
  verb: Verb,
  dryRun: boolean,
  more: readonly string[],
): Promise<void> {
  const { cluster, log } = operation;
  const keyspace = cluster.keyspaces.get(name.keyspace);
  const shards = keyspace === undefined ? [] : sortShards(keyspace);
  await needPrimaries(operation, shards);
  const workflow = await findWorkflow(operation, name);
  if (dryRun) {
    printQuery(operation, name, verb, workflow, more);
    return;
  }
  const rows = shards.map((shard) => ({ tablet: formatAlias(shard.primary), affected: 0, shard }));
  for (const row of rows) row.affected = change(operation, verb, name, row.shard);
  const width = Math.max(...rows.map((row) => row.tablet.length)) + 2;
  const rule = `+${"-".repeat(width)}+--------------+\n`;
  const heading = `|${centerText("Tablet", width)}| RowsAffected |\n`;
  log.print(`${rule}${heading}${rule}`);
  for (const row of rows) log.print(`| ${row.tablet.padEnd(width - 2)} | ${String(row.affected).padStart(12)} |\n`);
  log.print(rule);
}

function centerText(text: string, width: number): string {
  const before = Math.ceil((width - text.length) / 2);
  return `${" ".repeat(before)}${text}`.padEnd(width);
}

/** Rows changed by the statement: MySQL does not count those that had the value already. */
function change(operation: LegacyOperation, verb: Verb, name: WorkflowName, shard: Parameters<typeof restart>[1]): number {
  const { cluster, clock } = operation;
  advanceCluster(cluster, clock.now());
  const streams = shard.streams.filter((stream) => stream.workflow === name.workflow);
  let affected = 0;
  for (const stream of streams) {
    // A running row is not changed; one that says Copying is, and its copy starts again.
    if (verb === "start" && (stream.state === "Stopped" || (stream.state === "Copying" && !stream.stalled))) {
      affected += 1;
      restart(cluster, shard, stream, clock.now());
      if (stream.stopAfterCopy && stream.position !== undefined && stream.copyStates.length === 0) {
        // It is done copying: it starts, notices that, and stops again.
        stream.state = "Stopped";
        stream.message = "Stopped after copy.";
      }
    }
    if (verb === "stop" && stream.state !== "Stopped") {
      affected += 1;
      // From 14 on a stream that is stopped while it copies keeps the engine's last word.
      if (stream.state === "Copying" && cluster.version >= 14) stream.message = "EOF";
      writeLog(shard, stream, clock.now(), "State Changed", "Running");
      stream.state = "Stopped";
    }
  }
  if (verb !== "delete") return affected;
  shard.streams = shard.streams.filter((stream) => !streams.includes(stream));
  shard.vdiffs = shard.vdiffs.filter((run) => run.workflow !== name.workflow);
  return streams.length;
}

function printQuery(
  operation: LegacyOperation,
  name: WorkflowName,
  verb: Verb,
  workflow: WorkflowView | undefined,
  more: readonly string[],
): void {
  const { log } = operation;
  const where = `where db_name = '${toDatabaseName(name.keyspace)}' and workflow = '${name.workflow}'`;
  const statements: Readonly<Record<Verb, string>> = {
    start: `update _vt.vreplication set state = 'Running' ${where}`,
    stop: `update _vt.vreplication set state = 'Stopped' ${where}`,
    delete: `delete from _vt.vreplication ${where}`,
    tags: `update _vt.vreplication set tags = '${more.join(" ")}' ${where}`,
  };
  log.print(
    `Query: ${statements[verb]}\nwill be run on the following streams in keyspace ${name.keyspace} for workflow ${name.workflow}:\n\n`,
  );
  const lines = (workflow?.streams ?? []).map(
    ({ shard, stream }) =>
      `| ${shard.name}/${formatAlias(shard.primary)} | ${stream.id} | ${stream.source.keyspace}/${stream.source.shard} | ${toShownState(stream)} | ${toDatabaseName(name.keyspace)} | ${formatBarePosition(operation, stream)} |\n`,
  );
  log.print(lines.join(""));
  log.print("\n\n");
  log.print("no result returned\n");
}
