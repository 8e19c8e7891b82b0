import type { Evidence } from "./acts/acts.ts";
import type { MoveName } from "./names.ts";
import type { ChannelId, PersonId } from "./people.ts";
import type { Override } from "./preflight/overrides.ts";
import type { Instant } from "./readings.ts";

/** One MoveTables workflow that Tandem follows. */
export interface Move {
  readonly name: MoveName;
  readonly sourceKeyspace: string;
  readonly tables: readonly string[];
  readonly askedBy: PersonId;
  readonly askedAt: Instant;
  /** Begun elsewhere, and followed only since `askedAt`: when its copy began is not known. */
  readonly adopted?: true;
  /** The channel of the card whose thread is the move's log. */
  readonly channel: ChannelId;
  /** Channels that asked for a card of their own. */
  readonly followers: readonly ChannelId[];
  /** What Tandem told last, so that a change is told once. */
  readonly told: Told;
  readonly vdiff?: { readonly uuid: string; readonly startedBy: PersonId; readonly startedAt: Instant; readonly reported: boolean };
  /** When Tandem itself last changed something in Vitess, or was about to. */
  readonly touchedAt?: Instant;
  /** When Tandem last started streams that were stopped: what was compared before does not speak for what came after. */
  readonly startedAt?: Instant;
  /** While set and in the future, ReverseTraffic is one press. */
  readonly rollbackUntil?: Instant;
  /** Switched by Tandem without a reverse workflow, as it was asked for: that nothing carries writes back is no news. */
  readonly withoutWayBack?: true;
  /** Since when it cannot be read, in how many tries in a row; absent once it was read again. */
  readonly unreadable?: Unreadable;
  /** Findings of preflight that two people let a step pass; lapsed ones count no more. */
  readonly overrides?: readonly Override[];
  /** Not created yet: preflight stopped the create. Together with `ended` nobody has asked to let it pass, and it has no card. */
  readonly planned?: Planned;
  readonly ended?: { readonly at: Instant; readonly how: "completed" | "cancelled" | "not-created" | "gone" };
}

/** Why a move cannot be read, and what to do about that, in sentences. */
export interface Unreadable {
  readonly since: Instant;
  readonly tries: number;
  readonly why: string;
  readonly next: string;
}

/** One try that fails is a restart or a slow moment; more are news. */
export function cannotBeRead({ unreadable, ended }: Pick<Move, "unreadable" | "ended">): Unreadable | undefined {
  return ended === undefined && unreadable !== undefined && unreadable.tries > 1 ? unreadable : undefined;
}

/** A create that preflight stopped. */
export interface Planned {
  readonly blocking: readonly string[];
  /** What stopped it. Absent in records of before. */
  readonly evidence?: Evidence;
  readonly sourceKeyspace: string;
  readonly tables: readonly string[];
}

/** What the thread says already, so that a reading tells only what is new. `phase` and `error` are those of the last reading. */
export interface Told {
  readonly phase: string;
  readonly error: string;
  /** Since when every reading has shown an alarm. */
  readonly alarmSince?: Instant;
  readonly copyStartedAt?: Instant;
  readonly copyFinishedAt?: Instant;
}
