import type { HomeView } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { type PersonId, toPersonId } from "../../core/people/people.ts";
import { loadByUrgency, loadMoveView } from "../../operations/moves/load-view.ts";
import { readAllFreezes } from "../../operations/policy/freezes.ts";
import { openRequests, readWaitingRequests } from "../../operations/requests/waiting-for.ts";
import { checkView } from "../blocks/check.ts";
import { HOME_LISTS, renderHome } from "../answer/home.ts";
import { toCardKey } from "../move/card-key.ts";
import { callWithinBudget, checkBudget } from "../web-api/budget.ts";
import { callSlack } from "../web-api/faults.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { chooseProgressLane, type PublisherDeps } from "./publisher.ts";
import { toRequestKey } from "./request-post.ts";

/** When to draw the tab again, if its reader may still look at it. */
interface DrawnHome {
  readonly againInMs: number;
}

// A copy's numbers change with every reading, which come every ten seconds; twenty readers at a time cost less than half of the budget.
const HOME_EVERY_MS = 30_000;
const ENDED_SHOWN_MS = 24 * 60 * 60_000;

/** Draws one person's Home tab from the newest records. The last call wins. Throws {@link RateLimited}, having sent nothing, if the workspace's budget is spent. */
export async function publishHome(deps: PublisherDeps, person: string): Promise<DrawnHome> {
  const lane = chooseProgressLane(deps, "numbers");
  await checkBudget(lane, "views.publish");
  const view = await loadHome(deps, toPersonId(person));
  checkView(view);
  await callWithinBudget(lane, "views.publish", person, () =>
    callSlack("views.publish", () => lane.client.views.publish({ user_id: person, view })),
  );
  return { againInMs: HOME_EVERY_MS };
}

async function loadHome(deps: PublisherDeps, person: PersonId): Promise<HomeView> {
  const { records } = deps;
  const [moves, open, now] = await Promise.all([records.moves.active(), openRequests(deps), records.now()]);
  const requests = open.toSorted((a, b) => a.approveBy - b.approveBy);
  const [running, ended, waitingFor, frozen] = await Promise.all([
    loadByUrgency(deps, moves, HOME_LISTS.running.most),
    loadEnded(deps, now - ENDED_SHOWN_MS),
    readWaitingRequests(deps, person, requests),
    readAllFreezes(
      deps,
      moves.map(({ name }) => name.cluster),
    ),
  ]);
  const asked = requests.filter((request) => request.askedBy === person);
  const shown = [...running.slice(0, HOME_LISTS.running.most), ...ended.slice(0, HOME_LISTS.ended.most)];
  const [names, links] = await Promise.all([
    deps.names.of([
      ...[...waitingFor, ...asked].map((request) => request.askedBy),
      ...shown.flatMap(({ situation }) => listPeopleInSituation(situation)),
      ...frozen.flatMap(({ freezes }) => freezes.flatMap(({ by }) => by ?? [])),
    ]),
    readLinks(deps, [
      ...[...waitingFor, ...asked].map(({ id }) => toRequestKey(id)),
      ...shown.map(({ situation }) => toOwnCardKey(situation.known.move)),
    ]),
  ]);
  return renderHome({
    waitingFor,
    running,
    asked,
    ended,
    frozen,
    now,
    names,
    linkToRequest: ({ id }: Request) => links.get(toRequestKey(id)),
    linkToCard: ({ situation }: MoveView) => links.get(toOwnCardKey(situation.known.move)),
  });
}

/** A plan that nobody took up has no card and is no news. */
async function loadEnded(deps: PublisherDeps, since: Instant): Promise<readonly MoveView[]> {
  const { records } = deps;
  const moves = await records.moves.endedSince(since);
  const cards = await Promise.all(moves.map((move) => records.message(toOwnCardKey(move))));
  const shown = moves.filter((_, index) => cards[index] !== undefined);
  const views = await Promise.all(shown.map(({ name }) => loadMoveView(deps, moveId(name))));
  return views.filter((view) => view !== undefined);
}

function toOwnCardKey({ name, channel }: Move): string {
  return toCardKey(moveId(name), channel);
}

/** Links to these messages, by their keys; one that Slack does not give is left out. */
async function readLinks({ records, links }: PublisherDeps, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    keys.map(async (key) => {
      const sent = await records.message(key);
      return [key, sent === undefined ? undefined : await links.of(sent)] as const;
    }),
  );
  return new Map(found.flatMap(([key, link]) => (link === undefined ? [] : [[key, link] as const])));
}
