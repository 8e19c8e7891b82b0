import type { ChannelId } from "../../core/people/people.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { VerbDeps } from "../deps.ts";

interface NotifyDeps extends Pick<VerbDeps, "clusters"> {
  readonly records: Pick<VerbDeps["records"], "now" | "notices">;
  readonly jobs: Pick<VerbDeps["jobs"], "ask">;
}

/**
 * Announces something in the operators' channel of a cluster, once for each id however often this runs. Does nothing if the cluster has no
 * such channel: then only the thread, if there is one, has it.
 */
export async function notify(deps: NotifyDeps, cluster: ClusterName, id: string, body: NoticeBody): Promise<void> {
  const channel = deps.clusters.alarmsOf(cluster);
  if (channel !== undefined) await notifyChannel(deps, channel, id, body);
}

/** The same in the operators' channel of every cluster: once in each, also if clusters share one. Returns the ids of the notices. */
export async function notifyEveryChannel(deps: NotifyDeps, about: string, body: NoticeBody): Promise<readonly string[]> {
  const channels = new Set(deps.clusters.names.flatMap((cluster) => deps.clusters.alarmsOf(cluster) ?? []));
  const ids: string[] = [];
  for (const channel of channels) {
    const id = `${about}:${channel}`;
    await notifyChannel(deps, channel, id, body);
    ids.push(id);
  }
  return ids;
}

/** The same in a channel, once for each id. */
export async function notifyChannel(
  { records, jobs }: Pick<NotifyDeps, "records" | "jobs">,
  channel: ChannelId,
  id: string,
  body: NoticeBody,
): Promise<void> {
  const isNew = await records.notices.create(id, { id, channel, at: await records.now(), body, posted: false });
  if (isNew) await jobs.ask({ job: "publish-notice", id });
}
