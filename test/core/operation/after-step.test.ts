import { describe, expect, test } from "vitest";
import { decideAfterStep } from "../../../src/core/operation/execution/after-step.ts";
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
