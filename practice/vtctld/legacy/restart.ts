import type { Cluster, Shard } from "../cluster/cluster.ts";
import { startStream, type Stream } from "../cluster/streams.ts";

/** Starts a stream; 12 and 14 log nothing about a copy that goes on. */
export function restart(cluster: Cluster, shard: Shard, stream: Stream, now: number): void {
  startStream(cluster, shard, stream, now);
  if (cluster.version <= 14) stream.restarting = false;
}
