import type { BriefLook } from "./brief-look.ts";
import type { Window } from "../request/window.ts";
import type { TrafficMade } from "../request/facts.ts";
import type { CallsLeft, Executable, SoakLeft, WorkflowOperation } from "../request/operations.ts";
import type { FreezeNow } from "../freeze/freezes.ts";
import type { FaultNote, Outcome } from "../outcome/outcomes.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { ChannelId, PersonId, RequestId } from "../../people/people.ts";
import type { Instant, LockHolder } from "../../readings/readings.ts";
import type { Subject } from "../outcome/verdict.ts";
import type { StepAhead } from "../../rules/turns.ts";
import type { SnapshotId } from "../../rules/snapshots.ts";
import type { TabletType } from "../../options/kinds.ts";

/** One run of a proposal: what it carries out, for whom, what it has done so far, and its one state. */
export interface Execution {
  readonly id: string;
  readonly move: MoveName;
  readonly channel: ChannelId;
  readonly proposal: Executable;
  readonly startedBy: PersonId;
  /** Absent for an armed rollback, for switching reads back during a soak, for a rescue and behind broken glass: these need no request. */
  readonly requestId?: RequestId;
  /** One person broke the glass for it, and why. */
  readonly breakGlass?: { readonly reason: string };
  readonly createdAt: Instant;
  /** How long an approval may be used; after a soak the next call gets as long again. */
  readonly useForMs: number;
  readonly useBy: Instant;
  /** The calls that ended, in order. */
  readonly done: readonly DoneCall[];
  readonly state: ExecutionState;
}

/** Where an execution stands. `left` holds the calls still to make, at least one; only one call can be in flight. */
export type ExecutionState =
  /** May make its next call once a look shows that everything still holds. `inLine`: how it has waited in line for its turn. */
  | { readonly kind: "ready"; readonly left: CallsLeft; readonly inLine?: Hold }
  | { readonly kind: "held"; readonly left: CallsLeft; readonly hold: Hold }
  | { readonly kind: "soaking"; readonly left: SoakLeft; readonly until: Instant }
  /** The only state in which a call may be in flight. `callOff`: somebody called off everything after this call. */
  | { readonly kind: "calling"; readonly left: CallsLeft; readonly call: OpenCall; readonly callOff?: CallOff }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/**
 * A call that may have reached vtctld, recorded before its first message is sent; a restore or a rescue sends several. It stays open until
 * a reading shows what it led to, or it is known never to have left, or Tandem stops waiting for it.
 */
export interface OpenCall {
  /** Digest of the shape right before the call: shows later whether anything changed at all. */
  readonly before: string;
  /** The routing rules right before the call, such as `r-17`; missing in records of releases that did not save them. */
  readonly snapshot?: SnapshotId;
  /** Missing in records of releases that kept none. */
  readonly lookBefore?: BriefLook;
  readonly startedAt: Instant;
  /** How the call itself says it ended; absent while a process may still be waiting for its answer. */
  readonly end?: CallEnd;
}

export interface CallEnd {
  readonly at: Instant;
  readonly fault?: FaultNote;
  /** What Vitess answered, line by line, redacted and bounded; absent if it did not, and in records of releases that kept none. */
  readonly said?: readonly string[];
}

/** A call that is over. `did`: whether a reading shows that it finished its step. */
export interface DoneCall {
  readonly tabletTypes: readonly TabletType[];
  readonly did: "step" | "nothing";
  readonly snapshot?: SnapshotId;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly fault?: FaultNote;
  readonly said?: readonly string[];
  readonly lookBefore?: BriefLook;
  /** The look that showed what it led to; absent if none could be taken. */
  readonly lookAfter?: BriefLook;
}

/** Why an approved operation waits, since when, and until when. */
export type Hold = { readonly since: Instant; readonly until: Instant } & HoldReason;

export type HoldReason =
  | { readonly reason: "lag"; readonly lagSeconds: number; readonly limitSeconds: number }
  /** Somebody holds the workflow's lock, usually a VDiff between two tables. `holder` is absent where Vitess does not name it. */
  | { readonly reason: "locked"; readonly holder?: LockHolder }
  /** A dead vtctld left its lock on the keyspace whose writes a rescue unblocks; the lock lapses by itself. */
  | { readonly reason: "dead-lock"; readonly keyspace: string }
  /** Another step of Tandem's writes whole documents of the cluster, or is ahead in line: Vitess has no compare-and-set for them. */
  | { readonly reason: "rules-in-use"; readonly by?: StepAhead }
  /** Somebody, or the policy, has frozen its keyspaces or their cluster. */
  | { readonly reason: "freeze"; readonly freeze: FreezeNow }
  /** It may begin only in a window, which opens at `opens`. */
  | ({ readonly reason: "window" } & Window)
  /** The approvers' groups cannot be read, so nobody can say whether the approval stands. */
  | { readonly reason: "people-unknown"; readonly unreadSince?: Instant };

/** Who called an operation off, when, and why. */
export interface CallOff {
  readonly by: PersonId;
  readonly reason: string;
  readonly at: Instant;
}

/** True until an execution has its outcome. */
export function isRunningExecution({ state }: Pick<Execution, "state">): boolean {
  return state.kind !== "ended";
}

/** True while only another step's turn holds the execution: looking is pointless until the turn is free. */
export function isInLine(state: ExecutionState): state is Extract<ExecutionState, { readonly kind: "held" }> {
  return state.kind === "held" && state.hold.reason === "rules-in-use";
}

/** True while an approved execution waits for its window to open: nothing of it has begun. */
export function isBeforeWindow(state: ExecutionState): state is HeldForWindow {
  return state.kind === "held" && state.hold.reason === "window";
}

type HeldForWindow = Extract<ExecutionState, { readonly kind: "held" }> & { readonly hold: Extract<Hold, { readonly reason: "window" }> };

/** What the plan has done to the traffic so far; undefined before its first step is done, and for operations that move none. */
export function findTrafficMade({ proposal, done }: Pick<Execution, "proposal" | "done">): TrafficMade | undefined {
  if (proposal.kind !== "workflow") return undefined;
  const { operation } = proposal;
  if (operation.verb !== "switch" && operation.verb !== "reverse") return undefined;
  const types = done.filter(({ did }) => did === "step").flatMap(({ tabletTypes }) => tabletTypes);
  return types.length === 0 ? undefined : { verb: operation.verb, types, cells: operation.options.cells };
}

/** True when an earlier step of the same switch moved the reads, which the announcement of its end must then mention. */
export function hasSwitchedReads(execution: Pick<Execution, "proposal" | "done">): boolean {
  const made = findTrafficMade(execution);
  return made?.verb === "switch" && !made.types.includes("PRIMARY");
}

/** The move as a verdict needs it; undefined for a restore, which is about rules rather than one workflow. */
export function findSubject({ move, proposal }: Pick<Execution, "move" | "proposal">): Subject | undefined {
  return proposal.kind === "restore" ? undefined : { move, ...proposal.facts };
}

/** The operation on the workflow, where there is one. */
export function findWorkflowOperation({ proposal }: Pick<Execution, "proposal">): WorkflowOperation | undefined {
  return proposal.kind === "workflow" ? proposal.operation : undefined;
}
