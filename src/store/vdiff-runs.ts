import type { ClusterName } from "../core/vitess/names.ts";
import type { VDiffRun, VDiffRuns } from "../operations/vdiff-runs.ts";
import { callRedis, type Connection } from "./redis/connection.ts";
import { decode, encode } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import { VDIFF_RUN } from "./schemas/vdiff-run.ts";

const MOST_RUNS_KEPT = 20;
// Longer than anybody looks at a move; when a workflow is gone, its runs expire together.
const RUNS_KEPT_MS = 90 * 24 * 60 * 60_000;

/** One hash per workflow, one field per run: two processes that each carry a run do not overwrite each other's. */
export function openVDiffRuns(redis: Connection, keys: Keys, cluster: ClusterName): VDiffRuns {
  async function read(workflow: string): Promise<readonly VDiffRun[]> {
    const key = keys.vdiffRuns(cluster, workflow);
    const texts = await callRedis(redis, () => redis.hvals(key));
    return texts.map((text) => decode(key, VDIFF_RUN, text)).toSorted((a, b) => b.startedAt - a.startedAt);
  }

  return {
    of: read,
    async save(run) {
      const key = keys.vdiffRuns(cluster, run.workflow);
      const text = encode(key, VDIFF_RUN, run);
      const isNew = await callRedis(redis, () => redis.hset(key, run.uuid, text));
      await callRedis(redis, () => redis.pexpire(key, RUNS_KEPT_MS));
      if (isNew === 0) return;
      const [oldest, ...more] = (await read(run.workflow)).slice(MOST_RUNS_KEPT).map(({ uuid }) => uuid);
      if (oldest !== undefined) await callRedis(redis, () => redis.hdel(key, oldest, ...more));
    },
    async forget(workflow, uuid) {
      await callRedis(redis, () => redis.hdel(keys.vdiffRuns(cluster, workflow), uuid));
    },
  };
}
