import type { Records } from "../records.ts";
import { type PeopleList, readRoster } from "./roster.ts";

/** How long to wait for the first reading of the user groups, and how often to look for it. */
export interface Patience {
  readonly forMs: number;
  readonly everyMs: number;
  pause(ms: number): Promise<void>;
}

/**
 * Waits until every group of these lists has been read from Slack recently, so that nobody is refused because a reading is about to come.
 * Returns the groups that are still unknown at the end: votes that depend on them are held, and say so.
 */
export async function awaitPeople(
  records: Pick<Records, "members">,
  lists: readonly PeopleList[],
  patience: Patience,
): Promise<readonly string[]> {
  const list = [...new Set(lists.flat())];
  const { forMs, everyMs } = patience;
  for (let left = forMs; ; left -= everyMs) {
    const { unread } = await readRoster(records, list);
    if (unread.length === 0 || left <= 0) return unread.map(({ group }) => group);
    await patience.pause(everyMs);
  }
}
