import { publishNoticeJobs } from "../../core/announce/wanted-jobs.ts";
import { followClusterSilence } from "../../core/situation/cluster-silence.ts";
import type { ClusterName, MoveId } from "../../core/vitess/names.ts";
import { composeNotices } from "../announce/notices.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Follows the alarm that Vitess does not answer in a cluster, and has the operators' channel hear of it. All moves are loaded, and the alarm
 * is written together with its notices, once for all of them. `through`: any move of the cluster. Running it again is safe.
 */
export async function followSilence(
  deps: Pick<VerbDeps, "records" | "jobs" | "policy" | "clusters">,
  cluster: ClusterName,
  through: MoveId,
): Promise<void> {
  const moves = (await deps.records.moves.active()).filter(({ name }) => name.cluster === cluster);
  const operators = deps.clusters.alarmsOf(cluster);
  const terms = { limits: deps.policy(cluster).limits, ...(operators === undefined ? {} : { operators }) };
  await commit(deps, through, ({ clusterAlarms: { alarms: before } = { alarms: [] } }, now) => {
    const { alarms, notices } = followClusterSilence(before, moves, now, terms);
    if (before.length + alarms.length === 0) return { result: undefined };
    const written = composeNotices(deps, cluster, notices, now);
    return { clusterAlarms: { cluster, alarms }, notices: written, jobs: publishNoticeJobs(written), result: undefined };
  });
}
