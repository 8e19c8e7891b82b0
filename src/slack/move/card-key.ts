import type { ChannelId } from "../../core/people/people.ts";

export function cardKey(moveId: string, channel: ChannelId): string {
  return `card:${moveId}:${channel}`;
}
