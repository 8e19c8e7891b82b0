import type { FleetWish, PatternFollow } from "../move/subscriptions.ts";
import type { ChannelId } from "../people/people.ts";
import type { ClusterName, MoveName } from "../vitess/names.ts";
import type { MovePattern } from "../vitess/patterns.ts";

/** The private answers about what a channel follows. */
export type FollowAnswer =
  | { readonly kind: "following"; readonly move: MoveName; readonly channel: ChannelId; readonly everyMs: number }
  | { readonly kind: "unfollowed"; readonly move: MoveName; readonly channel: ChannelId }
  /** `cards`: the moves that get a card now; `rest`: those that share one message, because they are too many. */
  | {
      readonly kind: "following-pattern";
      readonly cluster: ClusterName;
      readonly pattern: MovePattern;
      readonly everyMs: number;
      readonly cards: number;
      readonly rest: number;
    }
  | { readonly kind: "unfollowed-pattern"; readonly cluster: ClusterName; readonly pattern: MovePattern }
  /** What the channel follows. */
  | {
      readonly kind: "following-list";
      readonly moves: readonly { readonly name: MoveName; readonly everyMs: number }[];
      readonly patterns: readonly PatternFollow[];
      readonly fleet?: FleetWish;
    }
  /** `instead`: the cluster whose message this one replaces. */
  | { readonly kind: "fleet"; readonly cluster: ClusterName; readonly instead?: ClusterName }
  | { readonly kind: "fleet-ended"; readonly cluster: ClusterName };
