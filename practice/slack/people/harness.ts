import { APP_ID, TEAM } from "../workspace/cast.ts";
import type { Delivery } from "../delivery/deliver.ts";
import type { Ack } from "../delivery/transport.ts";
import type { Json } from "../blocks/json.ts";
import type { ResponseUrls } from "../workspace/response-urls.ts";
import type { Triggers } from "../workspace/triggers.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Everything that a person's action needs; the page and the tests act through the same functions. */
export interface Harness {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly delivery: Delivery;
  readonly commands: readonly string[];
  readonly shortcuts: readonly Shortcut[];
  /** Which command was acknowledged. */
  readonly commandOf: WeakMap<Ack, string>;
}

/** What an app adds to the menu of every message. */
export interface Shortcut {
  readonly name: string;
  readonly callbackId: string;
}

/** The deprecated verification token that payloads still carry; apps must not rely on it. */
export const VERIFICATION_TOKEN = "practice-verification-token";

/** The part that all interaction payloads share. */
export function composeInteraction(harness: Harness, type: string, user: string): Json {
  const person = harness.workspace.people.get(user);
  if (!person) throw new Error(`there is no person ${user} in the practice Slack`);
  return {
    type,
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId ?? TEAM.id },
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: APP_ID,
    token: VERIFICATION_TOKEN,
  };
}

export function nameChannel(harness: Harness, channel: string): string {
  const found = harness.workspace.channels.get(channel);
  if (!found) throw new Error(`there is no channel ${channel} in the practice Slack`);
  return found.name;
}

/** An Events API body around one event. */
export function composeEvent(harness: Harness, event: Json): Json {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    api_app_id: APP_ID,
    event,
    type: "event_callback",
    event_id: harness.workspace.nextId("Ev"),
    event_time: Math.floor(harness.workspace.now().getTime() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: harness.workspace.bot.id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
