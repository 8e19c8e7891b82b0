import { formatGtidPosition, listTabletsInKeyspace, sortShards, toDatabaseName, type Cluster, type Shard } from "../cluster/cluster.ts";
import { advanceCluster } from "../workflow/copy.ts";
import { deleteStreams } from "../workflow/cancel.ts";
import { allowTables, denyTables } from "../cluster/denied-tables.ts";
import { ServerKilled, VtctldError, texts } from "../cluster/errors.ts";
import { withKeyspaceLock, type Operation } from "../cluster/operation.ts";
import { endMirroring, mirrorRulesDoNotFit, rewriteRules, routeWrites } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { startStream, writeLog, type Stream } from "../cluster/streams.ts";
import { formatCreatedMessage, formatStreamFilter } from "../workflow/new-stream.ts";
import { listWritesDryRun } from "./switch-dry-run.ts";
import { initializeSequences } from "../workflow/sequences.ts";
import type { SwitchPlan } from "./switch-traffic.ts";
import { isTenantMove, routeTenant } from "../cluster/tenants.ts";
import {
  findSourceShard,
  listPlacedStreams,
  listSourceShards,
  listTargetShards,
  toReverseName,
  type WorkflowView,
} from "../cluster/workflows.ts";

/**
 * Switches writes. Before the journal every failure is rolled back; after it the only way is forward: the same call again does the missing
 * steps. Returns the lines of a dry run.
 */
export async function switchWrites(operation: Operation, plan: SwitchPlan, dryRun: boolean): Promise<string[]> {
  const { cluster } = operation;
  const { workflow } = plan;
  // vtctld judges by the streams, whatever the rules say: `Writes have already been switched for workflow …, nothing to do here`.
  if (isFrozen(workflow)) return [];
  const resuming = hasJournal(cluster, workflow);
  if (mirrorRulesDoNotFit(cluster, workflow.sourceKeyspace, workflow.tables, ["PRIMARY"])) throw new VtctldError(texts.mirrorRules);
  if (!resuming && plan.enableReverse) {
    requireReverseRights(cluster, workflow);
    requireWayBack(cluster, workflow);
  }
  if (dryRun) return listWritesDryRun(cluster, plan, resuming);
  await withKeyspaceLock(operation, workflow.sourceKeyspace, "SwitchWrites", async () =>
    withKeyspaceLock(operation, workflow.target.name, "SwitchWrites", async () => {
      endMirroring(cluster, workflow.sourceKeyspace, workflow.target.name, workflow.tables, ["PRIMARY"]);
      if (!resuming) await runUntilJournal(operation, plan);
      await runAfterJournal(operation, plan);
    }),
  );
  return [];
}

/** Checked since 21, before anything is changed. */
function requireReverseRights(cluster: Cluster, workflow: WorkflowView): void {
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  const [shard] = listSourceShards(cluster, workflow);
  if (cluster.version < 21 || source?.lacksReverseRights !== true || shard === undefined) return;
  throw new VtctldError(texts.reverseRights(source.name, shard.primary));
}

/** A reverse workflow needs tablets of its types on the target; reads are already switched when this is noticed. */
function requireWayBack(cluster: Cluster, workflow: WorkflowView): void {
  const bare = workflow.streams.find(({ shard, stream }) => {
    const types = stream.tabletTypes.length === 0 ? ["REPLICA", "PRIMARY"] : stream.tabletTypes;
    return !listTabletsInKeyspace(cluster, workflow.target.name, shard.name).some((tablet) => tablet.alive && types.includes(tablet.type));
  });
  if (bare !== undefined) throw new VtctldError(texts.noSourceTablets(workflow.target.name, bare.shard.name));
}

/** True if a switch of writes away from every stream completed. */
export function isFrozen(workflow: WorkflowView): boolean {
  return workflow.streams.every(({ stream }) => stream.message === "FROZEN");
}

/** A journal belongs to one generation of a workflow's streams: switching back and forth creates new ones. */
function computeJournalId(workflow: WorkflowView): string {
  return `${workflow.target.name}.${workflow.name}:${workflow.streams.map(({ stream }) => stream.id).join(",")}`;
}

function hasJournal(cluster: Cluster, workflow: WorkflowView): boolean {
  return listSourceShards(cluster, workflow).some((shard) => shard.journals.has(computeJournalId(workflow)));
}

async function runUntilJournal(operation: Operation, plan: SwitchPlan): Promise<void> {
  const { cluster } = operation;
  const { workflow } = plan;
  const sources = listSourceShards(cluster, workflow);
  try {
    if (sources.some((shard) => workflow.tables.some((table) => shard.deniedTables.includes(table)))) {
      throw new VtctldError(texts.stopWrites(workflow.sourceKeyspace, texts.alreadyDenied));
    }
    for (const shard of sources) denyTables(cluster, shard, workflow.tables);
    // 23 clears the target's deny list at this point already, not after the journal as its dry run says.
    for (const shard of listTargetShards(workflow)) allowTables(cluster, shard, workflow.tables);
    await operation.reached("source-writes-denied");
    await catchUp(operation, plan);
    await operation.reached("caught-up");
    for (const { shard, stream } of workflow.streams) {
      stream.state = "Stopped";
      stream.message = "stopped for cutover";
      writeLog(shard, stream, operation.clock.now(), "State Changed", "Running");
    }
    await operation.reached("streams-stopped");
    createReverse(operation, workflow);
    if (plan.initializeSequences === true) initializeSequences(cluster, workflow);
    await operation.reached("reverse-created");
    for (const shard of sources) shard.journals.add(computeJournalId(workflow));
  } catch (error) {
    if (!(error instanceof ServerKilled)) cancelMigration(operation, workflow);
    throw error;
  }
  await operation.reached("journal-created");
}

async function runAfterJournal(operation: Operation, plan: SwitchPlan): Promise<void> {
  const { cluster } = operation;
  const { workflow } = plan;
  for (const shard of listTargetShards(workflow)) allowTables(cluster, shard, workflow.tables);
  await operation.reached("target-writes-allowed");
  if (isTenantMove(workflow)) routeTenant(cluster, workflow.sourceKeyspace, ["PRIMARY"], workflow.target.name);
  else await rewriteRules(operation, (rules) => routeWrites(rules, workflow.sourceKeyspace, workflow.target.name, workflow.tables));
  await operation.reached("routing-saved");
  rebuildGraph(cluster);
  await operation.reached("routing-switched");
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  if (plan.enableReverse && source !== undefined) {
    for (const { shard, stream } of listPlacedStreams(source, toReverseName(workflow.name)))
      startStream(cluster, shard, stream, operation.clock.now());
  }
  await operation.reached("reverse-started");
  for (const { shard, stream } of workflow.streams) {
    stream.state = "Stopped";
    stream.message = "FROZEN";
    writeLog(shard, stream, operation.clock.now(), "State Changed", "Running");
  }
  await operation.reached("streams-frozen");
}

const catchUpLookMs = 50;

/** Waits until every stream has applied what its source had when writes stopped. */
async function catchUp(operation: Operation, plan: SwitchPlan): Promise<void> {
  const { cluster, clock, signal } = operation;
  const wanted = new Map(plan.workflow.streams.map(({ stream }) => [stream, findSourceShard(cluster, stream)?.gtid.sequence ?? 0]));
  const giveUpAt = clock.now() + plan.timeoutSeconds * 1000;
  for (;;) {
    advanceCluster(cluster, clock.now());
    const behind = plan.workflow.streams.filter(({ stream }) => (stream.position ?? 0) < (wanted.get(stream) ?? 0));
    if (behind.length === 0) return;
    for (const { shard, stream } of behind) {
      const source = findSourceShard(cluster, stream);
      if (stream.state === "Running" || source === undefined) continue;
      const at = formatGtidPosition(source, stream.position ?? 0);
      throw new VtctldError(texts.catchUp(shard.primary, at, formatGtidPosition(source, wanted.get(stream)), stream.message));
    }
    const left = giveUpAt - clock.now();
    if (left <= 0) throw new VtctldError(texts.catchUpTimeout);
    await clock.sleep(Math.min(left, catchUpLookMs), signal);
  }
}

/** Rolls back what was done before the journal: deny lists, streams, reverse workflow. Reads stay where they are. */
function cancelMigration(operation: Operation, workflow: WorkflowView): void {
  const { cluster, clock } = operation;
  for (const shard of listSourceShards(cluster, workflow)) {
    allowTables(cluster, shard, workflow.tables);
    // The workflow of the other direction is deleted, whichever that is: cancelling a failed reverse deletes the forward one.
    shard.streams = shard.streams.filter((stream) => stream.workflow !== toReverseName(workflow.name));
  }
  for (const shard of listTargetShards(workflow)) denyTables(cluster, shard, workflow.tables);
  for (const { shard, stream } of workflow.streams) startStream(cluster, shard, stream, clock.now());
}

/**
 * Creates the reverse streams, stopped at the targets' positions; older ones of that name are deleted first, with their VDiffs
 * (recordings/v23.0.3/reverse-forgets-vdiffs, calls 025 to 029).
 */
export function createReverse(operation: Operation, workflow: WorkflowView): void {
  const { cluster, clock } = operation;
  const name = toReverseName(workflow.name);
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  if (source === undefined) return;
  for (const shard of sortShards(source)) deleteStreams(shard, name);
  // Vitess iterates over a map here; the last shard first is as good an order as any.
  for (const { shard: target, stream: forward } of workflow.streams.toReversed()) {
    const shard = source.shards.get(forward.source.shard);
    if (shard !== undefined) shard.streams.push(reverseStream(clock.now(), workflow, name, shard, target, forward));
  }
  function reverseStream(now: number, from: WorkflowView, workflowName: string, shard: Shard, target: Shard, forward: Stream): Stream {
    const keyspace = source ?? from.target;
    const created: Stream = {
      ...forward,
      id: shard.nextId.stream++,
      workflow: workflowName,
      tablet: shard.primary,
      source: { keyspace: from.target.name, shard: target.name },
      rules: from.tables.map((table) => ({ match: table, filter: formatStreamFilter(keyspace, shard, table, true) })),
      onDdl: "IGNORE",
      stopAfterCopy: false,
      position: target.gtid.sequence,
      state: "Stopped",
      message: "",
      copyStates: [],
      rowsCopied: 0,
      rowsCopiedUnsaved: 0,
      transactionTimestamp: 0,
      timeUpdated: Math.floor(now / 1000),
      logs: [],
      inOrder: false,
      deferSecondaryKeys: false,
      startupLeftMs: 0,
      restarting: false,
      stalled: false,
      throttling: false,
      reverse: true,
    };
    delete created.throttled;
    delete created.forcedLag;
    const position = `MySQL56/${formatGtidPosition(target)}`;
    const message = formatCreatedMessage(created, toDatabaseName(keyspace.name), String(created.timeUpdated), position);
    writeLog(shard, created, now, "Stream Created", "Stopped", message);
    return created;
  }
}
