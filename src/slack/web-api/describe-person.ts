import type { WebClient } from "@slack/web-api";
import type { SlackPerson } from "../../core/people/insiders.ts";
import { callSlack, SlackRefused } from "./faults.ts";

// The person does not exist in this workspace or is not visible to it.
const NOT_OURS = new Set(["user_not_found", "user_not_visible"]);

/**
 * What Slack says about a person, by their id alone; undefined for one whom this workspace does not know. Throws a Fault if Slack says
 * nothing. `team`: their workspace as a payload named it, which counts if Slack does not name one.
 */
export async function describePerson(client: WebClient, id: string, team?: string): Promise<SlackPerson | undefined> {
  try {
    const { user } = await callSlack("users.info", () => client.users.info({ user: id }));
    const theirs = user?.team_id ?? team;
    const enterprise = user?.enterprise_user?.enterprise_id;
    return {
      id,
      ...(theirs === undefined ? {} : { team: theirs }),
      ...(enterprise === undefined ? {} : { enterprise }),
      isDeleted: user?.deleted === true,
      isBot: user?.is_bot === true,
      isStranger: user?.is_stranger === true,
      isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
    };
  } catch (error) {
    if (error instanceof SlackRefused && NOT_OURS.has(error.code)) return undefined;
    throw error;
  }
}
