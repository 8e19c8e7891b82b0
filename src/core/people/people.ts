import { brandName } from "../vitess/names.ts";

declare const brand: unique symbol;

/** A Slack user id such as `U0ANA`. */
export type PersonId = string & { readonly [brand]: "PersonId" };
/** A Slack channel id such as `C0MOVES`. */
export type ChannelId = string & { readonly [brand]: "ChannelId" };

const SLACK_ID = /^[A-Z0-9]+$/;

/** True for a text in the form of a Slack user id. */
export function isPersonId(id: string): id is PersonId {
  return SLACK_ID.test(id);
}

/** True for a text in the form of a Slack channel id; a person's own id serves as the channel of their direct messages. */
export function isChannelId(id: string): id is ChannelId {
  return SLACK_ID.test(id);
}

/** The user id of a Slack payload. Throws a RangeError for a text that Slack would not send. */
export function toPersonId(id: string): PersonId {
  return brandName(id, isPersonId);
}

/** The channel id of a Slack payload. Throws a RangeError for a text that Slack would not send. */
export function toChannelId(id: string): ChannelId {
  return brandName(id, isChannelId);
}
