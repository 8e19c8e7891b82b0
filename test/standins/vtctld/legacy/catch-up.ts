import { aliasText, gtidPosition } from "../cluster.ts";
import { advanceCluster } from "../copy.ts";
import { stopIfGone } from "../operation.ts";
import type { WorkflowView } from "../workflows.ts";
import { sourceShardOf } from "../workflows.ts";
import { catchUpTooLong, stoppedBefore } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";

const lookMs = 50;

/** Waits for every stream to reach what its source had when writes stopped. The stream is not looked at before: a stopped one is found out here. */
export async function catchUp(operation: LegacyOperation, workflow: WorkflowView, timeoutSeconds: number): Promise<void> {
  const { cluster, clock, log, signal } = operation;
  const wanted = workflow.streams.map((placed) => ({ ...placed, sequence: sourceShardOf(cluster, placed.stream)?.gtid.sequence ?? 0 }));
  // The position alone counts: a stream that still copies passes if its source stood still since.
  const isBehind = (each: (typeof wanted)[number]): boolean => (each.stream.position ?? -1) < each.sequence;
  for (const { shard, stream, sequence } of wanted) {
    const source = sourceShardOf(cluster, stream);
    const where = `keyspace:shard: ${workflow.target.name}:${shard.name}`;
    log.info(
      "traffic_switcher.go",
      `Before Catchup: uid: ${stream.id}, target primary ${aliasText(shard.primary)}, target position , shard ${shard.name}`,
    );
    const position = source === undefined ? "" : `MySQL56/${gtidPosition(source, sequence)}`;
    log.info("traffic_switcher.go", `Before Catchup: waiting for ${where} to reach source position ${position}, uid ${stream.id}`);
  }
  const giveUpAt = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    stopIfGone(operation);
    advanceCluster(cluster, clock.now());
    const behind = wanted.filter(isBehind);
    if (behind.length === 0) break;
    for (const { shard, stream, sequence } of behind) {
      const source = sourceShardOf(cluster, stream);
      if (source === undefined || stream.state === "Running" || stream.state === "Copying") continue;
      const at = stream.position === undefined ? "<nil>" : gtidPosition(source, stream.position);
      throw stoppedBefore(shard.primary, at, gtidPosition(source, sequence), stream.message);
    }
    const left = giveUpAt - clock.now();
    const first = behind[0];
    if (left <= 0 && first !== undefined) {
      const source = sourceShardOf(cluster, first.stream) ?? first.shard;
      const last = gtidPosition(source, first.stream.position ?? 0);
      throw catchUpTooLong(first.shard.primary, `MySQL56/${gtidPosition(source, first.sequence)}`, `MySQL56/${last}`, timeoutSeconds);
    }
    await clock.sleep(Math.min(left, lookMs), signal);
  }
  for (const { shard, stream } of wanted) {
    log.info(
      "traffic_switcher.go",
      `After catchup: position for keyspace:shard: ${workflow.target.name}:${shard.name} reached, uid ${stream.id}`,
    );
    log.info(
      "traffic_switcher.go",
      `After catchup, position for target primary ${aliasText(shard.primary)}, MySQL56/${gtidPosition(shard)}`,
    );
  }
}
