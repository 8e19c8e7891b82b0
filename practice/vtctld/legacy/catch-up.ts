import { formatAlias, formatGtidPosition } from "../cluster/cluster.ts";
import { advanceCluster } from "../workflow/copy.ts";
import { stopIfGone } from "../cluster/operation.ts";
import { findSourceShard, listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import { CodedError, createCatchUpError, createStoppedError } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";

const lookMs = 50;

/** Waits for every stream to reach the position at which its source stopped writes; this is where a stopped stream is noticed. */
export async function catchUp(operation: LegacyOperation, workflow: WorkflowView, timeoutSeconds: number): Promise<void> {
  const { cluster, clock, log, signal } = operation;
  const wanted = workflow.streams.map((placed) => ({ ...placed, sequence: findSourceShard(cluster, placed.stream)?.gtid.sequence ?? 0 }));
  // Only the position counts: a stream that still copies passes if its source stood still since.
  const isBehind = (each: (typeof wanted)[number]): boolean => (each.stream.position ?? -1) < each.sequence;
  for (const { shard, stream, sequence } of wanted) {
    const source = findSourceShard(cluster, stream);
    const where = `keyspace:shard: ${workflow.target.name}:${shard.name}`;
    log.info(
      "traffic_switcher.go",
      `Before Catchup: uid: ${stream.id}, target primary ${formatAlias(shard.primary)}, target position , shard ${shard.name}`,
    );
    const position = source === undefined ? "" : `MySQL56/${formatGtidPosition(source, sequence)}`;
    log.info("traffic_switcher.go", `Before Catchup: waiting for ${where} to reach source position ${position}, uid ${stream.id}`);
  }
  const giveUpAt = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    stopIfGone(operation);
    advanceCluster(cluster, clock.now());
    const behind = wanted.filter(isBehind);
    if (behind.length === 0) break;
    const left = giveUpAt - clock.now();
    const failed = behind.flatMap(({ shard, stream, sequence }) => {
      const source = findSourceShard(cluster, stream) ?? shard;
      const position = formatGtidPosition(source, sequence);
      if (stream.state === "Stopped" || stream.state === "Error") {
        const at = stream.position === undefined ? "<nil>" : formatGtidPosition(source, stream.position);
        return createStoppedError(shard.primary, at, position, stream.message);
      }
      const last = `MySQL56/${formatGtidPosition(source, stream.position ?? 0)}`;
      return left > 0 ? [] : createCatchUpError(shard.primary, `MySQL56/${position}`, last, timeoutSeconds);
    });
    const [only] = failed;
    // For several streams the texts are on separate lines, and no code of a tablet comes through.
    if (failed.length > 1) throw new CodedError(failed.map((error) => error.logged).join("\n"));
    if (only !== undefined) throw only;
    await clock.sleep(Math.min(left, lookMs), signal);
  }
  for (const { shard, stream } of wanted) {
    const where = `${workflow.target.name}:${shard.name}`;
    log.info("traffic_switcher.go", `After catchup: position for keyspace:shard: ${where} reached, uid ${stream.id}`);
  }
  for (const shard of listTargetShards(workflow)) {
    const position = `MySQL56/${formatGtidPosition(shard)}`;
    log.info("traffic_switcher.go", `After catchup, position for target primary ${formatAlias(shard.primary)}, ${position}`);
  }
}
