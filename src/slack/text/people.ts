import { isPersonId, type PersonId } from "../../core/people/people.ts";
import { joinWithAnd } from "./lists.ts";
import { escapeName } from "./escape.ts";

/** People's names as last read from Slack. Slack itself draws an unknown name from the id. */
export type Names = (id: PersonId) => string | undefined;

// Anything else in place of a person came from a damaged record and is shown as text.
const SLACK_GROUP = /^S[A-Z0-9]+$/;

/** A person, by name if it is known: a name notifies nobody. */
export function namePerson(id: PersonId, names?: Names): string {
  const name = names?.(id);
  if (name !== undefined) return escapeName(name);
  return isPersonId(id) ? `<@${id}>` : escapeName(id);
}

/** Several people, each once: `Ben and Cho`. */
export function namePeople(ids: readonly PersonId[], names?: Names): string {
  return joinWithAnd([...new Set(ids)].map((id) => namePerson(id, names)));
}

/** Mentions the approvers: the groups, or the people if no group is configured. */
export function mentionPeople(ids: readonly string[]): string {
  const known = ids.filter((id) => SLACK_GROUP.test(id) || isPersonId(id));
  return known
    .slice(0, 10)
    .map((id) => (SLACK_GROUP.test(id) ? `<!subteam^${id}>` : `<@${id}>`))
    .join(" ");
}
