import type { PersonId } from "../../core/people.ts";
import { isGroup, type PeopleList } from "./membership.ts";
import type { Records } from "../records.ts";

interface Deps {
  readonly records: Pick<Records, "saveMembers">;
  readonly readGroup: (groupId: string) => Promise<readonly PersonId[]>;
}

/** Reads the people of every configured group from Slack. A group that cannot be read keeps its last known people, and the rest go on; the first fault is thrown at the end. */
export async function refreshMembers({ records, readGroup }: Deps, lists: readonly PeopleList[]): Promise<void> {
  const groups = [...new Set(lists.flat().filter(isGroup))];
  const results = await Promise.allSettled(groups.map(async (group) => records.saveMembers(group, await readGroup(group))));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
