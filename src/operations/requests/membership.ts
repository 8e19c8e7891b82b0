import type { PersonId } from "../../core/people.ts";
import type { Records } from "../records.ts";

/** Slack user ids (`U…`, `W…`) and user-group ids (`S…`), as configured. */
export type PeopleList = readonly string[];

/** True when the person is listed or in a listed group, as last read from Slack. A group that was never read counts nobody. */
export async function isMember(records: Pick<Records, "members">, list: PeopleList, person: PersonId): Promise<boolean> {
  if (list.includes(person)) return true;
  for (const group of list.filter(isGroup)) {
    const people = await records.members(group);
    if (people?.includes(person) === true) return true;
  }
  return false;
}

/** True while a group of the list was never read from Slack: who counts is not known yet. */
export async function isUnread(records: Pick<Records, "members">, list: PeopleList): Promise<boolean> {
  for (const group of list.filter(isGroup)) {
    if ((await records.members(group)) === undefined) return true;
  }
  return false;
}

/** How many different people the list stands for, as far as is known; `except` does not count where it is given. */
export async function countPeople(records: Pick<Records, "members">, list: PeopleList, except?: PersonId): Promise<number> {
  const people = new Set<string>(list.filter((id) => !isGroup(id)));
  for (const group of list.filter(isGroup)) {
    for (const person of (await records.members(group)) ?? []) people.add(person);
  }
  if (except !== undefined) people.delete(except);
  return people.size;
}

/** A Slack user-group id. */
export function isGroup(id: string): boolean {
  return id.startsWith("S");
}
