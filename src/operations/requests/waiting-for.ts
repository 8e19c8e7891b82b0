import type { PersonId } from "../../core/people/people.ts";
import { mayDecide } from "../../core/operation/request/reminders.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { VerbDeps } from "../deps.ts";
import { readRoster } from "../people/roster.ts";

/** Those of these open requests that this person may decide and has not approved yet: every cluster has its own approvers. */
export async function readWaitingRequests(
  { records, policy }: Pick<VerbDeps, "records" | "policy">,
  person: PersonId,
  open: readonly Request[],
): Promise<readonly Request[]> {
  const clusters = [...new Set(open.map(({ move }) => move.cluster))];
  const rosters = await Promise.all(clusters.map((cluster) => readRoster(records, policy(cluster).approvers)));
  const theirs = clusters.filter((_, index) => rosters[index]?.membershipOf(person) === "member");
  return open.filter((request) => theirs.includes(request.move.cluster) && mayDecide(request, person));
}

/** The requests that still collect votes. */
export async function openRequests({ records }: Pick<VerbDeps, "records">): Promise<readonly Request[]> {
  const [live, now] = await Promise.all([records.requests.live(), records.now()]);
  return live.filter(({ state, approveBy }) => state.kind === "open" && now < approveBy);
}
