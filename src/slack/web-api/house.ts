import type { WebClient } from "@slack/web-api";
import type { House } from "../../core/people/insiders.ts";
import type { PersonId } from "../../core/people/people.ts";
import { isInsider } from "../../core/people/insiders.ts";
import { describePerson } from "./describe-person.ts";
import { callSlack } from "./faults.ts";

/** The house of a token, from what `auth.test` says about it. */
export function toHouse(
  { team_id: team, enterprise_id: enterprise }: { readonly team_id?: string; readonly enterprise_id?: string },
  guests: readonly string[] = [],
): House {
  return { guests, ...(team === undefined ? {} : { team }), ...(enterprise === undefined ? {} : { enterprise }) };
}

/** Asks Slack, at every call, whether somebody is an insider. Throws a Fault if Slack does not say. */
export function createInsiderCheck(client: WebClient, guests?: readonly string[]): (person: PersonId) => Promise<boolean> {
  let house: House | undefined;
  return async (person) => {
    house ??= toHouse(await callSlack("auth.test", () => client.auth.test()), guests);
    const described = await describePerson(client, person);
    return described !== undefined && isInsider(described, house);
  };
}
