import { toDatabaseName, formatGtidPosition } from "../cluster/cluster.ts";
import { allowTables, denyTables } from "../cluster/denied-tables.ts";
import { ClientGone, ServerKilled, VtctldError } from "../cluster/errors.ts";
import { formatStreamFilter } from "../workflow/new-stream.ts";
import { withKeyspaceLock } from "../cluster/operation.ts";
import { rewriteRules, routeWrites } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { writeLog } from "../cluster/streams.ts";
import { createReverse } from "../traffic/switch-writes.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import {
  isReverseName,
  listPlacedStreams,
  listSourceShards,
  listTargetShards,
  toReverseName,
  type WorkflowView,
} from "../cluster/workflows.ts";
import { cancelMigration, refreshTablets } from "./cancel-migration.ts";
import { catchUp } from "./catch-up.ts";
import { listLegacyWritesDryRun } from "./dry-run.ts";
import { CodedError, legacyTexts, formatStepError } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { restart } from "./restart.ts";
import { formatCreated } from "./stream-log.ts";

/** The options of a switch of writes. */
export interface WritesRequest {
  timeoutSeconds: number;
  reverseReplication: boolean;
  /** v1's `-cancel`: only rolls back what a failed switch left. */
  cancel: boolean;
  dryRun: boolean;
}

/** The result: the id of the journal (`0` if nothing was done) and the lines of a dry run. */
export interface WritesOutcome {
  journalId: string;
  lines: string[];
}

/** Switches writes of a workflow forward; reversing is switching `<workflow>_reverse` forward. */
export async function switchLegacyWrites(
  operation: LegacyOperation,
  workflow: WorkflowView,
  request: WritesRequest,
): Promise<WritesOutcome> {
  const { log } = operation;
  const state = deriveTrafficState(operation.cluster, workflow);
  const switched = isReverseName(workflow.name) ? !state.writesSwitched : state.writesSwitched;
  if (switched && !request.cancel) {
    log.warning("traffic_switcher.go", `Writes have already been switched for workflow ${workflow.name}, nothing to do here`);
    return { journalId: "0", lines: [] };
  }
  logMetadata(operation, workflow);
  if (request.dryRun) {
    if (!request.cancel) logDrySteps(operation, workflow);
    return { journalId: "0", lines: listLegacyWritesDryRun(operation.cluster, workflow, request) };
  }
  const target = workflow.target.name;
  return withKeyspaceLock(operation, workflow.sourceKeyspace, "SwitchWrites", async () =>
    withKeyspaceLock(operation, target, "SwitchWrites", async () => {
      log.info("traffic_switcher.go", "No previous journals were found. Proceeding normally.");
      if (request.cancel) {
        await cancelMigration(operation, workflow);
        return { journalId: "0", lines: [] };
      }
      const refreshed = [
        await runLegacyUntilJournal(operation, workflow, request),
        await runLegacyAfterJournal(operation, workflow, request),
      ];
      // Everything is switched; only the lock to release no longer exists.
      if (refreshed.includes(false)) throw new VtctldError("node doesn't exist: lease");
      return { journalId: computeJournalNumber(workflow), lines: [] };
    }),
  );
}

function logMetadata({ log }: LegacyOperation, workflow: WorkflowView): void {
  const tables = workflow.tables.join(" ");
  log.info(
    "traffic_switcher.go",
    `Built switching metadata: &{workflow:${workflow.name} reverseWorkflow:${toReverseName(workflow.name)} ` +
      `sourceKeyspace:${workflow.sourceKeyspace} targetKeyspace:${workflow.target.name} tables:[${tables}]}`,
  );
}

function logDrySteps(operation: LegacyOperation, workflow: WorkflowView): void {
  const before = ["No previous journals were found. Proceeding normally.", "Stopping streams", "Stopping source writes"];
  for (const text of before) operation.log.info("traffic_switcher.go", text);
  logTableLocks(operation, workflow);
  const after = ["Waiting for streams to catchup", "Migrating streams", "Creating reverse streams"];
  for (const text of after) operation.log.info("traffic_switcher.go", text);
}

/** From 14 on the source's tables are locked twice for a moment, also in a dry run. */
function logTableLocks({ cluster, log }: LegacyOperation, workflow: WorkflowView): void {
  if (cluster.version < 14) return;
  log.info("traffic_switcher.go", "Executing LOCK TABLES on source tables 2 times");
  const line = `Locking (and then immediately unlocking) the following tables on source keyspace ${workflow.sourceKeyspace}: [${workflow.tables.join(" ")}]`;
  log.info("traffic_switcher.go", line);
  log.info("traffic_switcher.go", line);
}

/** A number that belongs to one generation of a workflow's streams. */
function computeJournalNumber(workflow: WorkflowView): string {
  const generation = workflow.streams.reduce((sum, { stream }) => sum + stream.id, 0);
  return String(6_740_760_173_349_126_720n + BigInt(generation));
}

/**
 * Runs a step; its failure is logged in vtctld's words and rolled back. For a client that is gone nothing is rolled back, because the
 * context needed for that is cancelled.
 */
async function runStep(
  operation: LegacyOperation,
  workflow: WorkflowView,
  failed: string,
  work: () => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ServerKilled || error instanceof ClientGone) throw error;
    operation.log.error("traffic_switcher.go", `${failed} failed: ${formatStepError(error)}`);
    await cancelMigration(operation, workflow);
    throw error;
  }
}

async function runLegacyUntilJournal(operation: LegacyOperation, workflow: WorkflowView, request: WritesRequest): Promise<boolean> {
  const { cluster, log } = operation;
  const sources = listSourceShards(cluster, workflow);
  let refreshed = true;
  log.info("traffic_switcher.go", "Stopping streams");
  log.info("traffic_switcher.go", "Stopping source writes");
  await runStep(operation, workflow, "stopSourceWrites", async () => {
    if (sources.some((shard) => workflow.tables.some((table) => shard.deniedTables.includes(table)))) {
      throw new CodedError(legacyTexts.alreadyDenied, "INVALID_ARGUMENT");
    }
    for (const shard of sources) denyTables(cluster, shard, workflow.tables);
    refreshed = await refreshTablets(operation, workflow.sourceKeyspace, sources);
    await operation.reached("source-writes-denied");
  });
  for (const shard of sources) {
    const where = `${workflow.sourceKeyspace}:${shard.name}`;
    log.info("traffic_switcher.go", `Stopped Source Writes. Position for source ${where}: MySQL56/${formatGtidPosition(shard)}`);
  }
  logTableLocks(operation, workflow);
  log.info("traffic_switcher.go", "Waiting for streams to catchup");
  await runStep(operation, workflow, "waitForCatchup", () => catchUp(operation, workflow, request.timeoutSeconds));
  await operation.reached("caught-up");
  for (const { shard, stream } of workflow.streams) {
    stream.state = "Stopped";
    stream.message = "stopped for cutover";
    writeLog(shard, stream, operation.clock.now(), "State Changed", "Running");
  }
  log.info("traffic_switcher.go", "Migrating streams");
  await operation.reached("streams-stopped");
  log.info("traffic_switcher.go", "Creating reverse streams");
  createReverse(operation, workflow);
  renameAsLegacyReverse(operation, workflow);
  await operation.reached("reverse-created");
  for (const source of sources) {
    const tables = workflow.tables.map((table) => `tables:"${table}"`).join(" ");
    const gtids = listTargetShards(workflow).map(
      (shard) => `shard_gtids:{keyspace:"${workflow.target.name}" shard:"${shard.name}" gtid:"MySQL56/${formatGtidPosition(shard)}"}`,
    );
    const participants = sources.map((shard) => `participants:{keyspace:"${workflow.sourceKeyspace}" shard:"${shard.name}"}`);
    log.info(
      "traffic_switcher.go",
      `Creating journal: id:${computeJournalNumber(workflow)} ${tables} local_position:"MySQL56/${formatGtidPosition(source)}" ${[...gtids, ...participants].join(" ")}`,
    );
  }
  await operation.reached("journal-created");
  return refreshed;
}

/** The reverse workflow's rows in these versions: rules in the forward's order (12 quotes no names), a log text with fewer columns. */
function renameAsLegacyReverse({ cluster }: LegacyOperation, workflow: WorkflowView): void {
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  const order = workflow.streams[0]?.stream.rules.map((rule) => rule.match) ?? [];
  if (source === undefined) return;
  for (const { shard, stream } of listPlacedStreams(source, toReverseName(workflow.name))) {
    stream.rules = order.map((table) => ({ match: table, filter: formatStreamFilter(source, shard, table, cluster.version >= 14) }));
    const target = workflow.target.shards.get(stream.source.shard);
    const created = stream.logs[0];
    if (created === undefined || target === undefined) continue;
    created.message = formatCreated(cluster.version, stream, toDatabaseName(source.name), {
      position: `MySQL56/${formatGtidPosition(target)}`,
    });
  }
}

async function runLegacyAfterJournal(operation: LegacyOperation, workflow: WorkflowView, request: WritesRequest): Promise<boolean> {
  const { cluster, clock, log } = operation;
  const { sourceKeyspace } = workflow;
  const target = workflow.target.name;
  for (const shard of listTargetShards(workflow)) allowTables(cluster, shard, workflow.tables);
  const refreshed = await refreshTablets(operation, target, listTargetShards(workflow));
  await operation.reached("target-writes-allowed");
  for (const table of workflow.tables) {
    log.info("traffic_switcher.go", `Delete routing: ${target}.${table}`);
    log.info("traffic_switcher.go", `Add routing: ${table} ${sourceKeyspace}.${table}`);
  }
  await rewriteRules(operation, (rules) => routeWrites(rules, sourceKeyspace, target, workflow.tables));
  await operation.reached("routing-saved");
  rebuildGraph(cluster);
  await operation.reached("routing-switched");
  const source = cluster.keyspaces.get(sourceKeyspace);
  if (request.reverseReplication && source !== undefined) {
    for (const { shard, stream } of listPlacedStreams(source, toReverseName(workflow.name))) restart(cluster, shard, stream, clock.now());
  }
  await operation.reached("reverse-started");
  const freezing = `Marking target streams frozen for workflow ${workflow.name} db_name ${toDatabaseName(target)}`;
  for (const text of listTargetShards(workflow).map(() => freezing)) log.info("traffic_switcher.go", text);
  for (const { shard, stream } of workflow.streams) {
    stream.state = "Stopped";
    stream.message = "FROZEN";
    // The sidecar database's rows are transactions too: an unstarted reverse workflow is behind from here on.
    shard.gtid.sequence += 1;
    writeLog(shard, stream, clock.now(), "State Changed", "Running");
  }
  await operation.reached("streams-frozen");
  return refreshed;
}
