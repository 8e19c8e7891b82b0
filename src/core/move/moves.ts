import type { Alarm } from "./alarms.ts";
import type { NotTold } from "./not-told.ts";
import type { MoveName, Keyspace } from "../vitess/names.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Override } from "../findings/overrides.ts";
import type { Instant } from "../readings/readings.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import { type BrokenCall, AT_WORK_FOR_MS } from "./broken-call.ts";
import type { Evidence } from "../findings/finding.ts";

/** One MoveTables workflow that Tandem follows. */
export interface Move {
  readonly name: MoveName;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly string[];
  readonly askedBy: PersonId;
  readonly askedAt: Instant;
  /** Begun elsewhere, and followed only since `askedAt`: when its copy began is not known. */
  readonly adopted?: true;
  /** The channel of the card whose thread is the move's log. */
  readonly channel: ChannelId;
  /** Channels that asked for a card of their own. */
  readonly followers: readonly ChannelId[];
  /** Findings of preflight that two people let a step pass; lapsed ones count no more. */
  readonly overrides?: readonly Override[];
  readonly state: MoveState;
}

/** What Tandem knows of a move by itself; what Vitess shows of it is a reading. */
export type MoveState =
  /** Preflight stopped the create. `shown`: somebody asked to let it pass, so it has a card. */
  | { readonly kind: "planned"; readonly planned: Planned; readonly shown: boolean }
  | ({ readonly kind: "followed" } & Followed)
  | { readonly kind: "ended"; readonly at: Instant; readonly how: MoveEnd };

export type MoveEnd = "completed" | "cancelled" | "not-created" | "gone";

/** A create that preflight stopped. */
export interface Planned {
  readonly blocking: readonly string[];
  /** What stopped it. Absent in records of before. */
  readonly evidence?: Evidence;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly string[];
}

/** What is remembered of a move while it is followed. */
export interface Followed {
  /** What Tandem told last, so that a change is told once. */
  readonly told: Told;
  /** The create's own call is on its way: that it was created is told first. */
  readonly creating?: true;
  readonly vdiff?: VDiffOfMove;
  /** When Tandem itself last changed something in Vitess, or was about to: a reading from before says nothing of it. */
  readonly touchedAt?: Instant;
  /** When Tandem last started streams that were stopped: what was compared before does not speak for what came after. */
  readonly startedAt?: Instant;
  /** When the streams were seen to be others than before: a way back makes them anew, and Vitess forgets their VDiffs. */
  readonly madeAnewAt?: Instant;
  /** Who had Tandem stop the streams, until they are started again. */
  readonly stoppedBy?: PersonId;
  /** What the last switch of Tandem's left for the way back. */
  readonly rollback?: Rollback;
  /** Since when it cannot be read, in how many tries in a row; absent once it was read again. */
  readonly unreadable?: Unreadable;
  /** When it was last told that Vitess does not answer. */
  readonly silentAt?: Instant;
  /** Calls of Tandem's own that broke off, the newest last: their locks are dead, and each may still arrive. */
  readonly unheard?: readonly BrokenCall[];
  /** A rescue, or somebody else, cleaned the record, and whether every primary has read it is not known. */
  readonly notTold?: NotTold;
  /** Errors of the streams that come and go; remembered for a while after they are over. */
  readonly trouble?: StreamTrouble;
}

/** One trouble, however often its error was seen while the streams got nowhere. */
export interface StreamTrouble {
  readonly since: Instant;
  /** The last reading that showed it. */
  readonly lastAt: Instant;
  /** How often it came. */
  readonly times: number;
  /** As Vitess said it last; redacted. */
  readonly message: string;
  /** When the thread was told, and the operators. */
  readonly toldAt: Instant;
  readonly noticedAt?: Instant;
  readonly ofReverse?: true;
  readonly isOver?: true;
}

/** `armed`: ReverseTraffic is one press until then. `without`: as it was asked for, nothing carries writes back, which is no news. */
export type Rollback = { readonly kind: "armed"; readonly until: Instant } | { readonly kind: "without" };

/** The VDiff that Tandem started last, and what it found. */
export interface VDiffOfMove {
  readonly uuid: string;
  readonly startedBy: PersonId;
  readonly startedAt: Instant;
  /** The last change in the rows compared, and when it was seen: one that stands still never ends. */
  readonly seen?: { readonly rows: bigint; readonly at: Instant };
  /** Absent until it is told. */
  readonly report?: VDiffTold;
}

/** What Tandem has told of a VDiff: it stays when Vitess forgets it. */
export interface VDiffTold {
  readonly verdict: VDiffVerdict["kind"];
  readonly completedAt?: Instant;
  /** Rows compared; absent where nothing was counted, and in records of 0.2. */
  readonly rows?: bigint;
}

const A_SECOND = 1_000;

/** True when a VDiff ended before the streams were made anew: a rollback lies between it and now. */
export function isBeforeRollback(move: Pick<Move, "state">, completedAt: Instant): boolean {
  const at = followedState(move)?.madeAnewAt;
  // Vitess writes the end down in whole seconds: one of the same second is not before.
  return at !== undefined && completedAt + A_SECOND <= at;
}

/** Why a move cannot be read, and what to do about that, in sentences. */
export interface Unreadable {
  readonly since: Instant;
  readonly tries: number;
  readonly why: string;
  readonly next: string;
  /** Where that was told: in the thread alone where the operators' channel knew it by another move; absent while it is no news. */
  readonly told?: "thread" | "everywhere";
  /** No address of vtctld answers, so that nothing of the cluster can be read; absent where something of this move alone is silent. */
  readonly isWholeCluster?: boolean;
}

/** What the thread says already, so that a reading tells only what is new. `phase` and `error` are those of the last reading. */
export interface Told {
  readonly phase: string;
  readonly error: string;
  /** Since when every reading has shown an alarm. */
  readonly alarmSince?: Instant;
  /** Nothing could be read from then on until the first of these readings: the alarm may be as old as this. */
  readonly alarmUnseenSince?: Instant;
  /** The alarm that the thread and the operators' channel have been told of, while it lasts. */
  readonly alarm?: Alarm;
  readonly copyStartedAt?: Instant;
  readonly copyFinishedAt?: Instant;
}

/** What is remembered of a followed move; undefined for one that is planned or ended. */
export function followedState({ state }: Pick<Move, "state">): Followed | undefined {
  return state.kind === "followed" ? state : undefined;
}

/** The same move with something new to remember; one that is planned or ended remembers nothing. */
export function updateFollowed(move: Move, change: Partial<Followed>): Move {
  return move.state.kind === "followed" ? { ...move, state: { ...move.state, ...change } } : move;
}

/** True for a move that has a card which is kept up to date. */
export function isActive({ state }: Pick<Move, "state">): boolean {
  return state.kind === "followed" || (state.kind === "planned" && state.shown);
}

/** One try that fails is a restart or a slow moment; more are news, and so is one that is not answered for seconds. */
export function cannotBeRead(move: Pick<Move, "state">): Unreadable | undefined {
  const unreadable = followedState(move)?.unreadable;
  return unreadable !== undefined && (unreadable.tries > 1 || unreadable.told !== undefined) ? unreadable : undefined;
}

/** Tandem's own last VDiff, if it was clean: Vitess forgets it in a reverse (docs/facts/vdiff.md#reverse-forgets). */
export function ownCleanVDiff(move: Pick<Move, "state">): OwnCleanVDiff | undefined {
  const { uuid = "", report } = followedState(move)?.vdiff ?? {};
  if (report?.verdict !== "clean" || report.completedAt === undefined) return undefined;
  return { uuid, completedAt: report.completedAt, ...(report.rows === undefined ? {} : { rows: report.rows }) };
}

interface OwnCleanVDiff {
  readonly uuid: string;
  readonly completedAt: Instant;
  readonly rows?: bigint;
}

/** Until when ReverseTraffic is one press. */
export function rollbackArmedUntil(move: Pick<Move, "state">): Instant | undefined {
  const rollback = followedState(move)?.rollback;
  return rollback?.kind === "armed" ? rollback.until : undefined;
}

/** As many as can still be on their way somewhere. */
const MOST_UNHEARD = 5;

/** Remembers a call that broke off. */
export function withUnheard(move: Move, call: BrokenCall): Move {
  const before = followedState(move)?.unheard ?? [];
  const others = before.filter((one) => one.executionId !== call.executionId || one.startedAt !== call.startedAt);
  return updateFollowed(move, { unheard: [...others, call].slice(-MOST_UNHEARD) });
}

/**
 * The call that broke off last and has left the workflow's lock, or may have, while no later operation has come to its goal. Giving writes
 * back and restoring rules take no such lock: whoever holds it then is not one of these.
 */
export function brokenCall(move: Pick<Move, "state">): BrokenCall | undefined {
  const last = followedState(move)?.unheard?.findLast(({ verb }) => verb !== "rescue" && verb !== "restore");
  return last?.isPast === true ? undefined : last;
}

/** The call that broke off and may have left the outage of now: what began long after it is somebody else's. */
export function outageCall(move: Pick<Move, "state">, now: Instant): BrokenCall | undefined {
  const broken = brokenCall(move);
  const { told, unreadable } = followedState(move) ?? {};
  // While nothing could be read nobody could see it begin.
  const since = told?.alarmUnseenSince ?? told?.alarmSince ?? unreadable?.since ?? now;
  return broken !== undefined && since <= broken.brokeAt + AT_WORK_FOR_MS ? broken : undefined;
}
