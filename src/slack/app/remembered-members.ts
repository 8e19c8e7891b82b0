import type { PersonId } from "../../core/people.ts";
import type { Records } from "../../operations/records.ts";

// The store's own list is up to a minute old (REFRESH_MEMBERS_MS), and membership is asked again when an approval is used.
const REMEMBERED_MS = 5_000;

/** The same records, with a group's people kept for a few seconds: a vote's acknowledgement then waits for one trip less. */
export function withRememberedMembers<R extends Pick<Records, "members">>(records: R): R {
  const groups = new Map<string, { readonly people: readonly PersonId[]; readonly until: number }>();
  return {
    ...records,
    async members(groupId) {
      const known = groups.get(groupId);
      if (known !== undefined && Date.now() < known.until) return known.people;
      const people = await records.members(groupId);
      // A group that was never read may be read any moment: that is asked again at once.
      if (people !== undefined) groups.set(groupId, { people, until: Date.now() + REMEMBERED_MS });
      return people;
    },
  };
}
