import { publishNoticeJobs } from "../../core/announce/wanted-jobs.ts";
import type { ClusterAlarms } from "../../core/move/raised.ts";
import { followClusterSilence } from "../../core/situation/cluster-silence.ts";
import type { ClusterName, MoveId } from "../../core/vitess/names.ts";
import { composeNotices } from "../announce/notices.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

type SilenceDeps = Pick<VerbDeps, "records" | "jobs" | "policy" | "clusters">;

// Each try that fails means that another process has followed the alarm meanwhile; the next read or the sweep follows it again in seconds.
const MOST_TRIES = 5;

/**
 * Follows the alarm that Vitess does not answer in a cluster, and has the operators' channel hear of it. All moves are loaded, and the alarm
 * is written together with its notices, once for all of them. `through`: any move of the cluster. Running it again is safe.
 */
export async function followSilence(deps: SilenceDeps, cluster: ClusterName, through: MoveId): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) if (await followOnce(deps, cluster, through)) return;
}

/**
 * False, and nothing is written, if another process wrote the alarm after this one began to load the moves: they are many and not part of the
 * commit, and what was true of them before an all clear would raise the alarm anew. Decides by the time of the load, which it judges.
 */
async function followOnce(deps: SilenceDeps, cluster: ClusterName, through: MoveId): Promise<boolean> {
  const { clusterAlarms: loaded, now } = await deps.records.dossier(through);
  const moves = (await deps.records.moves.active()).filter(({ name }) => name.cluster === cluster);
  const operators = deps.clusters.alarmsOf(cluster);
  const terms = { limits: deps.policy(cluster).limits, ...(operators === undefined ? {} : { operators }) };
  return commit(deps, through, ({ clusterAlarms }) => {
    if (!isSame(loaded, clusterAlarms)) return { result: false };
    const { alarms: before } = loaded ?? { alarms: [] };
    const { alarms, notices } = followClusterSilence(before, moves, now, terms);
    if (before.length + alarms.length === 0) return { result: true };
    const written = composeNotices(deps, cluster, notices, now);
    return { clusterAlarms: { cluster, alarms }, notices: written, jobs: publishNoticeJobs(written), result: true };
  });
}

function isSame(one: ClusterAlarms | undefined, other: ClusterAlarms | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
