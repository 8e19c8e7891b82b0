import type { ChannelId } from "../../core/people/people.ts";

/** The key of a move's card in a channel. */
export function cardKey(moveId: string, channel: ChannelId): string {
  return `card:${moveId}:${channel}`;
}
