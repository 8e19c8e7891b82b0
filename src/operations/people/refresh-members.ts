import { moveId } from "../../core/vitess/names.ts";
import { recount } from "../../core/announce/votes.ts";
import type { PersonId } from "../../core/people/people.ts";
import { Fault } from "../fault.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { notify } from "../announce/notify.ts";
import { findRequestWindow, tightenRequest } from "../policy/requirement.ts";
import { listPeopleOf, listSeats } from "../../core/policy/people.ts";
import { isGroup, OUTSIDERS, readRoster } from "./roster.ts";
import { readSeats } from "./seats.ts";

interface RefreshDeps extends Pick<VerbDeps, "records" | "jobs" | "policy" | "clusters"> {
  /** Undefined if there is no such group. */
  readonly readGroup: (groupId: string) => Promise<readonly PersonId[] | undefined>;
  /** Whether Slack calls somebody a member of Tandem's workspace or organisation now. */
  readonly isInsider: (person: PersonId) => Promise<boolean>;
}

/**
 * Reads the people of every configured group from Slack, and recounts the votes of open requests. A group that cannot be read keeps its
 * last known people until they are too old, which is announced in the operators' channels; the people of one that was deleted stop counting.
 * Of whoever has voted Tandem asks Slack whether they are still a member, wherever the settings name them; while Slack does not say, its
 * last word counts. One fault does not stop the rest; the first is thrown at the end.
 */
export async function refreshMembers(deps: RefreshDeps): Promise<void> {
  const { records, clusters, policy } = deps;
  const live = await records.requests.live();
  // A request keeps the seats of its time, even if the policy asks for others now.
  const lists = [...clusters.names.flatMap((cluster) => listPeopleOf(policy(cluster))), ...live.flatMap(({ rule }) => rule.oneOf ?? [])];
  const groups = [...new Set(lists.flat().filter(isGroup))];
  const results = await Promise.allSettled(groups.map((group) => readAndSave(deps, group)));
  const asked = await findOutsiders(deps, [...new Set(live.flatMap(({ votes }) => votes.map(({ by }) => by)))]);
  await recountVotes(deps);
  await announceUnread(deps);
  const failed = [...results, ...asked].find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function readAndSave({ records, readGroup }: RefreshDeps, group: string): Promise<void> {
  const people = await readGroup(group);
  // One that Slack never had may be a typing mistake, and nobody is refused for that.
  if (people === undefined && (await records.members(group)) === undefined) throw new Fault("refused", `Slack has no user group ${group}`);
  await records.saveMembers(group, people ?? []);
}

/** Keeps whom of these Slack calls outsiders, and returns how asking about each went. */
async function findOutsiders(
  { records, isInsider }: RefreshDeps,
  people: readonly PersonId[],
): Promise<readonly PromiseSettledResult<boolean>[]> {
  const before = (await records.members(OUTSIDERS))?.people ?? [];
  const asked = await Promise.allSettled(people.map((person) => isInsider(person)));
  const outside = people.filter((person, index) => {
    const answer = asked[index];
    return answer?.status === "fulfilled" ? !answer.value : before.includes(person);
  });
  await records.saveMembers(OUTSIDERS, outside);
  return asked;
}

async function recountVotes(deps: RefreshDeps): Promise<void> {
  for (const { id, move: name, state, rule } of await deps.records.requests.live()) {
    if (state.kind !== "open") continue;
    const policy = deps.policy(name.cluster);
    const { membershipOf } = await readRoster(deps.records, policy.approvers);
    const { mayTake } = await readSeats(deps.records, [...listSeats(policy), ...(rule.oneOf ?? [])]);
    await commit(
      deps,
      moveId(name),
      ({ move, request, live }, now) => {
        if (request === undefined) return { result: undefined };
        const tightened = tightenRequest(policy, request, move);
        const { request: tight, limits } = tightened;
        const context = { move, limits, now, window: findRequestWindow(tightened, now), running: live.execution, mayTake };
        return { ...recount(tight, membershipOf, context), result: undefined };
      },
      { request: id, execution: id },
    );
  }
}

/** Announces each time that a group becomes too old, once. */
async function announceUnread(deps: RefreshDeps): Promise<void> {
  for (const cluster of deps.clusters.names) {
    const { unread } = await readRoster(deps.records, [...new Set(listPeopleOf(deps.policy(cluster)).flat())]);
    for (const { group, since } of unread) {
      const body = { kind: "people-unread", cluster, group, ...(since === undefined ? {} : { since }) } as const;
      await notify(deps, cluster, `people-unread:${cluster}:${group}:${since ?? "never"}`, body);
    }
  }
}
