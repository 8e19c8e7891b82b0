import { describe, expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Seen, Sight } from "../../../src/core/operation/execution/sight.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { KILLED, moveOf, SWITCH, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
import { approved, AT, at, later, leftOf, LIMITS, MINUTE, proposalOn, seenOf, soaking, TIMING } from "./given.ts";

const { copied, readsSwitched, switched } = UNSHARDED;
const FAULT = { kind: "unreachable", text: "no vtctld answered" } as const;

function sight(seen: Seen): Sight {
  return { kind: "seen", seen };
}

/** The decision after the next reading. */
function looked(execution: Execution, reading: Reading, now = reading.at, change: Partial<Seen> = {}) {
  return decideNext(execution, sight(seenOf(reading, change)), at(now));
}

function lagging(reading: Reading, value: number): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow");
  return { ...reading, workflow: { ...reading.workflow, lag: { kind: "seconds", value } } };
}

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

describe("a soak", () => {
  const until = AT + LIMITS.soakMs;
  const inSoak = soaking(approved(), until);

  test("is checked every 15 seconds, and wakes no later than its end", () => {
    const at1 = looked(inSoak, later(readsSwitched, AT + MINUTE));
    expect([at1.execution, at1.effect]).toEqual([inSoak, { kind: "wait", ms: TIMING.soakLookMs }]);
    expect(looked(inSoak, later(readsSwitched, until - 2_000)).effect).toEqual({ kind: "wait", ms: 2_000 });
  });

  test("is followed by a full reading, because it did not run preflight", () => {
    const over = looked(inSoak, later(readsSwitched, until));
    expect(over.execution.state).toEqual({ kind: "ready", left: [{ kind: "call", tabletTypes: ["PRIMARY"] }] });
    expect(over.effect).toEqual({ kind: "look", afterMs: 0 });
    const blocked = looked(over.execution, later(readsSwitched, until), until, { blocked: ["a schema change runs"] });
    expect(blocked.execution.state).toMatchObject({ outcome: { reason: "preflight-blocked", readsSwitched: true } });
  });

  test("ends if the reads are back at the source, even at its very end", () => {
    for (const now of [AT + MINUTE, until]) {
      const { execution } = looked(inSoak, later(copied, now));
      expect(execution.state).toMatchObject({ outcome: { kind: "refused", reason: "state-changed", readsSwitched: true } });
    }
  });

  test("ends if the workflow is gone, and says so", () => {
    const gone = later(UNSHARDED.completed, AT + MINUTE);
    expect(looked(inSoak, gone).execution.state).toMatchObject({ outcome: { reason: "workflow-missing" } });
    // A reverse deletes and recreates it: whoever holds the lock may be between the two.
    expect(looked(inSoak, { ...gone, lockHolders: [holder(AT + MINUTE)] }).execution.state.kind).toBe("soaking");
  });

  test("ignores somebody else holding the lock", () => {
    const locked = { ...later(copied, AT + MINUTE), lockHolders: [holder(AT + MINUTE)] };
    expect(looked(inSoak, locked).execution).toBe(inSoak);
  });
});

describe("an abandoned call of Tandem's own that arrived late", () => {
  const given = {
    tabletTypes: ["REPLICA", "RDONLY"],
    did: "nothing",
    startedAt: AT,
    endedAt: AT + 8_000,
    fault: { kind: "interrupted", text: "" },
  } as const;
  const execution = approved(proposalOn(SWITCH), { done: [given] });

  test("has done its step: the soak follows, and no difference is announced", () => {
    const { execution: after } = looked(execution, later(readsSwitched, AT + MINUTE));
    expect(after.done).toMatchObject([{ did: "step" }]);
    expect(after.state.kind).toBe("soaking");
  });

  test("explains nothing if its step was not done", () => {
    expect(looked(execution, later(copied, AT + MINUTE)).effect.kind).toBe("prepare");
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
