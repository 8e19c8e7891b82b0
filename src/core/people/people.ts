declare const brand: unique symbol;

/** A Slack user id such as `U0ANA`. */
export type PersonId = string & { readonly [brand]: "PersonId" };
/** A Slack channel id such as `C0MOVES`. */
export type ChannelId = string & { readonly [brand]: "ChannelId" };

/** Takes a Slack payload's user id as a person; Slack vouches for its form. */
export function personId(id: string): PersonId {
  return id as PersonId;
}

/** Takes a Slack payload's channel id as a channel. */
export function channelId(id: string): ChannelId {
  return id as ChannelId;
}
