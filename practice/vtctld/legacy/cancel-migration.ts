import { formatAlias, listTabletsInKeyspace, type Shard } from "../cluster/cluster.ts";
import { allowTables } from "../cluster/denied-tables.ts";
import { listSourceShards, toReverseName, type WorkflowView } from "../cluster/workflows.ts";
import { logRefresh, type LegacyOperation } from "./event-log.ts";
import { gatesSince } from "./switch-gate.ts";
import { restart } from "./restart.ts";

/** How long 12 waits for a dead tablet (more than 40 s were seen): longer than its locks live in the topology. */
const deadTabletMs = 60_000;

/** The tablets of the shards read their deny lists again. False if a dead tablet delayed this for so long that the locks expired. */
export async function refreshTablets(operation: LegacyOperation, keyspace: string, shards: readonly Shard[]): Promise<boolean> {
  const { cluster, clock, signal } = operation;
  for (const shard of shards) {
    const aliases = listTabletsInKeyspace(cluster, keyspace, shard.name).map((tablet) => formatAlias(tablet.alias));
    logRefresh(operation, keyspace, shard.name, aliases);
  }
  const dead = shards.some((shard) => listTabletsInKeyspace(cluster, keyspace, shard.name).some((tablet) => !tablet.alive));
  if (!dead || cluster.version >= gatesSince) return true;
  await clock.sleep(deadTabletMs, signal);
  return false;
}

const lookMs = 50;

/** How long a blocked stream can delay the roll-back: starting it waits for its current work. */
const restartWaitMs = 10_000;

/** Rolls a switch back: the source's deny list, the streams, the workflow of the other direction. Reads stay where they are. */
export async function cancelMigration(operation: LegacyOperation, workflow: WorkflowView): Promise<void> {
  const { cluster, clock, log, signal } = operation;
  log.info("switcher.go", "Cancel was requested.");
  for (const shard of listSourceShards(cluster, workflow)) allowTables(cluster, shard, workflow.tables);
  await refreshTablets(operation, workflow.sourceKeyspace, listSourceShards(cluster, workflow));
  const giveUpAt = clock.now() + restartWaitMs;
  while (workflow.streams.some(({ stream }) => stream.stalled && stream.copyStates.length === 0) && clock.now() < giveUpAt) {
    await clock.sleep(lookMs, signal);
  }
  for (const { shard, stream } of workflow.streams) if (stream.state !== "Copying") restart(cluster, shard, stream, clock.now());
  for (const shard of listSourceShards(cluster, workflow)) {
    shard.streams = shard.streams.filter((stream) => stream.workflow !== toReverseName(workflow.name));
  }
}
