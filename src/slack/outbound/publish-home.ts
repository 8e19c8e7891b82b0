import { withoutYoung } from "../blocks/twin.ts";
import type { HomeView, KnownBlock } from "@slack/types";
import { moveId } from "../../core/vitess/names.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { type PersonId, toPersonId } from "../../core/people/people.ts";
import { openRequests, readWaitingRequests } from "../../operations/requests/waiting-for.ts";
import { checkView } from "../blocks/check.ts";
import { renderHome } from "../answer/home.ts";
import { callSlack } from "../web-api/faults.ts";
import { loadMoveView, listPeopleInSituation } from "./move-facts.ts";
import type { PublisherDeps } from "./publisher.ts";
import { drawRequest, toRequestKey } from "./request-post.ts";

/** Draws one person's Home tab from the newest records. The last call wins. */
export async function publishHome(deps: PublisherDeps, person: string): Promise<void> {
  const view = await loadHome(deps, toPersonId(person));
  checkView(view);
  const { progress } = deps.clients;
  await callSlack("views.publish", () => progress.views.publish({ user_id: person, view }));
}

async function loadHome(deps: PublisherDeps, person: PersonId): Promise<HomeView> {
  const { records } = deps;
  const [moves, open, now] = await Promise.all([records.moves.active(), openRequests(deps), records.now()]);
  const views = await Promise.all(moves.map(({ name }) => loadMoveView(deps, moveId(name))));
  const running = views.filter((view) => view !== undefined);
  const links = new Map(await Promise.all(open.map(async (request) => [request.id, await readRequestLink(deps, request)] as const)));
  const names = await deps.names.of([
    ...open.map((request) => request.askedBy),
    ...running.flatMap(({ situation }) => listPeopleInSituation(situation)),
  ]);
  const waiting = await readWaitingRequests(deps, person, open);
  const whole = await drawWholeRequests(deps, waiting);
  return renderHome({
    waitingFor: waiting,
    running,
    asked: open.filter((request) => request.askedBy === person),
    now,
    names,
    linkTo: (request) => links.get(request.id),
    whole: (request) => whole.get(request.id),
  });
}

// A Home tab has room for 100 blocks, and a request takes about fifteen.
const MOST_WHOLE = 3;

/** Draws requests that have no message of their own in full: no link leads to where they could be decided. */
async function drawWholeRequests(deps: PublisherDeps, waiting: readonly Request[]): Promise<ReadonlyMap<string, readonly KnownBlock[]>> {
  const sent = await Promise.all(waiting.map(({ id }) => deps.records.message(toRequestKey(id))));
  const unsent = waiting.filter((_, index) => sent[index] === undefined).slice(0, MOST_WHOLE);
  const drawn = unsent.map(async (request) => {
    const { blocks } = await drawRequest(deps, request, undefined, { mention: false, elsewhere: true, whole: true });
    return [request.id, withoutYoung(blocks)] as const;
  });
  return new Map(await Promise.all(drawn));
}

async function readRequestLink({ records, links }: PublisherDeps, request: Request): Promise<string | undefined> {
  const sent = await records.message(toRequestKey(request.id));
  return sent === undefined ? undefined : links.of(sent);
}
