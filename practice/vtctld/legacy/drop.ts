import { formatAlias, listTabletsInKeyspace, toDatabaseName, type Keyspace, type Shard } from "../cluster/cluster.ts";
import { deleteReverse, deleteStreams, forgetInVSchema } from "../workflow/cancel.ts";
import { allowTables } from "../cluster/denied-tables.ts";
import { VtctldError } from "../cluster/errors.ts";
import { hang, withKeyspaceLock } from "../cluster/operation.ts";
import { dropRules } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { listSourceShards, listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import { listCompleteDryRun } from "./dry-run.ts";
import { legacyTexts } from "./errors.ts";
import { logRefresh, type LegacyOperation } from "./event-log.ts";
import { unlimitedRows } from "./vdiff-counts.ts";

/** What is kept when a workflow ends. */
export interface DropOptions {
  keepData: boolean;
  renameTables: boolean;
  keepRoutingRules: boolean;
  dryRun: boolean;
}

/** Complete and DropSources: source tables, the source's deny list, streams of both directions, rules. Returns the lines of a dry run. */
export async function dropSources(operation: LegacyOperation, workflow: WorkflowView, options: DropOptions): Promise<string[]> {
  const { cluster } = operation;
  requireCompleted(operation, workflow);
  if (options.dryRun) return listCompleteDryRun(cluster, workflow, options);
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  const sources = listSourceShards(cluster, workflow);
  await holdBothLocks(operation, workflow, "DropSources", () => {
    if (!options.keepData && source !== undefined) {
      for (const shard of sources) removeTables(operation, source, shard, workflow.tables, options.renameTables);
      for (const table of workflow.tables) source.vschema.tables.delete(table);
      liftSourceDenials(operation, workflow);
    }
    dropArtifacts(operation, workflow, options);
  });
  return [];
}

/** Cancel: target tables, streams of both directions, rules. It clears the source's deny list: the target's stays as it is. */
export async function dropTargets(operation: LegacyOperation, workflow: WorkflowView, options: DropOptions): Promise<void> {
  await holdBothLocks(operation, workflow, "DropTargets", async () => {
    if (!options.keepData) {
      await waitForOpenRows(operation, workflow);
      for (const shard of listTargetShards(workflow)) removeTables(operation, workflow.target, shard, workflow.tables, false);
      const [primary] = listTabletsInKeyspace(operation.cluster, workflow.target.name).filter(({ type }) => type === "PRIMARY");
      forgetInVSchema(workflow.target, workflow.tables, primary?.version ?? `${operation.cluster.version}.`);
      liftSourceDenials(operation, workflow);
    }
    dropArtifacts(operation, workflow, options);
  });
}

/** On 14, a VDiff v2 with a limit leaves its reads open for ever: the table cannot be dropped until somebody restarts the tablets. */
async function waitForOpenRows(operation: LegacyOperation, workflow: WorkflowView): Promise<void> {
  if (operation.cluster.version !== 14) return;
  const limited = listTargetShards(workflow).find((shard) =>
    shard.vdiffs.some((run) => run.workflow === workflow.name && run.limits.maxRows < unlimitedRows),
  );
  if (limited === undefined) return;
  const table = `${toDatabaseName(workflow.target.name)}.${workflow.tables[0] ?? ""}`;
  operation.log.info("traffic_switcher.go", `Tablet{${formatAlias(limited.primary)}}: Dropping table ${table}\n`);
  await hang(operation.signal);
}

async function holdBothLocks(
  operation: LegacyOperation,
  workflow: WorkflowView,
  action: string,
  work: () => Promise<void> | void,
): Promise<void> {
  await withKeyspaceLock(operation, workflow.sourceKeyspace, action, async () =>
    withKeyspaceLock(operation, workflow.target.name, action, async () => {
      await work();
    }),
  );
}

/** Streams frozen, and no rule that leads from elsewhere to the source's tables; otherwise nothing is dropped. */
function requireCompleted(operation: LegacyOperation, workflow: WorkflowView): void {
  const problems = workflow.streams
    .filter(({ stream }) => stream.message !== "FROZEN")
    .map(({ shard }) => legacyTexts.notFrozen(shard.primary.uid));
  for (const table of workflow.tables) {
    for (const [from, to] of operation.cluster.routingRules) {
      if (to.includes(`${workflow.sourceKeyspace}.${table}`))
        problems.push(legacyTexts.routingExists(workflow.sourceKeyspace, table, from));
    }
  }
  if (problems.length === 0) return;
  operation.log.error("traffic_switcher.go", `Workflow has not completed, cannot DropSources: ${problems.join("\n")}`);
  throw new VtctldError(problems.join("\n"));
}

/** Vitess keeps the first 59 characters of a name that it renames. */
const renamedLength = 59;

function removeTables(operation: LegacyOperation, keyspace: Keyspace, shard: Shard, tables: readonly string[], rename: boolean): void {
  const who = operation.cluster.version >= 14 ? `Tablet{${formatAlias(shard.primary)}}: ` : "";
  const database = toDatabaseName(keyspace.name);
  for (const name of tables) {
    const table = shard.tables.get(name);
    const renamed = `_${name.slice(0, renamedLength)}_old`;
    const doing = rename ? `Renaming table ${database}.${name} to ${database}.${renamed}` : `Dropping table ${database}.${name}`;
    operation.log.info("traffic_switcher.go", `${who}${doing}\n`);
    shard.tables.delete(name);
    if (rename && table !== undefined) shard.tables.set(renamed, { ...table, name: renamed });
    operation.log.info("traffic_switcher.go", `${who}Removed table ${database}.${name}\n`);
  }
}

function liftSourceDenials(operation: LegacyOperation, workflow: WorkflowView): void {
  for (const shard of listSourceShards(operation.cluster, workflow)) {
    allowTables(operation.cluster, shard, workflow.tables);
    const aliases = listTabletsInKeyspace(operation.cluster, workflow.sourceKeyspace, shard.name).map((tablet) =>
      formatAlias(tablet.alias),
    );
    logRefresh(operation, workflow.sourceKeyspace, shard.name, aliases);
  }
}

function dropArtifacts(operation: LegacyOperation, workflow: WorkflowView, options: DropOptions): void {
  const { cluster, log } = operation;
  const what = cluster.version >= 14 ? "streams and related data" : "streams";
  for (const shard of listSourceShards(cluster, workflow)) {
    log.info(
      "traffic_switcher.go",
      `Deleting reverse ${what} for workflow ${workflow.name} db_name ${toDatabaseName(workflow.sourceKeyspace)}`,
    );
    shard.journals.clear();
  }
  deleteReverse(cluster, workflow.sourceKeyspace, workflow.name);
  for (const shard of listTargetShards(workflow)) {
    log.info(
      "traffic_switcher.go",
      `Deleting target ${what} for workflow ${workflow.name} db_name ${toDatabaseName(workflow.target.name)}`,
    );
    deleteStreams(shard, workflow.name);
  }
  if (!options.keepRoutingRules) dropRules(cluster, workflow.sourceKeyspace, workflow.target.name, workflow.tables);
  rebuildGraph(cluster);
}
