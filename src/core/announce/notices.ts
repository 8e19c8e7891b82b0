import type { Explanation } from "../explain/explain.ts";
import type { Alarm } from "../move/alarms.ts";
import type { ClusterName, MoveName, Keyspace, TableName } from "../vitess/names.ts";
import type { FreezeNow } from "../operation/freeze/freezes.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { BrokenCall, GuardedVerb } from "../move/broken-call.ts";
import type { LastingTrouble } from "../move/raised.ts";
import type { CanaryQueue } from "./canaries.ts";
import type { ConfigChange } from "./config-change.ts";
import type { AlarmOver } from "./entries.ts";

/** One message for the operators' channel of a cluster. Written once, posted once. */
export interface Notice {
  readonly id: string;
  readonly channel: ChannelId;
  readonly at: Instant;
  readonly body: NoticeBody;
  readonly posted: boolean;
}

/** Which alarm a notice is about. Missing in notices of older releases, which nobody could take. */
export interface HeardAlarm {
  readonly raisedAt: Instant;
  readonly since: Instant;
  readonly times: number;
  /** The channel heard of it before, and nobody has it. */
  readonly isAgain?: true;
}

/** How the store may lose records by its own settings: it drops some when its memory is full, or all of the newest when it restarts. */
export type StoreDanger = "evicts" | "forgets";

export type NoticeBody =
  | ({
      readonly kind: "alarm";
      readonly move: MoveName;
      readonly sourceKeyspace: Keyspace;
      readonly alarm: Alarm;
      readonly tables: readonly TableName[];
    } & Partial<HeardAlarm>)
  /** Vitess does not answer for this move and `others` of its cluster. */
  | ({
      readonly kind: "vitess-silent";
      readonly move: MoveName;
      readonly tables: readonly TableName[];
      readonly others?: readonly MoveName[];
      readonly since: Instant;
      readonly why: string;
      readonly next: string;
      readonly broken?: BrokenCall;
    } & Partial<HeardAlarm>)
  /** Written by releases that had no all clear. */
  | { readonly kind: "vitess-back"; readonly move: MoveName; readonly since: Instant }
  /** Stream errors that keep coming back, or last. */
  | ({
      readonly kind: "stream-trouble";
      readonly move: MoveName;
      readonly since: Instant;
      readonly times: number;
      readonly explanation: Explanation;
    } & Partial<HeardAlarm>)
  /** Any other trouble that lasts. */
  | ({
      readonly kind: "lasting";
      readonly move: MoveName;
      readonly cause: Exclude<LastingTrouble, "stream-error" | "vitess-silent">;
      readonly lagSeconds?: number;
    } & HeardAlarm)
  /** `keyspaces`: of the silence that is over, while others of the cluster may be silent. */
  | ({ readonly kind: "all-clear"; readonly move: MoveName; readonly keyspaces?: readonly Keyspace[] } & AlarmOver)
  /** A MoveTables workflow that somebody started outside Tandem, which offers to follow it. */
  | { readonly kind: "offer"; readonly move: MoveName; readonly sourceKeyspace: Keyspace; readonly tables: readonly TableName[] }
  /**
   * The store has less than it had confirmed: nothing, or an older state. `moves`: those of which something is known to be lost, as far as
   * the process remembers that noticed it.
   */
  | { readonly kind: "store-lost"; readonly how: "emptied" | "older"; readonly at: Instant; readonly moves: readonly MoveName[] }
  /** An operation that was being carried out when the store lost what it had recorded of it. */
  | { readonly kind: "lost-under-way"; readonly move: MoveName; readonly verb: GuardedVerb; readonly how: "emptied" | "older" }
  /** No worker does the jobs of these queues. */
  | { readonly kind: "jobs-late"; readonly since: Instant; readonly queues: readonly CanaryQueue[] }
  /** They are done again, after what a `jobs-late` with the same `since` announced. */
  | { readonly kind: "jobs-done-again"; readonly since: Instant; readonly at: Instant }
  /** The store is set up so that it may lose records. `since`: when that was first seen. */
  | { readonly kind: "store-danger"; readonly danger: StoreDanger; readonly since: Instant }
  /** Where the audit ended then: the number and the hash of its last entry, kept where whoever writes to the store cannot write. */
  | { readonly kind: "audit-anchor"; readonly at: Instant; readonly seq: number; readonly hash: string }
  /** A `tandem.yaml` that was changed while Tandem runs. */
  | ({ readonly kind: "config" } & ConfigChange)
  | { readonly kind: "freeze"; readonly cluster: ClusterName; readonly freeze: FreezeNow }
  /** `keyspace` absent: the whole cluster. `askedBy`: the first of the two people who thawed it. */
  | {
      readonly kind: "thawed" | "thaw-asked";
      readonly cluster: ClusterName;
      readonly keyspace?: Keyspace;
      readonly by: PersonId;
      readonly askedBy?: PersonId;
      readonly reason: string;
      readonly isGlassBroken?: true;
    }
  /** One person runs an operation alone. */
  | { readonly kind: "glass-broken"; readonly move: MoveName; readonly verb: GuardedVerb; readonly by: PersonId; readonly reason: string }
  /** A group of approvers or operators cannot be read, so votes are held. `since`: when it was last read; absent: never. */
  | { readonly kind: "people-unread"; readonly cluster: ClusterName; readonly group: string; readonly since?: Instant };
