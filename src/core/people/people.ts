import { checked } from "../vitess/names.ts";

declare const brand: unique symbol;

/** A Slack user id such as `U0ANA`. */
export type PersonId = string & { readonly [brand]: "PersonId" };
/** A Slack channel id such as `C0MOVES`. */
export type ChannelId = string & { readonly [brand]: "ChannelId" };

const SLACK_ID = /^[A-Z0-9]+$/;

/** True for what has the form of Slack's ids. */
export function isPersonId(id: string): id is PersonId {
  return SLACK_ID.test(id);
}

/** True for what has the form of Slack's ids; a person's own id is the channel of their direct messages. */
export function isChannelId(id: string): id is ChannelId {
  return SLACK_ID.test(id);
}

/** A Slack payload's user id. Throws a RangeError for what Slack would not send. */
export function personId(id: string): PersonId {
  return checked(id, isPersonId);
}

/** A Slack payload's channel id. Throws a RangeError for what Slack would not send. */
export function channelId(id: string): ChannelId {
  return checked(id, isChannelId);
}
