import { composeAnnouncement } from "../../../../src/core/announce/announce.ts";
import type { Decided, Effect } from "../../../../src/core/operation/execution/decided.ts";
import type { Execution } from "../../../../src/core/operation/execution/executions.ts";
import { decideNext } from "../../../../src/core/operation/execution/next.ts";
import type { Sight } from "../../../../src/core/operation/execution/sight.ts";
import { DEFAULT_TIMING } from "../../../../src/core/operation/execution/timing.ts";
import { findBrokenCall } from "../../../../src/core/move/moves.ts";
import { TURN_LASTS_MS } from "../../../../src/core/rules/turns.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import { decided as noteDecided, sent as noteSent } from "./checks.ts";
import { takeLook } from "./look.ts";
import { LIMITS, nowOn, requestOf, type Harness, write } from "./harness.ts";
import { SAVED } from "./starts.ts";
import { answerTo, type Call, type Fate, hearsAt, sendCall } from "./vitess.ts";

export const TIMING = DEFAULT_TIMING;

/** One process that executes, between two of its steps. A worker that is not stepped is frozen there. */
export interface Worker {
  readonly executionId: string;
  basis: Execution;
  sight: Sight;
  doing: Doing;
}

type Doing =
  | { readonly kind: "decide" }
  /** `freshFrom`: from before the record was written. */
  | { readonly kind: "effect"; readonly effect: Effect; readonly freshFrom: Instant; readonly dueAt: Instant }
  /** Its message has left. */
  | { readonly kind: "hear"; readonly call: Call };

const NOTHING: Sight = { kind: "nothing" };
const SUCCEEDS: Fate = { does: "all", answers: "ok", arrivesAfterMs: 5, takesMs: 1_500, settlesAfterMs: 0 };

export function begin(basis: Execution): Worker {
  return { executionId: basis.id, basis, sight: NOTHING, doing: { kind: "decide" } };
}

/** When a worker can take its next step. */
export function dueAt(harness: Harness, { doing }: Worker): Instant {
  if (doing.kind === "decide") return nowOn(harness);
  return doing.kind === "effect" ? doing.dueAt : hearsAt(harness.vitess, doing.call);
}

/** One step, as `operations/carry-out/carry-out.ts` takes it: decide and write, or the one effect. False if its job is done for now. */
export function step(harness: Harness, worker: Worker): boolean {
  const { doing } = worker;
  if (doing.kind === "decide") return decide(harness, worker);
  if (doing.kind === "hear") {
    const answer = answerTo(doing.call, nowOn(harness));
    if (answer !== undefined) comeBack(worker, { kind: "answered", ...answer });
    return true;
  }
  const { effect } = doing;
  if (effect.kind === "look") comeBack(worker, takeLook(harness, worker.basis));
  else if (effect.kind === "prepare") comeBack(worker, prepare(harness, worker.basis, effect));
  else if (effect.kind === "send") send(harness, worker, { effect, freshFrom: doing.freshFrom });
  return true;
}

function comeBack(worker: Worker, sight: Sight): void {
  worker.sight = sight;
  worker.doing = { kind: "decide" };
}

function decide(harness: Harness, worker: Worker): boolean {
  const freshFrom = nowOn(harness);
  const { execution, effect } = commit(harness, worker);
  worker.basis = execution;
  if (effect.kind === "end") return false;
  if (effect.kind === "wait") {
    harness.wakeAt.set(execution.id, freshFrom + Math.max(effect.ms, 0));
    return false;
  }
  worker.doing = { kind: "effect", effect, freshFrom, dueAt: freshFrom + (effect.kind === "look" ? effect.afterMs : 0) };
  return true;
}

/** Decides on the current record, and writes everything at once. A sight from before somebody else went further is discarded. */
function commit(harness: Harness, { executionId, basis, sight }: Worker): Decided {
  const execution = harness.executions.get(executionId);
  if (execution === undefined) throw new Error("an execution without a record");
  const { move } = harness;
  const now = nowOn(harness);
  const broken = findBrokenCall(move);
  const used = isSame(execution, basis) ? sight : NOTHING;
  const result = decideNext(execution, used, { now, limits: LIMITS, timing: TIMING, move, ...(broken === undefined ? {} : { broken }) });
  const request = requestOf(harness, execution);
  const told = composeAnnouncement(result.execution, result.events, { move, request, now, rollbackMs: LIMITS.rollbackMs });
  write(harness, result.execution, told);
  noteDecided(harness, { before: execution, sight: used, result });
  return result;
}

function isSame({ state, done }: Execution, seen: Execution): boolean {
  if (state.kind !== seen.state.kind || done.length !== seen.done.length) return false;
  if (state.kind !== "calling" || seen.state.kind !== "calling") return true;
  return state.call.startedAt === seen.state.call.startedAt && (state.call.end === undefined) === (seen.state.call.end === undefined);
}

function prepare(harness: Harness, execution: Execution, { seen }: Extract<Effect, { readonly kind: "prepare" }>): Sight {
  const { vitess, snapshots, turns } = harness;
  const { id, move, done } = execution;
  if (!vitess.world.readable) return { kind: "unreadable", fault: { kind: "unreachable", text: "no connection" } };
  const now = nowOn(harness);
  if (vitess.world.rulesInUse) return { kind: "in-line", for: { move, verb: "cancel", since: now } };
  const turnUntil = now + TURN_LASTS_MS;
  turns.set(id, turnUntil);
  const wanted = `${id}-${done.filter(({ did }) => did === "step").length}`;
  const [known] = [...snapshots].find(([, kept]) => kept.step === wanted) ?? [];
  const snapshot = known ?? (`r-${snapshots.size + 1}` as const);
  if (known === undefined) snapshots.set(snapshot, { step: wanted, rules: seen.rules });
  return { kind: "prepared", seen, snapshot, turnUntil };
}

/** The adapter's promise: nothing leaves once it is too late. */
function send(
  harness: Harness,
  worker: Worker,
  { effect, freshFrom }: { readonly effect: Extract<Effect, { readonly kind: "send" }>; readonly freshFrom: Instant },
): void {
  const { basis } = worker;
  if (nowOn(harness) - freshFrom > TIMING.sendWithinMs) return comeBack(worker, { kind: "not-sent" });
  if (basis.state.kind !== "calling") throw new Error("only a recorded call is sent");
  const { id, proposal, state } = basis;
  const wanted = { proposal, types: state.left[0].tabletTypes, saved: SAVED };
  const fate = harness.fates.shift() ?? SUCCEEDS;
  noteSent(harness, { execution: basis, seen: effect.seen, fate });
  const call = sendCall(harness.vitess, { id: `${id}/${harness.vitess.calls.length}`, executionId: id, wanted, fate });
  worker.doing = { kind: "hear", call };
}
