import { toPersonId } from "../../../core/people/people.ts";
import type { PeopleList } from "../../../operations/people/roster.ts";
import type { Sendable } from "../../web-api/send.ts";
import { joinWithAnd } from "../../text/lists.ts";
import { mentionPeople } from "../../text/people.ts";
import type { Actor, Insiders, InsiderStanding } from "./insiders.ts";
import { buildSentenceMessage } from "../../web-api/sentences.ts";

/** Does `work` for an insider; for anybody else, calls `turnAway` with the refusal. */
export type Admit = (actor: Actor, work: () => Promise<void>, turnAway: (words: Sendable) => Promise<void>) => Promise<void>;

/**
 * Guards every listener: in a shared channel strangers and guests can also type, press and open, but must not see keyspaces, tables, rules
 * or moves. The refusal names `hosts` as the people to ask.
 */
export function createAdmit(insiders: Insiders, hosts: PeopleList): Admit {
  return async (actor, work, turnAway) => {
    const standing = await insiders.standingOf(actor);
    return standing === "inside" ? work() : turnAway(buildSentenceMessage(sayTurnedAway(standing, hosts)));
  };
}

/** Says privately what is missing and whom to ask. */
function sayTurnedAway(standing: Exclude<InsiderStanding, "inside">, hosts: PeopleList): string {
  if (standing === "unknown")
    return "Slack does not say who you are just now, so Tandem shows and does nothing. Please try again in a minute.";
  const hosting = joinWithAnd(hosts.slice(0, MOST_HOSTS).map((host) => mentionPeople([toPersonId(host)])));
  const ask = hosting === "" ? "whoever runs Tandem there" : hosting;
  return `Tandem does not answer guests or people of other workspaces here. Ask ${ask} for what you need; whoever runs Tandem can let you in.`;
}

const MOST_HOSTS = 3;
