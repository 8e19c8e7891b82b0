import type { MoveId } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";
import type { ChannelId, PersonId } from "../people/people.ts";

/** One audit event. `kind` is a short word such as `vote`; `by` is absent for what Tandem did by itself. */
export interface AuditEvent {
  readonly kind: string;
  /** Absent for an event about a cluster rather than one move. */
  readonly moveId?: MoveId;
  readonly by?: PersonId;
  /** Facts that fit JSON; never a secret, never row data. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** One link of the audit chain, as stored. `hash` covers all other fields; `prev` is the hash of the previous link. */
export interface AuditLink {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** The event as canonical JSON. */
  readonly event: string;
  readonly prev: string;
  readonly hash: string;
}

/** A place in the chain: the link with this number has this hash. Number 0 is the place before the first link. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the audit says about one move, oldest first. */
export interface MoveAudit {
  readonly entries: readonly { readonly event: AuditEvent; readonly link: AuditLink }[];
  /** The end of the whole chain when it was read. */
  readonly head: AuditHead;
  /** The last entry that retention removed, about whatever it was; absent if it removed none. */
  readonly cut?: AuditHead;
  /** The chain breaks here, and nothing after this place counts; absent if it holds. */
  readonly broken?: { readonly seq: number; readonly problem: string };
}

/** What an installation wants done about its audit. */
export interface AuditKeeping {
  /** Where the anchor is posted once a day; absent: nowhere. */
  readonly anchors?: ChannelId;
  /** Entries are removed after so many days; absent: never. */
  readonly keepDays?: number;
}
