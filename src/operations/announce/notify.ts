import type { ClusterName } from "../../core/vitess/names.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Announces something in the operators' channel of a cluster, once for each id however often this runs. Does nothing if the cluster has no
 * such channel: then only the thread, if there is one, has it.
 */
export async function notify(
  deps: Pick<VerbDeps, "records" | "jobs" | "clusters">,
  cluster: ClusterName,
  id: string,
  body: NoticeBody,
): Promise<void> {
  const channel = deps.clusters.alarmsOf(cluster);
  if (channel === undefined) return;
  const isNew = await deps.records.notices.create(id, { id, channel, at: await deps.records.now(), body, posted: false });
  if (isNew) await deps.jobs.ask({ job: "publish-notice", id });
}
