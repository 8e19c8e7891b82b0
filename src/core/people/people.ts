import { type Branded, brandName } from "../vitess/names.ts";

/** A Slack user id such as `U0ANA`. */
export type PersonId = Branded<"PersonId">;
/** A Slack channel id such as `C0MOVES`. */
export type ChannelId = Branded<"ChannelId">;
/** The id of what somebody sent, such as `slash-1337.42.5d1`, and of the request that Tandem opens for it. */
export type RequestId = Branded<"RequestId">;

const SLACK_ID = /^[A-Z0-9]+$/;
const USER_ID = /^[UW][A-Z0-9]+$/;

/** True for a text in the form of a Slack user id. The id of a group, a bot or a channel is no person. */
export function isPersonId(id: string): id is PersonId {
  return USER_ID.test(id);
}

/** True for a text in the form of a Slack channel id; a person's own id serves as the channel of their direct messages. */
export function isChannelId(id: string): id is ChannelId {
  return SLACK_ID.test(id);
}

/** True for a text that may be a request's id: one word, of the length of Slack's own ids at most. */
export function isRequestId(text: string): text is RequestId {
  return /^\S{1,255}$/.test(text);
}

/** The user id of a Slack payload. Throws a RangeError for a text that Slack would not send. */
export function toPersonId(id: string): PersonId {
  return brandName(id, isPersonId);
}

/** The channel id of a Slack payload. Throws a RangeError for a text that Slack would not send. */
export function toChannelId(id: string): ChannelId {
  return brandName(id, isChannelId);
}

/** The id of what somebody sent. Throws a RangeError for a text that cannot be one. */
export function toRequestId(text: string): RequestId {
  return brandName(text, isRequestId);
}
