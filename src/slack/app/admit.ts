import { personId } from "../../core/people/people.ts";
import type { PeopleList } from "../../operations/people/roster.ts";
import type { Sendable } from "../web-api/send.ts";
import { joinWithAnd } from "../text/lists.ts";
import { mentionPeople } from "../text/people.ts";
import type { Actor, Insiders, Standing } from "./insiders.ts";
import { sentence } from "../web-api/sentences.ts";

/** Does `work` for somebody of the house, and hands whoever is not the words that turn them away. */
export type Admit = (actor: Actor, work: () => Promise<void>, turnAway: (words: Sendable) => Promise<void>) => Promise<void>;

/**
 * What stands before every listener: in a shared channel strangers and guests can type, press and open as well, and keyspaces, tables, rules
 * and moves are not theirs to see. `hosts`: whom they may ask.
 */
export function createAdmit(insiders: Insiders, hosts: PeopleList): Admit {
  return async (actor, work, turnAway) => {
    const standing = await insiders.standingOf(actor);
    return standing === "inside" ? work() : turnAway(sentence(sayTurnedAway(standing, hosts)));
  };
}

/** A private word: what is missing, and whom to ask. */
function sayTurnedAway(standing: Exclude<Standing, "inside">, hosts: PeopleList): string {
  if (standing === "unknown")
    return "Slack does not say who you are just now, so Tandem shows and does nothing. Please try again in a minute.";
  const hosting = joinWithAnd(hosts.slice(0, MOST_HOSTS).map((host) => mentionPeople([personId(host)])));
  const ask = hosting === "" ? "whoever runs Tandem there" : hosting;
  return `Tandem does not answer guests or people of other workspaces here. Ask ${ask} for what you need; whoever runs Tandem can let you in.`;
}

const MOST_HOSTS = 3;
