import { type Execution, type ExecutionState, type Hold, hasSwitchedReads } from "./executions.ts";
import type { FaultNote, OperationRefusal, Outcome } from "./outcomes.ts";
import type { Limits } from "./policy.ts";
import type { VSchemaChange } from "../rules/vschemas.ts";
import type { Seen, StrangeRules } from "./sight.ts";
import type { Timing } from "./timing.ts";
import type { Move } from "../move/moves.ts";
import type { Instant } from "../readings/readings.ts";
import type { BrokenCall } from "../move/broken-call.ts";
import type { SnapshotId } from "../rules/snapshots.ts";

/** What is to be done next; the interpreter does it and comes back with what it saw. */
export type Effect =
  | { readonly kind: "look"; readonly afterMs: number }
  /** Opens the connection and saves the rules, so that after the record nothing but the send is left. */
  | { readonly kind: "prepare"; readonly seen: Seen }
  /** The one call that the state `calling` has just been given. */
  | { readonly kind: "send"; readonly seen: Seen }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "end" };

/** What is worth telling: each becomes thread lines, audit events and jobs of the same commit. */
export type ExecutionEvent =
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "soaking"; readonly until: Instant; readonly snapshot?: SnapshotId }
  | { readonly kind: "calling" }
  /** A call ended, or was given up, without an answer of Vitess's. */
  | { readonly kind: "broken"; readonly call: BrokenCall }
  | { readonly kind: "rules"; readonly strange: StrangeRules; readonly snapshot: SnapshotId }
  | { readonly kind: "vschema"; readonly changes: readonly VSchemaChange[]; readonly snapshot: SnapshotId }
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly seen?: Seen };

/** One decision: the execution as it is to be written, what to tell with it, and what to do then. */
export interface Decided {
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  readonly effect: Effect;
}

/** Everything beside the execution and the sight that a decision is made on. `move` is undefined when its record is gone. */
export interface Circumstances {
  readonly now: Instant;
  readonly limits: Limits;
  readonly timing: Timing;
  readonly move: Pick<Move, "tables" | "state"> | undefined;
  /** The last call of Tandem's own on this move that broke off. */
  readonly broken?: BrokenCall;
}

/** The same state; only the effect is new. */
export function stayInState(execution: Execution, effect: Effect): Decided {
  return { execution, events: [], effect };
}

export function goTo(execution: Execution, state: ExecutionState, effect: Effect, events: readonly ExecutionEvent[] = []): Decided {
  return { execution: { ...execution, state }, events, effect };
}

/** Ends an execution. Whatever is told of it comes from this one event. */
export function endExecution(execution: Execution, outcome: Outcome, seen?: Seen): Decided {
  const event = { kind: "ended", outcome, ...(seen === undefined ? {} : { seen }) } as const;
  return goTo(execution, { kind: "ended", outcome }, { kind: "end" }, [event]);
}

/** Ends it with Tandem's own no; what an earlier step did stays, and is said. */
export function refuseExecution(
  execution: Execution,
  reason: OperationRefusal,
  at: Instant,
  why: { readonly difference?: readonly string[]; readonly fault?: FaultNote } = {},
): Decided {
  const { difference = [], ...fault } = why;
  return endExecution(execution, { kind: "refused", reason, at, difference, ...fault, ...doneEarlier(execution) });
}

/** What an earlier step of the same plan has done, for the outcome of one that goes no further. */
export function doneEarlier(execution: Execution): { readonly readsSwitched?: true } {
  return hasSwitchedReads(execution) ? { readsSwitched: true } : {};
}
