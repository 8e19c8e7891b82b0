import { LRUCache } from "lru-cache";
import { MEMBERS_GOOD_FOR_MS } from "../../operations/people/roster.ts";
import type { Records } from "../../operations/records.ts";

// The store's own list is up to a minute old (REFRESH_MEMBERS_MS), and membership is asked again when an approval is used.
const REMEMBERED_MS = 5_000;
const MOST = 100;

type Members = NonNullable<Awaited<ReturnType<Records["members"]>>>;

/** The same records, with a group's people kept for a few seconds: a vote's acknowledgement then waits for one trip less. */
export function withRememberedMembers<R extends Pick<Records, "members">>(records: R): R {
  const groups = new LRUCache<string, Members>({ max: MOST, ttl: REMEMBERED_MS, perf: Date });
  return {
    ...records,
    async members(groupId) {
      const known = groups.get(groupId);
      if (known !== undefined) return known;
      const members = await records.members(groupId);
      // A group that was never read, or not for long, may be read any moment: that is asked again at once.
      if (members !== undefined && members.ageMs <= MEMBERS_GOOD_FOR_MS) groups.set(groupId, members);
      return members;
    },
  };
}
