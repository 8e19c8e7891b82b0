import type { ClusterName } from "../../core/vitess/names.ts";
import type { Notice } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { News } from "../../core/situation/follow.ts";
import type { VerbDeps } from "../deps.ts";

/** Notices for the operators' channel if the cluster has one; without it, only the thread has the news. */
export function composeNotices(
  { clusters }: Pick<VerbDeps, "clusters">,
  cluster: ClusterName,
  notices: News["notices"],
  at: Instant,
): readonly Notice[] {
  const operators = clusters.alarmsOf(cluster);
  return notices.flatMap(({ key: id, body, channel = operators }) =>
    channel === undefined ? [] : [{ id, channel, at, body, posted: false }],
  );
}
