import { sortShards, type Cluster, type Keyspace, type Shard } from "./cluster.ts";
import { VtctldError, texts } from "./errors.ts";
import { listStreamTables, type Stream } from "./streams.ts";

/** A stream with the shard whose primary runs it. */
export interface PlacedStream {
  shard: Shard;
  stream: Stream;
}

/** A workflow put together from its streams, as vtctld does for every call: there is no other record of it. */
export interface WorkflowView {
  name: string;
  target: Keyspace;
  sourceKeyspace: string;
  streams: PlacedStream[];
  /** Sorted; from the first stream's filter. */
  tables: string[];
}

/** The keyspace of a request, or vtctld's error for one that does not exist. */
export function findKeyspaceOrThrow(cluster: Cluster, name: string, text: (keyspace: string) => string = texts.noKeyspaceShards): Keyspace {
  const keyspace = cluster.keyspaces.get(name);
  if (keyspace === undefined) throw new VtctldError(text(name));
  return keyspace;
}

/** The streams of a workflow on the shards of its target keyspace, in shard order. */
export function listPlacedStreams(keyspace: Keyspace, workflow: string, shards: readonly string[] = []): PlacedStream[] {
  return sortShards(keyspace)
    .filter((shard) => shards.length === 0 || shards.includes(shard.name))
    .flatMap((shard) => shard.streams.filter((stream) => stream.workflow === workflow).map((stream) => ({ shard, stream })));
}

/** The workflow, or `no streams found …`. */
export function findWorkflowOrThrow(cluster: Cluster, keyspaceName: string, name: string): WorkflowView {
  const keyspace = findKeyspaceOrThrow(cluster, keyspaceName);
  const streams = listPlacedStreams(keyspace, name);
  const first = streams[0];
  if (first === undefined) throw new VtctldError(texts.noStreams(keyspaceName, name));
  if (name === "") throw new VtctldError(texts.noWorkflowGiven(first.shard.primary));
  return {
    name,
    target: keyspace,
    sourceKeyspace: first.stream.source.keyspace,
    streams,
    tables: listStreamTables(first.stream).toSorted(),
  };
}

/** Shards that the workflow reads from; one entry each, in key order. */
export function listSourceShards(cluster: Cluster, workflow: WorkflowView): Shard[] {
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  if (source === undefined) return [];
  return sortShards(source).filter((shard) => workflow.streams.some(({ stream }) => stream.source.shard === shard.name));
}

/** Shards that the workflow writes to. */
export function listTargetShards(workflow: WorkflowView): Shard[] {
  return [...new Set(workflow.streams.map(({ shard }) => shard))];
}

export function findSourceShard(cluster: Cluster, stream: Stream): Shard | undefined {
  return cluster.keyspaces.get(stream.source.keyspace)?.shards.get(stream.source.shard);
}

const reverseSuffix = "_reverse";

export function isReverseName(name: string): boolean {
  return name.endsWith(reverseSuffix);
}

/** The name of the reverse workflow: `wf` ↔ `wf_reverse`. */
export function toReverseName(name: string): string {
  return isReverseName(name) ? name.slice(0, -reverseSuffix.length) : `${name}${reverseSuffix}`;
}
