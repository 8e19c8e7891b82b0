import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import type { Move } from "../../core/move/moves.ts";
import { findFollowOf, type Subscriptions } from "../../core/move/subscriptions.ts";
import type { Handover } from "../../core/operation/handover/handover.ts";
import type { ChannelId, PersonId } from "../../core/people/people.ts";
import { isPersonId } from "../../core/people/people.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { readRoster } from "../people/roster.ts";
import { refuse } from "../refusals.ts";
import { readOperatorStanding } from "./operator-standing.ts";

/**
 * Offers to hand over every move that this channel shows, of all clusters or of the named one, as far as the giver is an operator there.
 * The offer is posted in the channel. The same command again is the same offer.
 */
export async function offerHandover(
  deps: VerbDeps,
  command: Extract<Command, { readonly verb: "handover" }>,
  asker: Asker,
): Promise<Answer> {
  const { records, jobs } = deps;
  const { by, channel, id } = asker;
  const [active, subscriptions] = await Promise.all([records.moves.active(), records.subscriptions.get(channel)]);
  const shown = active.filter(
    (move) => isShownIn(channel, subscriptions, move) && (command.cluster === undefined || move.name.cluster === command.cluster),
  );
  const clusters = [...new Set(shown.map(({ name }) => name.cluster))];
  const operated = await keepOperated(deps, clusters, by);
  const moves = shown.map(({ name }) => name).filter(({ cluster }) => operated.includes(cluster));
  if (moves.length === 0) return refuse("nothing-to-hand-over", "");
  const to = command.to === undefined ? undefined : await findOperator(deps, operated, command.to);
  if (command.to !== undefined && to === undefined) return refuse("no-such-operator", command.to);
  if (to === by) return refuse("handover-to-yourself", "");
  const offer: Handover = {
    id,
    by,
    ...(to === undefined ? {} : { to }),
    channel,
    at: await records.now(),
    moves,
    state: { kind: "offered" },
    shown: "nothing",
  };
  await records.handovers.create(id, offer);
  await jobs.ask({ job: "publish-handover", handoverId: id });
  return { kind: "handover-offered", moves: moves.length, leftOut: shown.length - moves.length, ...(to === undefined ? {} : { to }) };
}

function isShownIn(channel: ChannelId, subscriptions: Subscriptions | undefined, move: Move): boolean {
  if (move.channel === channel || move.followers.includes(channel)) return true;
  if (subscriptions === undefined) return false;
  return subscriptions.fleet?.cluster === move.name.cluster || findFollowOf(subscriptions, move.name) !== undefined;
}

async function keepOperated(deps: VerbDeps, clusters: readonly ClusterName[], by: PersonId): Promise<readonly ClusterName[]> {
  const standings = await Promise.all(clusters.map((cluster) => readOperatorStanding(deps, [cluster], by)));
  return clusters.filter((_, place) => standings[place] === "member");
}

/** The operator whom somebody means by an id or by a name, as Slack shows it; undefined unless exactly one fits. */
async function findOperator(deps: VerbDeps, clusters: readonly ClusterName[], typed: string): Promise<PersonId | undefined> {
  const rosters = await Promise.all(clusters.map((cluster) => readRoster(deps.records, deps.policy(cluster).operators)));
  const [first, ...others] = rosters;
  const people = [...(first?.people ?? [])].filter((person) => others.every(({ people: too }) => too.has(person)));
  if (isPersonId(typed) && people.includes(typed)) return typed;
  const nameOf = await deps.namesOf(people);
  const named = people.filter((person) => nameOf(person)?.toLowerCase() === typed.toLowerCase());
  return named.length === 1 ? named[0] : undefined;
}
