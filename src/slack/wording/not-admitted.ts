import { joinWithAnd } from "../text/lists.ts";
import { mentionPeople } from "../text/people.ts";

/** Why somebody gets no answer, or may only read: they are none of the house, or Slack does not say who they are. */
export type NotAdmitted = "outside" | "unknown";

const TURNED_AWAY = {
  outside: "Tandem does not answer guests or people of other workspaces here.",
  unknown: "Slack does not say who you are just now, so Tandem shows and does nothing.",
} as const satisfies Record<NotAdmitted, string>;

const ONLY_READS = {
  outside: "Guests and people of other workspaces can only read here: Tandem changes and requests nothing for them.",
  unknown: "Slack does not say who you are just now, so you can only read here.",
} as const satisfies Record<NotAdmitted, string>;

const MOST_HOSTS = 3;

/** The refusal, with the next step. `mayRead`: in this channel everybody may read. `hosts`: ids of the people and groups to ask. */
export function sayNotAdmitted(why: NotAdmitted, mayRead: boolean, hosts: readonly string[]): string {
  return `${mayRead ? ONLY_READS[why] : TURNED_AWAY[why]} ${sayHowToGoOn(why, hosts)}`;
}

function sayHowToGoOn(why: NotAdmitted, hosts: readonly string[]): string {
  if (why === "unknown") return "Please try again in a minute.";
  const hosting = joinWithAnd(hosts.slice(0, MOST_HOSTS).map((host) => mentionPeople([host])));
  const ask = hosting === "" ? "whoever runs Tandem there" : hosting;
  return `Ask ${ask} for what you need; whoever runs Tandem can let you in.`;
}
