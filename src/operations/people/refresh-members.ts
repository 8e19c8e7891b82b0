import { moveId } from "../../core/vitess/names.ts";
import { recount } from "../../core/announce/votes.ts";
import type { PersonId } from "../../core/people/people.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { notify } from "../announce/notify.ts";
import { isGroup, readRoster } from "./roster.ts";

interface RefreshDeps extends Pick<VerbDeps, "records" | "jobs" | "policy" | "clusters"> {
  readonly readGroup: (groupId: string) => Promise<readonly PersonId[]>;
}

/**
 * Reads the people of every configured group from Slack, and recounts the votes of open requests. A group that cannot be read keeps its
 * last known people until they are too old, which is announced in the operators' channels. One fault does not stop the rest; the first is
 * thrown at the end.
 */
export async function refreshMembers(deps: RefreshDeps): Promise<void> {
  const { records, clusters, policy } = deps;
  const lists = clusters.names.flatMap((cluster) => [policy(cluster).operators, policy(cluster).approvers]);
  const groups = [...new Set(lists.flat().filter(isGroup))];
  const results = await Promise.allSettled(groups.map(async (group) => records.saveMembers(group, await deps.readGroup(group))));
  await recountVotes(deps);
  await announceUnread(deps);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function recountVotes(deps: RefreshDeps): Promise<void> {
  for (const { id, move: name, state } of await deps.records.requests.live()) {
    if (state.kind !== "open") continue;
    const { approvers, limits } = deps.policy(name.cluster);
    const { membershipOf } = await readRoster(deps.records, approvers);
    await commit(
      deps,
      moveId(name),
      ({ move, request, live }, now) => {
        const counted = request === undefined ? undefined : recount(request, membershipOf, { move, limits, now, running: live.execution });
        return { ...counted, result: undefined };
      },
      { request: id, execution: id },
    );
  }
}

/** Announces each time that a group becomes too old, once. */
async function announceUnread(deps: RefreshDeps): Promise<void> {
  for (const cluster of deps.clusters.names) {
    const { operators, approvers } = deps.policy(cluster);
    const { unread } = await readRoster(deps.records, [...operators, ...approvers]);
    for (const { group, since } of unread) {
      const body = { kind: "people-unread", cluster, group, ...(since === undefined ? {} : { since }) } as const;
      await notify(deps, cluster, `people-unread:${cluster}:${group}:${since ?? "never"}`, body);
    }
  }
}
