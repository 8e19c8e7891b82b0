import { type Execution, type ExecutionState, type Hold, hasSwitchedReads } from "./executions.ts";
import type { FreezeNow } from "../freeze/freezes.ts";
import type { FaultNote, OperationRefusal, Outcome } from "../outcome/outcomes.ts";
import type { Window } from "../request/window.ts";
import type { Limits } from "../request/policy.ts";
import type { VSchemaChange } from "../../rules/vschemas.ts";
import type { Seen, StrangeRules } from "./sight.ts";
import type { Timing } from "./timing.ts";
import type { Move } from "../../move/moves.ts";
import type { Instant } from "../../readings/readings.ts";
import type { BrokenCall } from "../../move/broken-call.ts";
import type { SnapshotId } from "../../rules/snapshots.ts";

/** What to do next; the interpreter does it and returns what it saw. */
export type Effect =
  | { readonly kind: "look"; readonly afterMs: number }
  /** Opens the connection and saves the rules, so that only the send is left once the call is recorded. */
  | { readonly kind: "prepare"; readonly seen: Seen }
  /** Sends the one call that the state `calling` has just recorded. */
  | { readonly kind: "send"; readonly seen: Seen }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "end" };

/** An open call whose process is gone. */
export interface SenderLost {
  readonly startedAt: Instant;
  /** What a look shows, once there was one: vtctld may still be carrying the call out, or it changed nothing and is sent again. */
  readonly shows?: "at-work" | "nothing";
}

/** Something to announce: each event becomes thread lines, audit events and jobs of the same commit. */
export type ExecutionEvent =
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "soaking"; readonly until: Instant; readonly snapshot?: SnapshotId }
  | { readonly kind: "calling" }
  /** A call ended or was given up without an answer from Vitess. */
  | { readonly kind: "broken"; readonly call: BrokenCall }
  /** Another process took over an open call, because its own gives no sign of life. Met at every look that finds it so. */
  | ({ readonly kind: "sender-lost" } & SenderLost)
  | { readonly kind: "rules"; readonly strange: StrangeRules; readonly snapshot: SnapshotId }
  | { readonly kind: "vschema"; readonly changes: readonly VSchemaChange[]; readonly snapshot: SnapshotId }
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly seen?: Seen };

/** One decision: the execution to write, what to announce with it, and what to do after that. */
export interface Decided {
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  readonly effect: Effect;
}

/** What a decision depends on besides the execution and the sight. `move` is undefined when its record is gone. */
export interface Circumstances {
  readonly now: Instant;
  readonly limits: Limits;
  readonly timing: Timing;
  readonly move: Pick<Move, "tables" | "state"> | undefined;
  /** When it may begin; absent: at any time. `closed`: its window does not open any more. */
  readonly window?: Window | "closed";
  /** Tandem's last call on this move that broke off. */
  readonly broken?: BrokenCall;
  /** The freeze that is on what the operation changes. */
  readonly freeze?: FreezeNow;
}

export function stayInState(execution: Execution, effect: Effect): Decided {
  return { execution, events: [], effect };
}

export function goTo(execution: Execution, state: ExecutionState, effect: Effect, events: readonly ExecutionEvent[] = []): Decided {
  return { execution: { ...execution, state }, events, effect };
}

/** Ends an execution. Every announcement of its end comes from this one event. */
export function endExecution(execution: Execution, outcome: Outcome, seen?: Seen): Decided {
  const event = { kind: "ended", outcome, ...(seen === undefined ? {} : { seen }) } as const;
  return goTo(execution, { kind: "ended", outcome }, { kind: "end" }, [event]);
}

/** Ends an execution with Tandem's own refusal; what an earlier step did stays and is announced. */
export function refuseExecution(
  execution: Execution,
  reason: OperationRefusal,
  at: Instant,
  why: { readonly difference?: readonly string[]; readonly fault?: FaultNote } = {},
): Decided {
  const { difference = [], ...fault } = why;
  return endExecution(execution, { kind: "refused", reason, at, difference, ...fault, ...pickReadsSwitched(execution) });
}

/** What earlier steps of a plan did, for the outcome of a plan that goes no further. */
export function pickReadsSwitched(execution: Execution): { readonly readsSwitched?: true } {
  return hasSwitchedReads(execution) ? { readsSwitched: true } : {};
}
