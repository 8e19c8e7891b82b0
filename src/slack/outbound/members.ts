import type { WebClient } from "@slack/web-api";
import { toPersonId, type PersonId } from "../../core/people/people.ts";
import { callSlack, SlackRefused } from "../web-api/faults.ts";

/**
 * Reads the active members of a Slack user group; undefined if there is no such group, or if it was disabled. Throws a Fault, after which
 * the last known list stays in force.
 */
export async function readGroupMembers(client: WebClient, groupId: string): Promise<readonly PersonId[] | undefined> {
  try {
    const { users = [] } = await callSlack("usergroups.users.list", () =>
      client.usergroups.users.list({ usergroup: groupId, include_disabled: false }),
    );
    return users.map(toPersonId);
  } catch (error) {
    if (error instanceof SlackRefused && error.code === "no_such_subteam") return undefined;
    throw error;
  }
}
