import { describe, expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Seen } from "../../../src/core/operation/execution/sight.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { KILLED, moveOf, SWITCH, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
import { approved, AT, at, lagging, later, leftOf, LIMITS, looked, MINUTE, proposalOn, seenOf, sight, soaking, TIMING } from "./given.ts";

const { copied, readsSwitched, switched } = UNSHARDED;
const FAULT = { kind: "unreachable", text: "no vtctld answered" } as const;

describe("an approved switch", () => {
  test("is checked against a reading first, whatever came before", () => {
    for (const kind of ["nothing", "not-sent", "answered"] as const)
      expect(decideNext(approved(), { kind }, at(AT)).effect).toEqual({ kind: "look", afterMs: 0 });
  });

  test("is prepared if the reading matches the approved facts, then recorded", () => {
    const execution = approved();
    const prepare = looked(execution, copied);
    expect(prepare.effect).toMatchObject({ kind: "prepare" });
    expect(prepare.events).toEqual([]);
    const seen = seenOf(copied);
    const recorded = decideNext(execution, { kind: "prepared", seen, snapshot: "r-7", turnUntil: AT + MINUTE }, at(AT + 10));
    expect(recorded.execution.state).toMatchObject({ kind: "calling", call: { before: seen.shape, snapshot: "r-7", startedAt: AT + 10 } });
    expect(recorded.effect).toEqual({ kind: "send", seen });
    expect(recorded.events).toEqual([{ kind: "calling" }]);
  });

  test("needs a new reading if the old one is stale before the record, or the time ran out in between", () => {
    const prepared = { kind: "prepared", seen: seenOf(copied), snapshot: "r-7", turnUntil: AT + 10 * MINUTE } as const;
    expect(decideNext(approved(), prepared, at(AT + TIMING.lookLastsMs)).execution.state.kind).toBe("calling");
    expect(decideNext(approved(), prepared, at(AT + TIMING.lookLastsMs + 1))).toMatchObject({
      execution: { state: { kind: "ready" } },
      effect: { kind: "look" },
    });
    const useBy = AT + 5_000;
    expect(decideNext(approved(proposalOn(SWITCH), { useBy }), prepared, at(useBy))).toMatchObject({
      execution: { state: { kind: "ready" } },
    });
  });

  test("is already-so if somebody else has done it all, and sends nothing", () => {
    expect(looked(approved(), switched)).toMatchObject({ execution: { state: { kind: "ended", outcome: { kind: "already-so" } } } });
  });

  test.each([
    ["its time is up", copied, { useBy: AT }, {}, "use-by-passed"],
    ["an approver left", copied, {}, { standing: { kind: "lost" } as const }, "approver-lost"],
    ["reads were switched since", readsSwitched, {}, {}, "state-changed"],
    ["the workflow is gone", UNSHARDED.completed, {}, {}, "workflow-missing"],
    ["preflight finds something", copied, {}, { blocked: ["a schema change runs"] }, "preflight-blocked"],
  ] as const)("is refused if %s", (_, reading, change, seen, reason) => {
    const { execution } = decideNext(approved(proposalOn(SWITCH), change), sight(seenOf(later(reading, AT), seen)), at(AT));
    expect(execution.state).toMatchObject({ kind: "ended", outcome: { kind: "refused", reason } });
  });

  test("is refused with what differs from the approved facts", () => {
    const { execution } = looked(approved(), readsSwitched);
    expect(execution.state).toMatchObject({
      outcome: {
        difference: [expect.stringContaining("traffic: Reads Not Switched"), ...Array.from({ length: 7 }, () => expect.any(String))],
      },
    });
  });

  test("soaks without a call if the reads were already switched when it was approved", () => {
    const { execution, events } = looked(approved(proposalOn(SWITCH, readsSwitched)), readsSwitched);
    expect(execution.done).toEqual([]);
    expect(execution.state).toMatchObject({ kind: "soaking", until: readsSwitched.at + LIMITS.soakMs });
    expect(events).toMatchObject([{ kind: "soaking" }]);
  });

  test("retries while Vitess cannot be read, until its time is up", () => {
    expect(decideNext(approved(), { kind: "unreadable", fault: FAULT }, at(AT))).toMatchObject({
      effect: { kind: "wait", ms: TIMING.unreadableRetryMs },
      events: [],
    });
    const { execution } = decideNext(approved(), { kind: "unreadable", fault: FAULT }, at(AT + LIMITS.useByMs));
    expect(execution.state).toMatchObject({ outcome: { kind: "refused", reason: "unreachable", fault: FAULT } });
  });
});

describe("a hold", () => {
  test("is announced once, and again for a new reason, and its time does not restart", () => {
    const held = looked(approved(), lagging(copied, 41));
    expect(held.execution.state).toMatchObject({
      kind: "held",
      hold: { reason: "lag", lagSeconds: 41, limitSeconds: 30, since: AT, until: AT + LIMITS.holdMs },
    });
    expect(held.events).toMatchObject([{ kind: "held" }]);
    const still = looked(held.execution, later(lagging(copied, 50), AT + 10_000));
    expect([still.events, still.effect]).toEqual([[], { kind: "wait", ms: TIMING.holdRetryMs }]);
    const locked = looked(still.execution, { ...later(copied, AT + 20_000), lockHolders: [holder(AT + 19_000)] });
    expect(locked.execution.state).toMatchObject({ kind: "held", hold: { reason: "locked", since: AT, until: AT + LIMITS.holdMs } });
    expect(locked.events).toHaveLength(1);
  });

  test("for people whose membership is unknown ends by itself, and says since when", () => {
    const held = looked(approved(), copied, AT, { standing: { kind: "unknown", since: AT - MINUTE } });
    expect(held.execution.state).toMatchObject({ hold: { reason: "people-unknown", unreadSince: AT - MINUTE } });
    expect(looked(held.execution, copied).effect.kind).toBe("prepare");
  });

  test.each([
    ["lag", lagging(copied, 41), {}, "lag-too-high"],
    ["a lock", { ...copied, lockHolders: [holder(AT)] }, {}, "workflow-locked"],
    ["unknown people", copied, { standing: { kind: "unknown" } as const }, "people-unknown-too-long"],
  ] as const)("for %s ends with that reason as the refusal, not merely with expired time", (_, reading, seen, reason) => {
    const held = looked(approved(), reading, AT, seen);
    const over = decideNext(held.execution, sight(seenOf(later(reading, AT + LIMITS.holdMs), seen)), at(AT + LIMITS.holdMs));
    expect(over.execution.state).toMatchObject({ outcome: { kind: "refused", reason } });
  });

  test("does not treat streams that a VDiff stops for a moment as a difference", () => {
    const { workflow } = copied;
    if (workflow === undefined) throw new Error("no workflow");
    const streams = workflow.streams.map((stream) => ({ ...stream, state: "Stopped", message: "for vdiff" }));
    const busy = { ...copied, workflow: { ...workflow, streams }, lockHolders: [holder(AT - 5_000)] };
    expect(looked(approved(), busy).execution.state).toMatchObject({ kind: "held", hold: { reason: "locked" } });
    expect(looked(approved(), { ...busy, lockHolders: [holder(AT - 10 * MINUTE)] }).execution.state.kind).toBe("ended");
  });
});

test("a switch that was cut off is finished by one call, without a soak while applications wait", () => {
  const { subject, rightAfter } = KILLED;
  const free = { ...rightAfter, lockHolders: [] };
  const execution = { ...approved(proposalOn(SWITCH, free, subject)), move: subject.move };
  const decided = decideNext(execution, sight(seenOf(free, {}, subject)), at(AT, { move: moveOf(subject) }));
  expect(decided.effect.kind).toBe("prepare");
  expect(leftOf(execution)).toEqual([{ kind: "call", tabletTypes: ["PRIMARY", "REPLICA", "RDONLY"] }]);
});

const stateAfter = (execution: Execution, reading: Reading, change: Partial<Seen> = {}, around: Parameters<typeof at>[1] = {}) =>
  decideNext(execution, sight(seenOf(reading, change)), at(reading.at, around)).execution.state;

describe("what a look finds", () => {
  const moveless = { move: undefined };

  test("ends an execution whose move has no record any more, in the soak as well", () => {
    expect(stateAfter(approved(), copied, {}, moveless)).toMatchObject({ outcome: { reason: "workflow-missing" } });
    const inSoak = soaking(approved(), AT + LIMITS.soakMs);
    expect(stateAfter(inSoak, later(readsSwitched, AT + MINUTE), {}, moveless)).toMatchObject({ outcome: { reason: "workflow-missing" } });
  });

  test("is named where it is a difference in the soak, or what preflight finds", () => {
    const inSoak = soaking(approved(), AT + LIMITS.soakMs);
    const differs = stateAfter(inSoak, later(copied, AT + MINUTE));
    expect(differs.kind === "ended" && differs.outcome.kind === "refused" && differs.outcome.difference.length).toBeGreaterThan(0);
    expect(stateAfter(approved(), copied, { blocked: ["a schema change runs"] })).toMatchObject({
      outcome: { difference: ["a schema change runs"] },
    });
  });

  test("is no goal reached by others once a step of its own is done", () => {
    const inSoak = soaking(approved(), AT);
    const ready = looked(inSoak, later(readsSwitched, AT)).execution;
    expect(looked(ready, later(switched, AT)).execution.state).not.toMatchObject({ outcome: { kind: "already-so" } });
  });

  test("is a lag, which excuses no difference", () => {
    expect(stateAfter(approved(), lagging(readsSwitched, 90))).toMatchObject({ outcome: { reason: "state-changed" } });
  });

  test("names who holds the lock for longest", () => {
    const locked = { ...copied, lockHolders: [holder(AT - 1_000), holder(AT - 9_000)] };
    expect(stateAfter(approved(), locked)).toMatchObject({ kind: "held", hold: { reason: "locked", holder: { since: AT - 9_000 } } });
  });

  test("does not name a time at which people were last known if there was none", () => {
    const state = stateAfter(approved(), copied, { standing: { kind: "unknown" } });
    expect(Object.keys(state.kind === "held" ? state.hold : {}).toSorted()).toEqual(["reason", "since", "until"]);
  });
});

const lagLimit = (operation: WorkflowOperation, reading: Reading): number | undefined => {
  const { state } = looked(approved(proposalOn(operation, later(reading, AT))), later(reading, AT)).execution;
  return state.kind === "held" && state.hold.reason === "lag" ? state.hold.limitSeconds : undefined;
};

const optionsOfLag = (ms: number) => ({ ...SWITCH_DEFAULTS, maxReplicationLagAllowedMs: ms });

test("the lag that was asked for and the one that the policy allows both hold a switch, the stricter one first", () => {
  expect(lagLimit({ verb: "switch", options: optionsOfLag(10_000) }, lagging(copied, 90))).toBe(10);
  expect(lagLimit({ verb: "switch", options: optionsOfLag(80_000) }, lagging(copied, 90))).toBe(LIMITS.maxLagSeconds);
  const { reverse } = switched;
  if (reverse === undefined) throw new Error("no reverse workflow");
  const slow: Reading = { ...switched, reverse: { ...reverse, lag: { kind: "seconds", value: 90 } } };
  expect(lagLimit({ verb: "reverse", options: optionsOfLag(10_000) }, slow)).toBe(10);
});

describe("a freeze", () => {
  const FREEZE = { keyspace: "customer", by: moveOf(UNSHARDED.subject).askedBy, until: AT + MINUTE, reason: "sale" };

  test("holds an approved switch before its call for as long as the approval may be used, also when it comes after the look", () => {
    const held = decideNext(approved(), sight(seenOf(later(copied, AT))), at(AT, { freeze: FREEZE }));
    expect(held).toMatchObject({ effect: { kind: "wait" }, events: [{ kind: "held" }] });
    expect(held.execution.state).toMatchObject({ kind: "held", hold: { reason: "freeze", until: held.execution.useBy } });
    const prepared = { kind: "prepared", seen: seenOf(copied), snapshot: "r-7", turnUntil: AT + 10 * MINUTE } as const;
    expect(decideNext(approved(), prepared, at(AT, { freeze: FREEZE })).effect.kind).toBe("look");
  });

  test("that is over lets it go on, and leaves other waits their whole time", () => {
    const limits = { ...LIMITS, holdMs: MINUTE };
    const held = decideNext(approved(), sight(seenOf(later(copied, AT))), at(AT, { freeze: FREEZE, limits })).execution;
    const now = AT + 2 * MINUTE;
    expect(decideNext(held, sight(seenOf(later(copied, now))), at(now, { limits })).effect.kind).toBe("prepare");
    const lags = decideNext(held, sight(seenOf(later(lagging(copied, 90), now))), at(now, { limits })).execution;
    expect(lags.state).toMatchObject({ kind: "held", hold: { reason: "lag", since: now, until: now + MINUTE } });
  });

  test("that lasts too long ends it as frozen, without a call", () => {
    const execution = approved(proposalOn(SWITCH), { useBy: AT + MINUTE });
    const held = decideNext(execution, sight(seenOf(later(copied, AT))), at(AT, { freeze: FREEZE })).execution;
    const after = decideNext(held, sight(seenOf(later(copied, AT + MINUTE))), at(AT + MINUTE, { freeze: FREEZE })).execution;
    expect(after.state).toMatchObject({ kind: "ended", outcome: { kind: "refused", reason: "in-freeze" } });
  });
});
