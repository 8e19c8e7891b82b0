import type { ChannelId } from "../../core/people/people.ts";

export function toCardKey(moveId: string, channel: ChannelId): string {
  return `card:${moveId}:${channel}`;
}
