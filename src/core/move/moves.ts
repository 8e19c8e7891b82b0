import type { Charge } from "./in-charge.ts";
import type { Alarm } from "./alarms.ts";
import type { RaisedAlarm } from "./raised.ts";
import type { UnrefreshedTables } from "./unrefreshed.ts";
import type { MoveName, Keyspace, TableName } from "../vitess/names.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Override } from "../findings/overrides.ts";
import type { Instant } from "../readings/readings.ts";
import type { VDiffExtent, VDiffSeen } from "../vdiff/progress.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import { type BrokenCall, AT_WORK_FOR_MS } from "./broken-call.ts";
import type { Evidence } from "../findings/finding.ts";
import type { FollowTerms } from "./subscriptions.ts";

/** One MoveTables workflow that Tandem follows. */
export interface Move {
  readonly name: MoveName;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly TableName[];
  readonly askedBy: PersonId;
  readonly askedAt: Instant;
  /** Started outside Tandem and followed only since `askedAt`: nobody knows when its copy began. */
  readonly adopted?: true;
  /** The channel of the card whose thread is the move's log. */
  readonly channel: ChannelId;
  /** Channels that asked for a card of their own. */
  readonly followers: readonly ChannelId[];
  /** On which terms each of them follows; those from before 0.3 have none, and a follower without terms goes at full pace. */
  readonly followedOn?: readonly (FollowTerms & { readonly channel: ChannelId })[];
  /** Preflight findings that two people let a step pass; lapsed ones no longer count. */
  readonly overrides?: readonly Override[];
  /** Who accepted it in the last hand-over; absent while nobody has. */
  readonly inCharge?: Charge;
  readonly state: MoveState;
}

/** What Tandem itself knows about a move; what Vitess shows of it is a reading. */
export type MoveState =
  /** Preflight stopped the create. `shown`: somebody requested an override, so the move has a card. */
  | { readonly kind: "planned"; readonly planned: BlockedCreate; readonly shown: boolean }
  | ({ readonly kind: "followed" } & Followed)
  | { readonly kind: "ended"; readonly at: Instant; readonly how: MoveEnd };

export type MoveEnd = "completed" | "cancelled" | "not-created" | "gone";

/** A create that preflight stopped. */
export interface BlockedCreate {
  readonly blocking: readonly string[];
  /** What stopped it. Missing in records of older releases. */
  readonly evidence?: Evidence;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly TableName[];
}

/** What Tandem remembers about a move while it follows it. */
export interface Followed {
  /** What Tandem announced last, so that it announces each change once. */
  readonly told: InThread;
  /** The create's call is in flight: announce its result first. */
  readonly creating?: true;
  readonly vdiff?: VDiffOfMove;
  /** When Tandem last changed something in Vitess, or was about to: an earlier reading does not show it. */
  readonly touchedAt?: Instant;
  /** The same for what denies nothing and routes nothing: streams started or stopped, options, mirroring. */
  readonly editedAt?: Instant;
  /** When Tandem last started stopped streams: an earlier VDiff says nothing about what came after. */
  readonly startedAt?: Instant;
  /** When a reading first showed other streams: a reverse recreates them, and Vitess forgets their VDiffs. */
  readonly madeAnewAt?: Instant;
  /** Who stopped the streams through Tandem, until they are started again. */
  readonly stoppedBy?: PersonId;
  /** The rollback that Tandem's last switch left. */
  readonly rollback?: Rollback;
  /** Since when the move cannot be read, and for how many tries in a row; absent once it has been read again. */
  readonly unreadable?: Unreadable;
  /** Tandem's calls that broke off, the newest last: their locks are dead, and each may still arrive. */
  readonly unheard?: readonly BrokenCall[];
  /** A rescue or somebody else cleaned the record, but nobody knows whether every primary has read it. */
  readonly notTold?: UnrefreshedTables;
  /** Stream errors that come and go; remembered for a while after they are over. */
  readonly trouble?: StreamTrouble;
  /** The alarms that are not over yet. Missing in records of older releases, which raised alarms without keeping them. */
  readonly alarms?: readonly RaisedAlarm[];
  /** The lag of the last minutes, the oldest first. */
  readonly lagTrail?: readonly LagPoint[];
}

/** The lag that one reading showed. */
export interface LagPoint {
  readonly at: Instant;
  readonly seconds: number;
}

/** One trouble, however often its error appeared while the streams made no progress. */
export interface StreamTrouble {
  readonly since: Instant;
  /** The last reading that showed the error. */
  readonly lastAt: Instant;
  /** How often the error came. */
  readonly times: number;
  /** Vitess's latest words, redacted. */
  readonly message: string;
  /** When the thread heard of these words; older releases, which may run beside this one, need it. */
  readonly toldAt: Instant;
  readonly ofReverse?: true;
  readonly isOver?: true;
}

/** `armed`: ReverseTraffic is one press until then. `without`: the switch was requested without a reverse workflow. */
export type Rollback = { readonly kind: "armed"; readonly until: Instant } | { readonly kind: "without" };

/** The VDiff that Tandem started last, and what it found. */
export interface VDiffOfMove extends VDiffExtent {
  readonly uuid: string;
  readonly startedBy: PersonId;
  readonly startedAt: Instant;
  /** The tables it was told to compare; absent for all, and missing, like all that is optional here, in records of older releases. */
  readonly asked?: readonly TableName[];
  /** How far it was at the last change: a VDiff that makes no progress never ends. */
  readonly seen?: VDiffSeen;
  /** Absent until Tandem announces it. */
  readonly report?: AnnouncedVDiff;
}

/** What Tandem announced about a VDiff; it stays when Vitess forgets the VDiff. */
export interface AnnouncedVDiff {
  readonly verdict: VDiffVerdict["kind"];
  readonly completedAt?: Instant;
  /** Rows compared; absent if nothing was counted, and missing in records written by 0.2. */
  readonly rows?: bigint;
  /** No row was compared for long, so Tandem gave it up while Vitess still calls it running. */
  readonly standsStill?: true;
}

/** Vitess records when a VDiff ends in whole seconds. */
export const A_SECOND = 1_000;

/** True when a VDiff ended before the streams were recreated: a rollback lies between it and now. */
export function isBeforeRollback(move: Pick<Move, "state">, completedAt: Instant): boolean {
  const at = findFollowed(move)?.madeAnewAt;
  // An end in the same second is not earlier.
  return at !== undefined && completedAt + A_SECOND <= at;
}

/** Why a move cannot be read, and what to do about that, in sentences. */
export interface Unreadable {
  readonly since: Instant;
  readonly tries: number;
  readonly why: string;
  readonly next: string;
  /** It is an alarm. Older releases wrote where they announced it, and those that run beside this one need to read that. */
  readonly told?: "thread" | "everywhere";
}

/** What the thread already says, so that a reading announces only what is new. `phase` and `error` are those of the last reading. */
export interface InThread {
  readonly phase: string;
  readonly error: string;
  /** Since when every reading has shown an alarm. */
  readonly alarmSince?: Instant;
  /** Nothing could be read between this and the first reading with the alarm, which may be as old as this. */
  readonly alarmUnseenSince?: Instant;
  /** The alarm announced in the thread and the operators' channel, while it lasts. */
  readonly alarm?: Alarm;
  readonly copyStartedAt?: Instant;
  readonly copyFinishedAt?: Instant;
}

/** What Tandem remembers of a followed move; undefined for one that is planned or ended. */
export function findFollowed({ state }: Pick<Move, "state">): Followed | undefined {
  return state.kind === "followed" ? state : undefined;
}

/** Returns the move with a change to what is remembered; a planned or ended move stays as it is. */
export function updateFollowed(move: Move, change: Partial<Followed>): Move {
  return move.state.kind === "followed" ? { ...move, state: { ...move.state, ...change } } : move;
}

/** True for a move whose card is kept up to date. */
export function isActive({ state }: Pick<Move, "state">): boolean {
  return state.kind === "followed" || (state.kind === "planned" && state.shown);
}

/** Undefined for a single failed try, which is a restart or a slow moment; more tries are news, and so is what was announced. */
export function findUnreadable(move: Pick<Move, "state">): Unreadable | undefined {
  const unreadable = findFollowed(move)?.unreadable;
  return unreadable !== undefined && (unreadable.tries > 1 || unreadable.told !== undefined) ? unreadable : undefined;
}

/** Tandem's own last VDiff if it was clean: Vitess forgets it in a reverse (docs/facts/vdiff.md#reverse-forgets). */
export function ownCleanVDiff(move: Pick<Move, "state">): OwnCleanVDiff | undefined {
  const { uuid = "", report } = findFollowed(move)?.vdiff ?? {};
  if (report?.verdict !== "clean" || report.completedAt === undefined) return undefined;
  return { uuid, completedAt: report.completedAt, ...(report.rows === undefined ? {} : { rows: report.rows }) };
}

interface OwnCleanVDiff {
  readonly uuid: string;
  readonly completedAt: Instant;
  readonly rows?: bigint;
}

/** Until when the rollback is armed. */
export function findRollbackDeadline(move: Pick<Move, "state">): Instant | undefined {
  const rollback = findFollowed(move)?.rollback;
  return rollback?.kind === "armed" ? rollback.until : undefined;
}

/** No more calls than this can still be in flight somewhere. */
const MOST_UNHEARD = 5;

export function withUnheard(move: Move, call: BrokenCall): Move {
  const before = findFollowed(move)?.unheard ?? [];
  const others = before.filter((one) => one.executionId !== call.executionId || one.startedAt !== call.startedAt);
  return updateFollowed(move, { unheard: [...others, call].slice(-MOST_UNHEARD) });
}

/**
 * The last call that broke off and may still hold the workflow's lock, unless a later operation has reached its goal. Rescues and restores
 * take no such lock, so a holder after one of them is somebody else.
 */
export function findBrokenCall(move: Pick<Move, "state">): BrokenCall | undefined {
  const last = findFollowed(move)?.unheard?.findLast(({ verb }) => verb !== "rescue" && verb !== "restore");
  return last?.isPast === true ? undefined : last;
}

/** The broken call that may have caused the present outage; one that began long after the call is somebody else's. */
export function findOutageCall(move: Pick<Move, "state">, now: Instant): BrokenCall | undefined {
  const broken = findBrokenCall(move);
  const { told, unreadable } = findFollowed(move) ?? {};
  // While nothing could be read, nobody could see the outage begin.
  const since = told?.alarmUnseenSince ?? told?.alarmSince ?? unreadable?.since ?? now;
  return broken !== undefined && since <= broken.brokeAt + AT_WORK_FOR_MS ? broken : undefined;
}
