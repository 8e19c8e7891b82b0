import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { escapeName, quoteText } from "../text/escape.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { VERB_WORDS } from "./verbs.ts";

/** What is frozen: a keyspace, or a whole cluster by its name where that is known. */
export function nameFrozen(keyspace: string | undefined, cluster?: string): string {
  if (keyspace !== undefined) return escapeName(cluster === undefined ? keyspace : `${cluster}/${keyspace}`);
  return cluster === undefined ? "the whole cluster" : `the whole cluster ${escapeName(cluster)}`;
}

/** Until when, by whom and why, in words that fit after a subject: `customer is frozen until 18:00 by Ana: "sale"`. */
export function sayFreeze({ keyspace, until, by, reason }: FreezeNow, now: Instant, names?: Names, cluster?: string): string {
  const end = until === undefined ? "until somebody thaws it" : `until ${formatMoment(until, now)}`;
  const who = by === undefined ? "by tandem.yaml" : `by ${namePerson(by, names)}`;
  return `${nameFrozen(keyspace, cluster)} is frozen ${end}, ${who}: ${quoteText(reason)}`;
}

/** The same as a line of its own, such as a card's. */
export function sayFreezeLine(freeze: FreezeNow, now: Instant, names?: Names): string {
  return `*Frozen* ${sayFreeze(freeze, now, names)}. Nothing that takes approvals runs meanwhile; requests stay open and collect votes.`;
}

/** The freeze to say of a move besides what it waits for: a hold by it has said it already, and an ended move is past caring. */
export function pickFreezeToSay({ known, waiting, phase }: Situation): FreezeNow | undefined {
  const isSaid = waiting?.kind === "hold" && waiting.hold.reason === "freeze";
  return isSaid || phase.kind === "ended" ? undefined : known.freeze;
}

/** Whoever made these freezes; those of the policy nobody made. */
export function listFreezers(...freezes: readonly (Pick<FreezeNow, "by"> | undefined)[]): readonly PersonId[] {
  return freezes.flatMap((one) => one?.by ?? []);
}

/** What is frozen in a cluster, a line each; nothing if nothing is. */
export function listFreezeLines(freezes: readonly FreezeNow[], now: Instant, names?: Names, cluster?: string): readonly string[] {
  const lines = freezes.slice(0, MOST_FREEZES).map((freeze) => `*Frozen* ${sayFreeze(freeze, now, names, cluster)}`);
  return freezes.length > MOST_FREEZES ? [...lines, `and ${freezes.length - MOST_FREEZES} more`] : lines;
}

/** More than these are counted. */
const MOST_FREEZES = 8;

/** For a request: it can be decided, but nothing of it runs. */
export function sayOpenButFrozen(freeze: FreezeNow, now: Instant, names?: Names): string {
  return `*Open, but frozen* ${sayFreeze(freeze, now, names)}. Votes count; nothing runs until it is over.`;
}

/** Who runs what alone, and why. */
export function sayGlassBroken(
  { by, verb, reason }: { readonly by: PersonId; readonly verb: GuardedVerb; readonly reason: string },
  names?: Names,
): string {
  return `${namePerson(by, names)} runs ${VERB_WORDS[verb].vitess} alone, without approvals. ${quoteText(reason)}`;
}
