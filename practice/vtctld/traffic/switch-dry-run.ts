import { formatGtidPosition, toDatabaseName, type Cluster, type Shard } from "../cluster/cluster.ts";
import { tellsMirroring } from "../cluster/rules.ts";
import { listSequenceLines } from "../workflow/sequences.ts";
import type { SwitchPlan } from "./switch-traffic.ts";
import { toReverseName, listSourceShards, listTargetShards } from "../cluster/workflows.ts";

function listPrimaryTablets(shards: readonly Shard[]): string {
  return shards.map((shard) => `tablet:${shard.primary.uid}`).join(",");
}

/**
 * The lines of a dry run that switches writes, in 23.0.3's words and order. With a journal of an earlier run only what is left of it
 * (recordings/v23.0.3/killed-after-rules, call 025).
 */
export function listWritesDryRun(cluster: Cluster, plan: SwitchPlan, resuming: boolean): string[] {
  const { workflow } = plan;
  const source = workflow.sourceKeyspace;
  const target = workflow.target.name;
  const tables = workflow.tables.join(",");
  const sources = listSourceShards(cluster, workflow);
  const targets = listTargetShards(workflow);
  const positions = sources.map((shard) => `keyspace:${source};shard:${shard.name};position:MySQL56/${formatGtidPosition(shard)}`);
  const frozen = targets.map(
    (shard) =>
      `keyspace:${target};shard:${shard.name};tablet:${shard.primary.uid};workflow:${workflow.name};dbname:${toDatabaseName(target)}`,
  );
  return [
    `Lock keyspace ${source}`,
    `Lock keyspace ${target}`,
    ...(tellsMirroring(cluster, source, workflow.tables, ["PRIMARY"])
      ? [`Mirroring 0.00 percent of traffic from keyspace ${source} to keyspace ${target} for tablet types [PRIMARY]`]
      : []),
    ...(resuming
      ? []
      : [
          `Stop writes on keyspace ${source} for tables [${tables}]: [${positions.join(",")}]`,
          `Wait for vreplication on stopped streams to catchup for up to ${formatGoDuration(plan.timeoutSeconds)}`,
          `Create reverse vreplication workflow ${toReverseName(workflow.name)}`,
          ...(plan.initializeSequences === true ? listSequenceLines(cluster, workflow) : []),
        ]),
    "Create journal entries on source databases",
    `Enable writes on keyspace ${target} for tables [${tables}]`,
    `Switch routing from keyspace ${source} to keyspace ${target}`,
    `Routing rules for tables [${tables}] will be updated`,
    `Switch writes completed, freeze and delete vreplication streams on: [${listPrimaryTablets(targets)}]`,
    ...(plan.enableReverse ? [`Start reverse vreplication streams on: [${listPrimaryTablets(sources)}]`] : []),
    `Mark vreplication streams frozen on: [${frozen.join(",")}]`,
    `Unlock keyspace ${target}`,
    `Unlock keyspace ${source}`,
  ];
}

/** Go's text for a duration: `30s`, `1m30s`, `1h0m0s`. */
export function formatGoDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
