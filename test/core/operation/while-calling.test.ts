import { describe, expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Decided } from "../../../src/core/operation/execution/decided.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { FaultNote } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Seen } from "../../../src/core/operation/execution/sight.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { COMPLETE, DENIED_WRITES, KILLED, moveOf, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
import { approved, AT, AT_ONCE, at, calling, later, MINUTE, proposalOn, seenOf, soaking, TIMING } from "./given.ts";
import { BEN } from "./model/people.ts";
import { tablesNamed } from "../../names.ts";

const { copied, readsSwitched, switched } = UNSHARDED;
const REFUSED = { kind: "refused", text: "vtctld said no" } as const;
const TIMED_OUT = { kind: "timed-out", text: "" } as const;
const OFF = { by: BEN, reason: "the release is late", at: AT + 100 };

/** A split switch whose first call is in flight. */
const sent = calling(approved(), seenOf(copied));
/** The same for a switch of everything at once. */
const sentAtOnce = calling(approved(proposalOn(AT_ONCE)), seenOf(copied));

function answered(execution: Execution, fault?: FaultNote, now = AT + 1_000): Execution {
  return decideNext(execution, { kind: "answered", ...(fault === undefined ? {} : { fault }) }, at(now)).execution;
}

function looked(execution: Execution, reading: Reading, change: Partial<Seen> = {}): Decided {
  return decideNext(execution, { kind: "seen", seen: seenOf(reading, change) }, at(reading.at));
}

function locked(reading: Reading, since: number): Reading {
  return { ...reading, lockHolders: [holder(since)] };
}

/** The outcome, or the state if there is none yet. */
function outcomeOf({ execution: { state } }: Decided): object {
  return state.kind === "ended" ? state.outcome : { kind: state.kind };
}

function lost(decided: Decided) {
  return decided.events.filter(({ kind }) => kind === "sender-lost");
}

describe("a call whose worker is gone", () => {
  test("is taken over once it cannot leave its process any more, and not before", () => {
    expect(decideNext(sent, { kind: "nothing" }, at(AT + 2_000)).effect).toEqual({ kind: "wait", ms: TIMING.takeOverAfterMs - 2_000 });
    expect(decideNext(sent, { kind: "nothing" }, at(AT + TIMING.takeOverAfterMs)).effect).toEqual({ kind: "look", afterMs: 0 });
  });

  test("is announced when it is taken over, and again with what the first look shows of it", () => {
    expect(lost(decideNext(sent, { kind: "nothing" }, at(AT + 2_000)))).toEqual([]);
    expect(lost(decideNext(sent, { kind: "nothing" }, at(AT + TIMING.takeOverAfterMs)))).toEqual([{ kind: "sender-lost", startedAt: AT }]);
    const atWork = looked(sent, locked(later(copied, AT + 9_000), AT));
    expect(lost(atWork)).toEqual([{ kind: "sender-lost", startedAt: AT, shows: "at-work" }]);
    expect(lost(looked(sent, later(copied, AT + 9_000)))).toEqual([{ kind: "sender-lost", startedAt: AT, shows: "nothing" }]);
    // Its own worker noted the end of the call, and goes on.
    expect(lost(decideNext(answered(sent), { kind: "nothing" }, at(AT + 9_000)))).toEqual([]);
  });

  test("is retried if nothing changed and nobody holds the lock, and the move keeps that it broke off", () => {
    const decided = looked(sent, later(copied, AT + 9_000));
    expect(decided.execution).toMatchObject({ state: { kind: "ready" }, done: [{ did: "nothing", fault: { kind: "interrupted" } }] });
    expect(decided.events).toMatchObject([
      { kind: "broken", call: { verb: "switch", types: ["REPLICA", "RDONLY"], startedAt: AT } },
      { kind: "sender-lost" },
    ]);
  });

  test("is retried once: a third call would only hide a fault", () => {
    const once = looked(sent, later(copied, AT + 9_000)).execution;
    const twice = calling(once, seenOf(copied), { startedAt: AT + 10_000 });
    expect(outcomeOf(looked(twice, later(copied, AT + 19_000)))).toMatchObject({ kind: "failed", fault: { kind: "interrupted" } });
  });

  test("is not sent a third time by a worker that slept before it could send the second", () => {
    const once = looked(sent, later(copied, AT + 9_000)).execution;
    const recorded = calling(once, seenOf(copied), { startedAt: AT + 10_000 });
    const asleep = decideNext(recorded, { kind: "not-sent" }, at(AT + 60_000)).execution;
    expect(asleep).toMatchObject({ state: { kind: "ready" }, done: [{ did: "nothing" }] });
    const second = calling(asleep, seenOf(copied), { startedAt: AT + 61_000 });
    expect(outcomeOf(looked(second, later(copied, AT + 70_000)))).toMatchObject({ kind: "failed", fault: { kind: "interrupted" } });
  });

  test("counts only the calls of its own step", () => {
    const once = looked(sent, later(copied, AT + 9_000)).execution;
    const soaked = soaking(once, AT + MINUTE);
    const first = once.done[0];
    if (soaked.state.kind !== "soaking" || first === undefined) throw new Error("no step was done");
    const [, writes] = soaked.state.left;
    const ready: Execution = { ...soaked, done: [first, ...soaked.done], state: { kind: "ready", left: [writes] } };
    const calls = calling(ready, seenOf(readsSwitched), { startedAt: AT + 2 * MINUTE });
    expect(looked(calls, later(readsSwitched, AT + 3 * MINUTE)).execution.state.kind).toBe("ready");
  });

  test("is waited for while somebody holds the lock, for up to half an hour", () => {
    for (const ms of [9_000, 29 * MINUTE]) {
      expect(looked(sent, locked(later(copied, AT + ms), AT)).effect).toEqual({ kind: "wait", ms: TIMING.unreadableRetryMs });
    }
    const end = { at: AT + 10_000, fault: { kind: "interrupted", text: "" } } as const;
    const marked = calling(approved(), seenOf(copied), { end });
    expect(outcomeOf(looked(marked, locked(later(copied, AT + 30 * MINUTE), AT)))).toMatchObject({ kind: "unknown" });
  });

  test("is waited for on releases that show no lock, for five minutes", () => {
    const old = { major: 12 };
    expect(looked(sent, later(copied, AT + 4 * MINUTE), old).effect.kind).toBe("wait");
    expect(looked(sent, later(copied, AT + 5 * MINUTE), old).execution.state.kind).toBe("ready");
  });

  test("is not judged by a reading from before that time, however late the decision is made", () => {
    const early = seenOf(later(copied, AT + MINUTE), { major: 12 });
    expect(decideNext(sent, { kind: "seen", seen: early }, at(AT + 20 * MINUTE)).effect.kind).toBe("wait");
  });

  test("is followed by the rest of the plan if it did its step", () => {
    const decided = looked(sent, later(readsSwitched, AT + 9_000));
    expect(decided.execution).toMatchObject({ state: { kind: "soaking" }, done: [{ did: "step" }] });
  });
});

describe("a call that was answered", () => {
  test("is judged by a reading, whatever the answer", () => {
    const decided = decideNext(sent, { kind: "answered", fault: REFUSED }, at(AT + 1_000));
    expect(decided).toMatchObject({
      execution: { state: { call: { end: { at: AT + 1_000, fault: REFUSED } } } },
      effect: { kind: "look" },
      events: [],
    });
    expect(outcomeOf(looked(answered(sentAtOnce, REFUSED), later(switched, AT + 2_000)))).toMatchObject({ kind: "succeeded" });
  });

  test("with an error has failed if nothing changed, and is not retried", () => {
    expect(outcomeOf(looked(answered(sent, REFUSED), later(copied, AT + 2_000)))).toEqual({
      kind: "failed",
      at: AT + 2_000,
      fault: REFUSED,
    });
  });

  test("gets time while its signs contradict each other", () => {
    const end = answered(sentAtOnce, REFUSED);
    const half = { ...copied, denied: switched.denied };
    expect(looked(end, later(half, AT + 2_000)).effect).toEqual({ kind: "look", afterMs: TIMING.rereadMs });
    expect(outcomeOf(looked(end, later(half, AT + 1_000 + TIMING.settleMs)))).toMatchObject({
      kind: "unknown",
      findings: ["reads-not-switched", "writes-not-switched", "source-denies-writes"],
    });
  });

  test("is unfinished past the point of no return, and says what is missing", () => {
    const killed = { ...approved(proposalOn(AT_ONCE, KILLED.finished, KILLED.subject)), move: KILLED.subject.move };
    const before = seenOf({ ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.before.rules }, {}, KILLED.subject);
    const end = answered(calling(killed, before, { startedAt: KILLED.rightAfter.at - 10_000 }), REFUSED, KILLED.rightAfter.at - 9_000);
    const seen = seenOf(KILLED.rightAfter, {}, KILLED.subject);
    const decided = decideNext(end, { kind: "seen", seen }, at(KILLED.rightAfter.at, { move: moveOf(KILLED.subject) }));
    expect(outcomeOf(decided)).toMatchObject({
      kind: "unfinished",
      findings: expect.arrayContaining(["not-frozen", "reverse-not-running"]),
    });
  });

  test("without an answer from Vitess is kept on the move, because it may still arrive", () => {
    for (const kind of ["timed-out", "unreachable"] as const) {
      const decided = decideNext(sent, { kind: "answered", fault: { kind, text: "" } }, at(AT + 1_000));
      expect(decided.events).toMatchObject([{ kind: "broken", call: { executionId: "r1", brokeAt: AT + 1_000 } }]);
    }
    expect(decideNext(sent, { kind: "answered", fault: REFUSED }, at(AT + 1_000)).events).toEqual([]);
  });

  test("without an answer has an unknown outcome while the lock is held: it may still be running", () => {
    const end = answered(sent, { kind: "unreachable", text: "" });
    expect(outcomeOf(looked(end, locked(later(copied, AT + 20_000), AT)))).toMatchObject({
      kind: "unknown",
      findings: expect.arrayContaining(["workflow-locked"]),
    });
  });
});

describe("a call that was delayed too long", () => {
  test("was not sent, and everything is read anew", () => {
    expect(decideNext(sent, { kind: "not-sent" }, at(AT + 5_000))).toMatchObject({
      execution: { state: { kind: "ready" }, done: [] },
      effect: { kind: "look" },
      events: [],
    });
  });

  test("is not followed by another one if somebody called the operation off meanwhile", () => {
    const off: Execution = sent.state.kind === "calling" ? { ...sent, state: { ...sent.state, callOff: OFF } } : sent;
    expect(outcomeOf(decideNext(off, { kind: "not-sent" }, at(AT + 5_000)))).toMatchObject({
      kind: "called-off",
      by: BEN,
      reason: "the release is late",
    });
  });
});

describe("a call-off while a call is in flight", () => {
  const off: Execution = sent.state.kind === "calling" ? { ...sent, state: { ...sent.state, callOff: OFF } } : sent;

  test("stops the plan after a step that was done, and says that reads are at the target", () => {
    expect(outcomeOf(looked(answered(off), later(readsSwitched, AT + 2_000)))).toMatchObject({
      kind: "called-off",
      by: BEN,
      readsSwitched: true,
    });
  });

  test("does not end a call without an answer while the lock is held, because it may still be running", () => {
    const broken = answered(off, { kind: "unreachable", text: "" });
    expect(outcomeOf(looked(broken, locked(later(copied, AT + 20_000), AT)))).toMatchObject({
      kind: "unknown",
      findings: expect.arrayContaining(["workflow-locked"]),
    });
  });

  test("prevents any retry", () => {
    expect(outcomeOf(looked(off, later(copied, AT + 9_000)))).toMatchObject({ kind: "called-off", by: BEN });
  });

  test("takes nothing from a goal that was reached", () => {
    const whole = calling(approved(proposalOn(AT_ONCE)), seenOf(copied));
    const called: Execution = whole.state.kind === "calling" ? { ...whole, state: { ...whole.state, callOff: OFF } } : whole;
    expect(outcomeOf(looked(answered(called), later(switched, AT + 2_000)))).toMatchObject({ kind: "succeeded" });
  });
});

describe("while Vitess cannot be read", () => {
  const fault = { kind: "unreachable", text: "no vtctld answered" } as const;

  test("the outcome of the call stays open for five minutes, then it is unknown", () => {
    expect(decideNext(sent, { kind: "unreadable", fault }, at(AT + 4 * MINUTE)).effect).toEqual({
      kind: "wait",
      ms: TIMING.unreadableRetryMs,
    });
    const over = decideNext(sent, { kind: "unreadable", fault }, at(AT + 5 * MINUTE));
    expect(outcomeOf(over)).toMatchObject({ kind: "unknown", findings: ["state-unreadable"], fault });
    // Its worker is gone, and the call may arrive late.
    expect(over.events.map(({ kind }) => kind)).toEqual(["broken", "ended"]);
  });

  test("the fault of the call is shown rather than the one of the failed reading", () => {
    expect(outcomeOf(decideNext(answered(sent, TIMED_OUT), { kind: "unreadable", fault }, at(AT + 5 * MINUTE)))).toMatchObject({
      fault: TIMED_OUT,
    });
  });
});

test("a change of the rules meanwhile is announced before the outcome of the call", () => {
  const strange = { kind: "changed", changes: [{ document: "tables", name: "product", was: "commerce.product" }], total: 1 } as const;
  const decided = looked(answered(sent), later(readsSwitched, AT + 2_000), { strange });
  expect(decided.events.map(({ kind }) => kind)).toEqual(["rules", "soaking"]);
});

test("a partly done complete is unfinished, and only the same complete again is right", () => {
  const subject = UNSHARDED.subject;
  const before = seenOf(UNSHARDED.switchedAgain);
  const execution = answered(calling(approved(proposalOn(COMPLETE, UNSHARDED.switchedAgain, subject)), before), REFUSED);
  const half = later({ ...UNSHARDED.switchedAgain, sourceTables: tablesNamed("corder") }, AT + 1_000 + TIMING.settleMs);
  expect(outcomeOf(looked(execution, half))).toMatchObject({
    kind: "unfinished",
    findings: expect.arrayContaining(["source-tables-left"]),
  });
});

describe("beside what a call led to", () => {
  const vschemaChanges = [{ keyspace: "commerce", table: "customer", was: '{"auto_increment":{}}' }];

  test("what happened to the VSchemas is told, and neither they nor the rules where no rules were saved", () => {
    const strange = { kind: "not-compared" } as const;
    const seen = { strange, vschemaChanges };
    const kinds = (execution: Execution) => looked(execution, later(readsSwitched, AT + 2_000), seen).events.map(({ kind }) => kind);
    expect(kinds(answered(sent))).toEqual(["rules", "vschema", "soaking"]);
    const { state } = sent;
    if (state.kind !== "calling") throw new Error("no call");
    const { snapshot: _none, ...call } = state.call;
    expect(kinds(answered({ ...sent, state: { ...state, call } }))).toEqual(["soaking"]);
  });

  test("nothing is told twice of a call that broke off before nothing could be read", () => {
    const fault = { kind: "unreachable", text: "no vtctld answered" } as const;
    const over = decideNext(answered(sent, TIMED_OUT), { kind: "unreadable", fault }, at(AT + 5 * MINUTE));
    expect(over.events.map(({ kind }) => kind)).toEqual(["ended"]);
    expect(over.execution.done).toMatchObject([{ did: "nothing", endedAt: AT + 1_000, fault: TIMED_OUT }]);
  });

  test("an answer without a fault has none", () => {
    expect(decideNext(sent, { kind: "answered" }, at(AT + 1_000)).execution.state).toMatchObject({ call: { end: { at: AT + 1_000 } } });
    const { state } = answered(sent);
    expect(Object.keys(state.kind === "calling" ? (state.call.end ?? {}) : {})).toEqual(["at"]);
    const done = looked(answered(sent), later(copied, AT + 1_000 + TIMING.settleMs));
    expect(outcomeOf(done)).toStrictEqual({ kind: "failed", at: AT + 1_000 + TIMING.settleMs });
  });

  test("an answer with an error needs no time to settle where nothing changed, but with the lock held it does", () => {
    expect(looked(answered(sent, REFUSED), locked(later(copied, AT + 2_000), AT)).effect).toEqual({
      kind: "look",
      afterMs: TIMING.rereadMs,
    });
    expect(looked(answered(sent), later(copied, AT + 2_000)).effect).toEqual({ kind: "look", afterMs: TIMING.rereadMs });
  });

  test("an answered call is looked at and waits for nobody to take it over", () => {
    expect(decideNext(answered(sent), { kind: "nothing" }, at(AT + 2_000)).effect).toEqual({ kind: "look", afterMs: 0 });
    const prepared = { kind: "prepared", seen: seenOf(copied), snapshot: "r-1" } as const;
    expect(decideNext(sent, prepared, at(AT + 2_000)).effect).toEqual({ kind: "wait", ms: TIMING.takeOverAfterMs - 2_000 });
  });
});
