import type { Alarm } from "./alarms.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { ClusterName, Keyspace, MoveName } from "../vitess/names.ts";

/** What harms nobody at once, but must not last. */
export type LastingTrouble =
  /** A stream reports an error, again and again or all the time. */
  | "stream-error"
  | "stalled"
  | "lag-grows"
  /** A stream finds no tablet to read from. */
  | "no-source"
  | "vdiff-still"
  /** Vitess cannot be read. */
  | "vitess-silent";

export type AlarmCause = Alarm | LastingTrouble;

/** One alarm, from the first reading that showed it to the all clear, however often it came and went in between. */
export interface RaisedAlarm {
  readonly cause: AlarmCause;
  /** When it was raised; with the cause it identifies the alarm. */
  readonly raisedAt: Instant;
  /** When the trouble began, which can be earlier: a copy has stood still for a while when Tandem calls it stalled. */
  readonly since: Instant;
  /** The last reading that showed it. */
  readonly lastAt: Instant;
  /** How often it came. */
  readonly times: number;
  /** Executions whose call broke off with it: applications may feel what each of them left. */
  readonly broken?: readonly string[];
  /** The first reading without it, while no later one shows it again. */
  readonly calmSince?: Instant;
  /** The operators' channel that heard of it, when it last did, and of which broken calls. */
  readonly noticed?: { readonly channel: ChannelId; readonly at: Instant; readonly broken?: readonly string[] };
  /** Who pressed *I have it*: nobody needs to hear of this alarm again. */
  readonly takenBy?: { readonly by: PersonId; readonly at: Instant };
}

/** The silence of Vitess in a cluster: one alarm for its operators' channel, however many moves it concerns. */
export interface SilenceAlarm extends RaisedAlarm {
  /** Those that went silent together. */
  readonly keyspaces: readonly Keyspace[];
  /** The move that stands for all of them in messages. */
  readonly move: MoveName;
}

/** What concerns a cluster as a whole. `alarms`: those that are not over yet. */
export interface ClusterAlarms {
  readonly cluster: ClusterName;
  readonly alarms: readonly SilenceAlarm[];
}

const LASTING = {
  "stream-error": true,
  stalled: true,
  "lag-grows": true,
  "no-source": true,
  "vdiff-still": true,
  "vitess-silent": true,
} as const satisfies Record<LastingTrouble, true>;

/** The silence of this move's keyspace, if its cluster has an alarm about that. */
export function findSilenceOf({ targetKeyspace }: MoveName, of: ClusterAlarms | undefined): SilenceAlarm | undefined {
  return of?.alarms.find(({ keyspaces }) => keyspaces.includes(targetKeyspace));
}

/**
 * The alarm that a notice named by its cause and when it was raised: one of the move's own, or the silence of its keyspace, which can go on
 * while just this move is read again.
 */
export function findNamedAlarm(
  about: Pick<RaisedAlarm, "raisedAt"> & { readonly move: MoveName; readonly cause: string },
  own: readonly RaisedAlarm[],
  of: ClusterAlarms | undefined,
): RaisedAlarm | undefined {
  const silence = findSilenceOf(about.move, of);
  const all = silence === undefined ? own : [silence, ...own];
  return all.find(({ cause, raisedAt }) => cause === about.cause && raisedAt === about.raisedAt);
}

export function isLastingTrouble(cause: AlarmCause): cause is LastingTrouble {
  return Object.hasOwn(LASTING, cause);
}
