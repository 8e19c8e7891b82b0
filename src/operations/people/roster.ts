import type { Membership } from "../../core/operation/request/approval.ts";
import { type PersonId, toPersonId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Records } from "../records.ts";

/** Slack user ids (`U…`, `W…`) and user-group ids (`S…`), as configured. */
export type PeopleList = readonly string[];

/** Groups are read every minute. Ten failures in a row are no hiccup, and whoever left meanwhile would still count. */
export const MEMBERS_GOOD_FOR_MS = 10 * 60_000;

/** Whose word of Slack's makes them outsiders although a vote of theirs may still count, kept beside the groups' members. */
export const OUTSIDERS = "outsiders";

/** The people that a list of people and groups stands for, as far as is known now. */
export interface Roster {
  /** `unknown` for a person who is not in the list by name or by a known group, while any group is unread. */
  readonly membershipOf: (person: PersonId) => Membership;
  /** Groups without a reading in the last ten minutes, and when they were last read; absent time: never. */
  readonly unread: readonly { readonly group: string; readonly since?: Instant }[];
  /** When the longest unread group was last read; undefined if all are known, or if those unread were never read. */
  readonly unreadSince: Instant | undefined;
  /** The distinct people, as far as is known. */
  readonly people: ReadonlySet<PersonId>;
}

/** Reads what is known about a list's groups, and how old that is by the store's clock. */
export async function readRoster(records: Pick<Records, "members">, list: PeopleList): Promise<Roster> {
  const [outsiders, ...groups] = await Promise.all([
    records.members(OUTSIDERS).then((found) => new Set(found?.people)),
    ...list.filter(isGroup).map(async (group) => ({ group, members: await records.members(group) })),
  ]);
  // Every other id is a person.
  const named = list.filter((id) => !isGroup(id)).map((id) => toPersonId(id));
  const known = groups.filter(({ members }) => members !== undefined && members.ageMs <= MEMBERS_GOOD_FOR_MS);
  const unread = groups
    .filter((one) => !known.includes(one))
    .map(({ group, members }) => ({ group, ...(members === undefined ? {} : { since: members.readAt }) }));
  const listed = [...named, ...known.flatMap(({ members }) => members?.people ?? [])];
  const people = new Set<PersonId>(listed.filter((person) => !outsiders.has(person)));
  const times = unread.flatMap(({ since }) => (since === undefined ? [] : [since]));
  return {
    membershipOf: (person) => (people.has(person) ? "member" : unread.length > 0 && !outsiders.has(person) ? "unknown" : "not-member"),
    unread,
    unreadSince: times.length === 0 ? undefined : Math.min(...times),
    people,
  };
}

/** A Slack user-group id. */
export function isGroup(id: string): boolean {
  return id.startsWith("S");
}
