import { type Json, requireObjects, requireNumber, requireObject, withoutAbsent } from "./json.ts";
import { upgradeProposalFrom1 } from "./proposal.ts";

/** Format 1 → 2: plan, step, calls, hold, soak and outcome become one state and the steps done so far. */
export function upgradeExecutionFrom1(document: unknown): unknown {
  const { act, seal, plan, step, soakUntil, calls, hold, outcome, settled: _told, ...rest } = requireObject(document);
  const before: Before = {
    plan: requireObjects(plan),
    step: requireNumber(step),
    calls: requireObjects(calls),
    soakUntil: soakUntil === undefined ? undefined : requireNumber(soakUntil),
    hold,
    outcome,
    createdAt: requireNumber(rest["createdAt"]),
  };
  const useForMs = requireNumber(rest["useBy"]) - before.createdAt;
  const useBy = Math.max(requireNumber(rest["useBy"]), (before.soakUntil ?? 0) + useForMs);
  return { ...rest, proposal: upgradeProposalFrom1(act, seal), useForMs, useBy, done: readDone(before), state: upgradeState(before) };
}

/** Since format 2 an override has no execution: its approved request grants it. */
export function isOverrideIn1(document: unknown): boolean {
  return requireObject(requireObject(document)["act"])["verb"] === "override";
}

interface Before {
  readonly plan: readonly Json[];
  readonly step: number;
  readonly calls: readonly Json[];
  readonly soakUntil: number | undefined;
  readonly hold: unknown;
  readonly outcome: unknown;
  readonly createdAt: number;
}

/** The last call, if nobody has recorded its result: the step it was made for is still the current one. */
function findOpenCall({ step, calls, outcome }: Before): Json | undefined {
  const last = calls.at(-1);
  return outcome === undefined && last !== undefined && requireNumber(last["step"]) === step ? last : undefined;
}

/** The last call made for a step that was passed is the one that did it. */
function readDone(before: Before): readonly Json[] {
  const { plan, step, calls, outcome } = before;
  const over = findOpenCall(before) === undefined ? calls : calls.slice(0, -1);
  return over.map((call, place) => {
    const at = requireNumber(call["step"]);
    const isLast = !over.slice(place + 1).some((later) => later["step"] === at);
    const { snapshot, startedAt, endedAt = findCallEnd(outcome), fault } = call;
    const { tabletTypes = [] } = plan[at] ?? {};
    return withoutAbsent({ tabletTypes, did: isLast && at < step ? "step" : "nothing", snapshot, startedAt, endedAt, fault });
  });
}

/** A call without a recorded end ended when the outcome was written. */
function findCallEnd(outcome: unknown): unknown {
  return outcome === undefined ? undefined : requireObject(outcome)["at"];
}

function upgradeState(before: Before): Json {
  const { plan, step, calls, soakUntil, hold, outcome, createdAt } = before;
  if (outcome !== undefined) return { kind: "ended", outcome };
  const left = plan.slice(step);
  const [next] = left;
  const lastEnd = calls.at(-1)?.["endedAt"] ?? createdAt;
  // Every step was done, but the worker died before it wrote the outcome.
  if (next === undefined) return { kind: "ended", outcome: { kind: calls.length > 0 ? "succeeded" : "already-so", at: lastEnd } };
  if (next["kind"] === "soak") {
    if (calls.length === 0) return { kind: "ready", left: left.slice(1) };
    return { kind: "soaking", left, until: soakUntil ?? requireNumber(lastEnd) + requireNumber(next["ms"]) };
  }
  const open = findOpenCall(before);
  if (open !== undefined) return { kind: "calling", left, call: openFrom1(open) };
  return hold === undefined ? { kind: "ready", left } : { kind: "held", left, hold: holdFrom1(requireObject(hold)) };
}

/** A call that ended but was not judged is open too: the next reading shows what it did. */
function openFrom1({ before, snapshot, startedAt, endedAt, fault }: Json): Json {
  const isOver = endedAt !== undefined || fault !== undefined;
  return withoutAbsent({ before, snapshot, startedAt, end: isOver ? withoutAbsent({ at: endedAt ?? startedAt, fault }) : undefined });
}

/** In format 1 every hold had the numbers of a lag; since format 2 only a lag has them. */
function holdFrom1({ lagSeconds, limitSeconds, holder, ...rest }: Json): Json {
  if (rest["reason"] === "lag") return { ...rest, lagSeconds, limitSeconds };
  return rest["reason"] === "locked" ? withoutAbsent({ ...rest, holder }) : rest;
}
