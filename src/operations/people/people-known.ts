import type { Records } from "../records.ts";
import { type PeopleList, rosterOf } from "./roster.ts";

/** How long the first reading of the user groups is waited for, and how often it is looked for. */
export interface Patience {
  readonly forMs: number;
  readonly everyMs: number;
  pause(ms: number): Promise<void>;
}

/**
 * Waits until every group of these lists was read from Slack a short time ago, so that nobody is refused for a reading that is about to
 * come. Returns the groups that are still not known when patience is over: votes are held then, and say so.
 */
export async function untilPeopleAreKnown(
  records: Pick<Records, "members">,
  lists: readonly PeopleList[],
  patience: Patience,
): Promise<readonly string[]> {
  const list = [...new Set(lists.flat())];
  const { forMs, everyMs } = patience;
  for (let left = forMs; ; left -= everyMs) {
    const { unread } = await rosterOf(records, list);
    if (unread.length === 0 || left <= 0) return unread.map(({ group }) => group);
    await patience.pause(everyMs);
  }
}
