import type { Circumstances } from "../../../src/core/operation/execution/decided.ts";
import { beginWithoutRequest } from "../../../src/core/operation/execution/begin.ts";
import type { Execution, ExecutionState } from "../../../src/core/operation/execution/executions.ts";
import { toFacts } from "../../../src/core/operation/request/facts.ts";
import type { CallsLeft, Executable, Proposal, SoakLeft, WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import type { Seen, Sight } from "../../../src/core/operation/execution/sight.ts";
import { DEFAULT_TIMING } from "../../../src/core/operation/execution/timing.ts";
import { type GoalOfCall, isDone, describeShape, type Subject } from "../../../src/core/operation/outcome/verdict.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { Instant, Reading, Rules } from "../../../src/core/readings/readings.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import { moveOf, SWITCH, UNSHARDED, withWorkflow } from "../moments.ts";
import { ANA } from "./model/people.ts";
import { requestNamed } from "../../names.ts";

export const MINUTE = 60_000;
export const LIMITS = DEFAULT_LIMITS;
export const TIMING = DEFAULT_TIMING;
export const MOVE = moveOf(UNSHARDED.subject);
/** When the execution of these tests was approved: the time of the reading before it. */
export const AT: Instant = UNSHARDED.copied.at;

export const AT_ONCE: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } };

/** An operation with the facts of a reading. */
export function proposalOn(
  operation: WorkflowOperation,
  reading: Reading = UNSHARDED.copied,
  subject: Subject = UNSHARDED.subject,
): Executable {
  const facts = toFacts(moveOf(subject), reading, undefined);
  if (facts === undefined) throw new Error("no workflow to approve anything on");
  return { kind: "workflow", operation, facts };
}

/** An execution that has just been approved; a split switch unless another operation is given. */
export function approved(proposal: Executable = proposalOn(SWITCH), change: Partial<Execution> = {}): Execution {
  const asked = { id: "r1", move: MOVE.name, channel: toChannelId("C0MOVES"), proposal, by: ANA, now: AT };
  return { ...beginWithoutRequest(asked, LIMITS), requestId: requestNamed("r1"), ...change };
}

/** Ana's request for it, without any vote. */
export function requested(proposal: Proposal = proposalOn(SWITCH), change: Partial<Request> = {}): Request {
  return {
    id: requestNamed("r1"),
    move: MOVE.name,
    channel: toChannelId("C0MOVES"),
    askedBy: ANA,
    askedAt: AT,
    approveBy: AT + 30 * MINUTE,
    useForMs: LIMITS.useByMs,
    rule: { people: 2, requesterCounts: false },
    votes: [],
    state: { kind: "open" },
    proposal,
    digest: "d1",
    shown: { sizes: [], dryRun: [] },
    ...change,
  };
}

/** What is left of the plan, whatever it waits for. */
export function leftOf({ state }: Execution): CallsLeft {
  if (state.kind === "ended" || state.kind === "soaking") throw new Error(`no call is *Next:* It is ${state.kind}`);
  return state.left;
}

/** The same execution after its first step, in its soak. */
export function soaking(execution: Execution, until: Instant): Execution {
  const [first, soak, then] = leftOf(execution);
  if (soak?.kind !== "soak" || then?.kind !== "call") throw new Error("nothing soaks here");
  const left: SoakLeft = [soak, then];
  const done = { tabletTypes: first.tabletTypes, did: "step", startedAt: AT, endedAt: AT + 1_000, snapshot: "r-1" } as const;
  return { ...execution, done: [done], state: { kind: "soaking", left, until } };
}

/** The same execution with its next call recorded on a reading. */
export function calling(
  execution: Execution,
  before: Seen,
  call: Partial<Extract<ExecutionState, { kind: "calling" }>["call"]> = {},
): Execution {
  return {
    ...execution,
    state: { kind: "calling", left: leftOf(execution), call: { before: before.shape, startedAt: AT, snapshot: "r-1", ...call } },
  };
}

/** A look at a workflow that shows this reading, with nothing else in the way. */
export function seenOf(reading: Reading, change: Partial<Seen> = {}, subject: Subject = UNSHARDED.subject): Seen {
  return {
    look: { kind: "workflow", reading },
    shape: describeShape(subject, reading),
    rules: reading.rules,
    standing: { kind: "stands" },
    blocked: [],
    major: 23,
    ...change,
  };
}

/** A look at rules; without `saved` the snapshot is gone. */
export function rulesSeen(now: Rules, saved?: Rules, change: Partial<Seen> = {}): Seen {
  const look = {
    kind: "rules",
    at: AT,
    lockHolders: [],
    difference: [],
    ...(saved === undefined ? {} : { restore: { now, saved } }),
  } as const;
  return { look, shape: JSON.stringify(now), rules: now, standing: { kind: "stands" }, blocked: [], ...change };
}

export function at(now: Instant, change: Partial<Circumstances> = {}): Circumstances {
  return { now, limits: LIMITS, timing: TIMING, move: MOVE, ...change };
}

/** The same reading at another time. */
export function later(reading: Reading, now: Instant): Reading {
  return { ...reading, at: now };
}

/** What a call of these types is to reach. */
export const want = (operation: WorkflowOperation, types: readonly TabletType[], subject: Subject): GoalOfCall => ({
  operation,
  types,
  subject,
});

export function sight(seen: Seen): Sight {
  return { kind: "seen", seen };
}

/** The decision after the next reading. */
export function looked(execution: Execution, reading: Reading, now = reading.at, change: Partial<Seen> = {}) {
  return decideNext(execution, sight(seenOf(reading, change)), at(now));
}

export function lagging(reading: Reading, value: number): Reading {
  return withWorkflow(reading, { lag: { kind: "seconds", value } });
}

/** Whether a reading shows that a call of these types has reached its goal. */
export const isReached = (
  operation: WorkflowOperation,
  types: readonly TabletType[],
  reading: Reading,
  subject: Subject = UNSHARDED.subject,
): boolean => isDone(want(operation, types, subject), reading);
