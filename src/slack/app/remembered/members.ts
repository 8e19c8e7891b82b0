import { LRUCache } from "lru-cache";
import { MEMBERS_GOOD_FOR_MS } from "../../../operations/people/roster.ts";
import type { Records } from "../../../operations/records.ts";

// The store's own list is up to a minute old (REFRESH_MEMBERS_MS), and Tandem checks membership again when it uses an approval.
const MEMBERS_REMEMBERED_MS = 5_000;
const MOST_GROUPS = 100;

type KnownMembers = NonNullable<Awaited<ReturnType<Records["members"]>>>;

/** Wraps the records so that a group's members are cached for a few seconds, which saves a vote's acknowledgement one round trip. */
export function withRememberedMembers<R extends Pick<Records, "members">>(records: R): R {
  const groups = new LRUCache<string, KnownMembers>({ max: MOST_GROUPS, ttl: MEMBERS_REMEMBERED_MS, perf: Date });
  return {
    ...records,
    async members(groupId) {
      const known = groups.get(groupId);
      if (known !== undefined) return known;
      const members = await records.members(groupId);
      // A group that was never read, or too long ago, may be read at any moment, so it is looked up again each time.
      if (members !== undefined && members.ageMs <= MEMBERS_GOOD_FOR_MS) groups.set(groupId, members);
      return members;
    },
  };
}
