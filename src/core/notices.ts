import type { Alarm } from "./state/alarms.ts";
import type { ClusterName, MoveName } from "./names.ts";
import type { ChannelId } from "./people.ts";
import type { Instant } from "./readings.ts";

/** One message for the operators' channel of a cluster. Written once, posted once. */
export interface Notice {
  readonly id: string;
  readonly channel: ChannelId;
  readonly at: Instant;
  readonly body: NoticeBody;
  readonly posted: boolean;
}

export type NoticeBody =
  | {
      readonly kind: "alarm";
      readonly move: MoveName;
      readonly sourceKeyspace: string;
      readonly alarm: Alarm;
      readonly tables: readonly string[];
    }
  /** Who is in a user group could not be read for too long: votes are held. `since`: when it was last known; absent: never. */
  | { readonly kind: "people-unread"; readonly cluster: ClusterName; readonly group: string; readonly since?: Instant }
  /** A MoveTables workflow that somebody began elsewhere: Tandem offers to follow it. */
  | { readonly kind: "offer"; readonly move: MoveName; readonly sourceKeyspace: string; readonly tables: readonly string[] }
  /** Who is in a group of approvers or operators is not known, so votes are held. `since`: when it was last known; absent: never. */
  | { readonly kind: "people-unread"; readonly cluster: ClusterName; readonly group: string; readonly since?: Instant };
