import type { MoveId } from "../../core/vitess/names.ts";
import type { ChannelId } from "../../core/people/people.ts";

export function toCardKey(moveId: MoveId, channel: ChannelId): string {
  return `card:${moveId}:${channel}`;
}
