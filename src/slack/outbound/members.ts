import type { WebClient } from "@slack/web-api";
import { toPersonId, type PersonId } from "../../core/people/people.ts";
import { callSlack } from "../web-api/faults.ts";

/** Reads the active members of a Slack user group. Throws a Fault, after which the last known list stays in force. */
export async function readGroupMembers(client: WebClient, groupId: string): Promise<readonly PersonId[]> {
  const { users = [] } = await callSlack("usergroups.users.list", () =>
    client.usergroups.users.list({ usergroup: groupId, include_disabled: false }),
  );
  return users.map(toPersonId);
}
