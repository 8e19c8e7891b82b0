import type { HomeView } from "@slack/types";
import { moveId } from "../../core/names.ts";
import type { Request } from "../../core/operation/requests.ts";
import { type PersonId, personId } from "../../core/people.ts";
import { rosterOf } from "../../operations/people/roster.ts";
import { checkView } from "../blocks/check.ts";
import { renderHome } from "../home/home.ts";
import { calling } from "./faults.ts";
import { loadMoveView, peopleIn } from "./move-facts.ts";
import type { PublisherDeps } from "./publisher.ts";
import { requestKey } from "./request-post.ts";

/** Draws one person's Home tab from the records. The last call wins, and each draws what is so now. */
export async function publishHome(deps: PublisherDeps, person: string): Promise<void> {
  const view = await homeOf(deps, personId(person));
  checkView(view);
  const { progress } = deps.clients;
  await calling("views.publish", () => progress.views.publish({ user_id: person, view }));
}

async function homeOf(deps: PublisherDeps, person: PersonId): Promise<HomeView> {
  const { records } = deps;
  const [moves, live, now] = await Promise.all([records.moves.active(), records.requests.live(), records.now()]);
  const views = await Promise.all(moves.map(({ name }) => loadMoveView(deps, moveId(name))));
  const running = views.filter((view) => view !== undefined);
  const open = live.filter(({ state, approveBy }) => state.kind === "open" && now < approveBy);
  const links = new Map(await Promise.all(open.map(async (request) => [request.id, await linkTo(deps, request)] as const)));
  const names = await deps.names.of([
    ...open.map((request) => request.askedBy),
    ...running.flatMap(({ situation }) => peopleIn(situation)),
  ]);
  const view = renderHome({
    waitingFor: await waitingFor(deps, person, open),
    running,
    asked: open.filter((request) => request.askedBy === person),
    endedToday: [],
    now,
    names,
    linkTo: (request) => links.get(request.id),
  });
  return withoutEnded(view);
}

/** Every cluster has approvers of its own. */
async function waitingFor({ records, policy }: PublisherDeps, person: PersonId, open: readonly Request[]): Promise<readonly Request[]> {
  const clusters = [...new Set(open.map(({ move }) => move.cluster))];
  const rosters = await Promise.all(clusters.map((cluster) => rosterOf(records, policy(cluster).approvers)));
  const theirs = clusters.filter((_, index) => rosters[index]?.membershipOf(person) === "member");
  return open.filter((request) => theirs.includes(request.move.cluster) && mayDecide(request, person));
}

function mayDecide({ askedBy, rule, votes }: Request, person: PersonId): boolean {
  return (askedBy !== person || rule.requesterCounts) && !votes.some((vote) => vote.by === person && vote.kind === "approve");
}

async function linkTo({ records, links }: PublisherDeps, request: Request): Promise<string | undefined> {
  const sent = await records.message(requestKey(request.id));
  return sent === undefined ? undefined : links.of(sent);
}

/** The records list running moves only. A Home tab that says "none ended today" could be wrong, so it does not speak of them. */
function withoutEnded(view: HomeView): HomeView {
  const at = view.blocks.findIndex((block) => "text" in block && JSON.stringify(block.text).includes("Ended today"));
  return at < 0 ? view : { ...view, blocks: view.blocks.toSpliced(at, 2) };
}
