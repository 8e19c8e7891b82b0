import type { TrafficMade } from "./facts.ts";
import type { CallsLeft, Executable, SoakLeft, WorkflowOperation } from "./operations.ts";
import type { FaultNote, Outcome } from "./outcomes.ts";
import type { MoveName } from "../vitess/names.ts";
import type { TabletType } from "../options/options.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { Subject } from "./verdict.ts";
import type { StepAhead } from "../rules/turns.ts";
import type { SnapshotId } from "../rules/snapshots.ts";

/** One run of a proposal: what is carried out, for whom, what was done so far, and the one state that it is in. */
export interface Execution {
  readonly id: string;
  readonly move: MoveName;
  readonly channel: ChannelId;
  readonly proposal: Executable;
  readonly startedBy: PersonId;
  /** Absent for an armed rollback, reads that go back in a soak, and a rescue, which need no request. */
  readonly requestId?: string;
  readonly createdAt: Instant;
  /** How long an approval may be used; a soak gives the next call as long again. */
  readonly useForMs: number;
  readonly useBy: Instant;
  /** The calls that ended, in order. */
  readonly done: readonly DoneCall[];
  readonly state: ExecutionState;
}

/** Where an execution stands. `left` are the calls still to be made: none can be missing, and only one can be on its way. */
export type ExecutionState =
  /** May make its next call as soon as a look shows that everything still holds. `inLine`: it has stood in line for its turn. */
  | { readonly kind: "ready"; readonly left: CallsLeft; readonly inLine?: Hold }
  | { readonly kind: "held"; readonly left: CallsLeft; readonly hold: Hold }
  | { readonly kind: "soaking"; readonly left: SoakLeft; readonly until: Instant }
  /** The only state in which a call may be on its way. `callOff`: somebody wants nothing more to follow after it. */
  | { readonly kind: "calling"; readonly left: CallsLeft; readonly call: OpenCall; readonly callOff?: CallOff }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/**
 * A call that may have reached vtctld, of one message, or for a restore and a rescue of several: recorded before the first is sent. Open until
 * a reading tells what it led to, or it is known that it never left, or nobody waits for that any longer.
 */
export interface OpenCall {
  /** Digest of the shape of things right before: tells later whether anything changed at all. */
  readonly before: string;
  /** The routing rules right before, such as `r-17`; absent in records of a Tandem that did not save them. */
  readonly snapshot?: SnapshotId;
  readonly startedAt: Instant;
  /** How it ended, as far as the call itself says; absent while a process may still listen to it. */
  readonly end?: CallEnd;
}

export interface CallEnd {
  readonly at: Instant;
  readonly fault?: FaultNote;
}

/** A call that is over. `did`: whether it finished its step, by a reading. */
export interface DoneCall {
  readonly tabletTypes: readonly TabletType[];
  readonly did: "step" | "nothing";
  readonly snapshot?: SnapshotId;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly fault?: FaultNote;
}

/** Why an approved operation waits, since when, and until when. */
export type Hold = { readonly since: Instant; readonly until: Instant } & HoldReason;

export type HoldReason =
  | { readonly reason: "lag"; readonly lagSeconds: number; readonly limitSeconds: number }
  /** Somebody holds the workflow's lock, usually a VDiff between two tables. Absent holder: not told. */
  | { readonly reason: "locked"; readonly holder?: LockHolder }
  /** A dead vtctld has left its lock on the keyspace that writes are given back to; it lapses by itself. */
  | { readonly reason: "dead-lock"; readonly keyspace: string }
  /** Another step of Tandem's writes whole documents of the cluster, or stands before it in line: Vitess has no compare-and-set for them. */
  | { readonly reason: "rules-in-use"; readonly by?: StepAhead }
  /** Who is in the approvers' groups is not known, so nobody can say whether the approval stands. */
  | { readonly reason: "people-unknown"; readonly unreadSince?: Instant };

/** Who ends an operation before its next call, and why. */
export interface CallOff {
  readonly by: PersonId;
  readonly reason: string;
  readonly at: Instant;
}

/** True until an execution has its outcome. */
export function isRunningExecution({ state }: Pick<Execution, "state">): boolean {
  return state.kind !== "ended";
}

/** True while nothing but another step's turn holds it: before the turn is free there is nothing to look at. */
export function isInLine(state: ExecutionState): state is Extract<ExecutionState, { readonly kind: "held" }> {
  return state.kind === "held" && state.hold.reason === "rules-in-use";
}

/** What the plan has made of the traffic so far; undefined before its first step is done, and for what moves none. */
export function trafficMade({ proposal, done }: Pick<Execution, "proposal" | "done">): TrafficMade | undefined {
  if (proposal.kind !== "workflow") return undefined;
  const { operation } = proposal;
  if (operation.verb !== "switch" && operation.verb !== "reverse") return undefined;
  const types = done.filter(({ did }) => did === "step").flatMap(({ tabletTypes }) => tabletTypes);
  return types.length === 0 ? undefined : { verb: operation.verb, types, cells: operation.options.cells };
}

/** True when an earlier step of the same switch has moved the reads, so that whoever is told of the end must be told of that too. */
export function hasSwitchedReads(execution: Pick<Execution, "proposal" | "done">): boolean {
  const made = trafficMade(execution);
  return made?.verb === "switch" && !made.types.includes("PRIMARY");
}

/** The move as a verdict needs it. A restore is about rules and not about one workflow. */
export function subjectOf({ move, proposal }: Pick<Execution, "move" | "proposal">): Subject | undefined {
  return proposal.kind === "restore" ? undefined : { move, ...proposal.facts };
}

/** The operation on the workflow, where there is one. */
export function operationOf({ proposal }: Pick<Execution, "proposal">): WorkflowOperation | undefined {
  return proposal.kind === "workflow" ? proposal.operation : undefined;
}
