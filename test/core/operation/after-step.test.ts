import { describe, expect, test } from "vitest";
import { decideAfterStep } from "../../../src/core/operation/execution/after-step.ts";
import type { CallsLeft } from "../../../src/core/operation/request/operations.ts";
import { UNSHARDED } from "../moments.ts";
import { approved, AT, AT_ONCE, at, later, leftOf, LIMITS, MINUTE, proposalOn, seenOf, TIMING } from "./given.ts";
import { BEN } from "./model/people.ts";

const { readsSwitched, switched } = UNSHARDED;
const OFF = { by: BEN, reason: "the release is late", at: AT };
const done = [{ tabletTypes: ["REPLICA", "RDONLY"], did: "step", startedAt: AT, endedAt: AT + 1_000, snapshot: "r-7" }] as const;

describe("after the reads of a switch", () => {
  const execution = approved(undefined, { done });

  test("the soak follows, counted from the reading that showed them switched, and its line names the rules from before", () => {
    const seen = seenOf(later(readsSwitched, AT + 2_000));
    const { execution: after, events, effect } = decideAfterStep(execution, { left: leftOf(execution) }, seen, at(AT + 4_000));
    const until = AT + 2_000 + LIMITS.soakMs;
    expect(after.state).toMatchObject({ kind: "soaking", until });
    expect(events).toEqual([{ kind: "soaking", until, snapshot: "r-7" }]);
    expect(effect).toEqual({ kind: "wait", ms: TIMING.soakLookMs });
  });

  test("the next call has the same time again as the approval had", () => {
    const [short, long] = [AT + MINUTE, AT + 60 * MINUTE].map(
      (useBy) =>
        decideAfterStep({ ...execution, useBy }, { left: leftOf(execution) }, seenOf(later(readsSwitched, AT)), at(AT)).execution.useBy,
    );
    expect([short, long]).toEqual([AT + LIMITS.soakMs + LIMITS.useByMs, AT + 60 * MINUTE]);
  });

  test("nothing follows if somebody called the switch off", () => {
    const { execution: after } = decideAfterStep(
      execution,
      { left: leftOf(execution), callOff: OFF },
      seenOf(readsSwitched),
      at(AT + 4_000),
    );
    expect(after.state).toMatchObject({ outcome: { kind: "called-off", by: BEN, reason: "the release is late", readsSwitched: true } });
  });
});

describe("after the last step", () => {
  const execution = approved(proposalOn(AT_ONCE));

  test("the whole goal decides, not the last step alone", () => {
    const ended = (reading: typeof switched) =>
      decideAfterStep(execution, { left: leftOf(execution) }, seenOf(reading), at(reading.at)).execution.state;
    expect(ended(switched)).toMatchObject({ outcome: { kind: "succeeded" } });
    expect(ended(readsSwitched)).toMatchObject({ outcome: { kind: "unfinished", findings: ["reads-switched", "writes-not-switched"] } });
  });

  test("a call-off is too late if the goal is reached", () => {
    expect(
      decideAfterStep(execution, { left: leftOf(execution), callOff: OFF }, seenOf(switched), at(switched.at)).execution.state,
    ).toMatchObject({
      outcome: { kind: "succeeded" },
    });
  });
});

const decidedAfter = (...left: CallsLeft) => decideAfterStep(approved(), { left }, seenOf(later(readsSwitched, AT)), at(AT));

describe("after a step of a plan", () => {
  const WRITES = { kind: "call", tabletTypes: ["PRIMARY"] } as const;
  const READS = { kind: "call", tabletTypes: ["REPLICA", "RDONLY"] } as const;
  const SOAK = { kind: "soak", ms: MINUTE } as const;

  test("the next call is looked at anew where nothing soaks between them", () => {
    expect(decidedAfter(READS, WRITES)).toMatchObject({
      execution: { state: { kind: "ready", left: [WRITES] } },
      effect: { kind: "look", afterMs: 0 },
      events: [],
    });
    expect(decidedAfter(READS, WRITES, SOAK, WRITES).execution.state).toEqual({ kind: "ready", left: [WRITES, SOAK, WRITES] });
  });

  test("a soak leads to a call, or the plan is broken", () => {
    expect(() => decidedAfter(READS, SOAK)).toThrow("a plan ends with a soak");
    expect(() => decidedAfter(READS, SOAK, SOAK)).toThrow("a plan ends with a soak");
    expect(decidedAfter(READS, SOAK, WRITES).effect).toEqual({ kind: "wait", ms: TIMING.soakLookMs });
  });

  test("a short rest of a soak is waited for, and no longer", () => {
    const short = decideAfterStep(
      approved(),
      { left: [READS, { kind: "soak", ms: 5_000 }, WRITES] },
      seenOf(later(readsSwitched, AT)),
      at(AT + 2_000),
    );
    expect(short.effect).toEqual({ kind: "wait", ms: 3_000 });
  });
});
