import type { ClusterFacts, MigrationFact } from "../../core/preflight/facts/facts.ts";
import { type Looked, type Sampled, toSeen, findSeen } from "../../core/preflight/facts/looked.ts";
import { listShards } from "../../core/preflight/cluster/tablets.ts";
import type { Keyspace, Shard, TableName } from "../../core/vitess/names.ts";
import type { Workflow } from "../../core/readings/readings.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { readAnswering, type Pair, selectTabletsOfMove } from "./answering.ts";
import { look, lookIfAny, lookIn } from "./look.ts";

/** Keyspaces can have hundreds of shards: at most this many are read, and preflight says so if there are more. */
const MOST_SHARDS_READ = 16;
const MOST_KEYSPACES = 10;

/** The throttler's name for VReplication. */
const OUR_APP = "vreplication";

/** What a step concerns: the two sides, and the side that its streams read from. */
export interface StepSides extends Pair {
  readonly tables: readonly TableName[];
  readonly readsFrom: Keyspace;
  /** The shards that the streams read from; empty: all. */
  readonly shards: readonly Shard[];
}

/** Reads the cluster around a move. Every read has its own deadline, and none stops another. */
export async function readClusterFacts(vitess: Vitess, around: StepSides): Promise<ClusterFacts> {
  const { source, target, tables, readsFrom } = around;
  const [version, cells, sourceTablets, targetTablets, sourceControls, targetControls, rules, migrations, workflows] = await Promise.all([
    look(() => vitess.version()),
    look(() => vitess.cells()),
    look(() => vitess.tablets(source)),
    look(() => vitess.tablets(target)),
    look(() => vitess.tabletControls(source)),
    look(() => vitess.tabletControls(target)),
    look(async () => (await vitess.rules()).tables.length),
    readMigrations(vitess, [source, target]),
    sampleWorkflows(vitess, source, target),
  ]);
  const read = findSeen(readsFrom === source ? sourceTablets : targetTablets) ?? [];
  const shards = around.shards.length > 0 ? around.shards : listShards(read);
  const written = listPrimaries(findSeen(readsFrom === source ? targetTablets : sourceTablets) ?? []);
  const [answering, replication, throttlers, throttlerChecks] = await Promise.all([
    readAnswering(vitess, selectTabletsOfMove([...(findSeen(sourceTablets) ?? []), ...(findSeen(targetTablets) ?? [])], around)),
    readReplicationFacts(vitess, readsFrom, shards),
    lookIn(written, MOST_SHARDS_READ, describeTablet, ({ alias }) => lookIfAny(() => vitess.throttlerStatus(alias))),
    lookIn(written, MOST_SHARDS_READ, describeTablet, ({ alias }) => lookIfAny(() => vitess.throttlerCheck(alias, OUR_APP))),
  ]);
  return {
    source,
    target,
    tables,
    version,
    cells,
    sourceTablets,
    targetTablets,
    sourceControls,
    targetControls,
    answering,
    rules,
    migrations,
    workflows,
    replication,
    throttlers,
    throttlerChecks,
  };
}

/** The replicas of the shards that the streams read from. */
export function readReplicationFacts(vitess: Vitess, keyspace: Keyspace, shards: readonly Shard[]): Promise<ClusterFacts["replication"]> {
  return lookIn(
    shards,
    MOST_SHARDS_READ,
    (shard) => `${keyspace}/${shard}`,
    (shard) => look(() => vitess.replication(keyspace, shard)),
  );
}

/** The online schema changes of several keyspaces together. */
export async function readMigrations(vitess: Vitess, keyspaces: readonly Keyspace[]): Promise<Looked<readonly MigrationFact[]>> {
  const looked = await Promise.all(keyspaces.map((keyspace) => lookIfAny(() => vitess.schemaMigrations(keyspace))));
  return looked.find((one) => one.kind === "unseen") ?? toSeen(looked.flatMap((one) => findSeen(one) ?? []));
}

/** The workflows of these two keyspaces, then of a few others, because each keyspace costs a call. */
export async function sampleWorkflows(vitess: Vitess, source: Keyspace, target: Keyspace): Promise<Sampled<readonly Workflow[]>> {
  const all = findSeen(await look(() => vitess.keyspaces())) ?? [];
  const others = all.filter((one) => one !== source && one !== target);
  return lookIn(
    [target, source, ...others],
    MOST_KEYSPACES,
    (keyspace) => keyspace,
    (keyspace) => look(() => vitess.workflows(keyspace)),
  );
}

function describeTablet({ keyspace, shard, alias }: { keyspace: string; shard: Shard; alias: string }): string {
  return `${keyspace}/${shard} ${alias}`;
}
