import { describe, expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { StepAhead } from "../../../src/core/rules/turns.ts";
import type { Sight } from "../../../src/core/operation/execution/sight.ts";
import { SWITCH, UNSHARDED } from "../moments.ts";
import { approved, AT, at, lagging, later, LIMITS, looked, MOVE, proposalOn, seenOf, TIMING } from "./given.ts";

const { copied } = UNSHARDED;

const preparedUntil = (turnUntil?: number): Sight => ({
  kind: "prepared",
  seen: seenOf(copied),
  snapshot: "r-7",
  ...(turnUntil === undefined ? {} : { turnUntil }),
});

describe("a step that waits for the turn of another", () => {
  const ahead: StepAhead = { move: MOVE.name, verb: "switch", since: AT - 5_000 };
  const inLine = (by: StepAhead = ahead): Sight => ({ kind: "in-line", for: by });
  const held = decideNext(approved(), inLine(), at(AT));

  test("is held, and told once for the same step ahead", () => {
    expect(held.execution.state).toMatchObject({
      kind: "held",
      hold: { reason: "rules-in-use", by: ahead, since: AT, until: AT + LIMITS.holdMs },
    });
    expect(held.events).toMatchObject([{ kind: "held" }]);
    expect(decideNext(held.execution, inLine(), at(AT + 5_000)).events).toEqual([]);
    const others: readonly StepAhead[] = [
      { ...ahead, verb: "reverse" },
      { ...ahead, since: AT },
    ];
    for (const other of others)
      expect(decideNext(held.execution, inLine(other), at(AT + 5_000)).events).toMatchObject([
        { kind: "held", hold: { by: other, since: AT } },
      ]);
  });

  test("goes back to look, and its wait for the turn still counts as one", () => {
    const back = looked(held.execution, later(copied, AT + 6_000));
    expect([back.execution.state, back.effect.kind]).toMatchObject([
      { kind: "ready", inLine: { reason: "rules-in-use", since: AT } },
      "prepare",
    ]);
    const again = decideNext(back.execution, inLine(), at(AT + 7_000));
    expect([again.execution.state, again.events]).toMatchObject([{ kind: "held", hold: { since: AT } }, []]);
    const once = looked(back.execution, later(copied, AT + 8_000));
    expect(once.execution.state).toMatchObject({ kind: "ready", inLine: { since: AT } });
    const late = looked(once.execution, later(copied, AT + LIMITS.useByMs));
    expect(late.execution.state).toMatchObject({ outcome: { kind: "refused", reason: "rules-in-use" } });
  });

  test("is refused at the end of its hold, not before, and never after its time to use", () => {
    expect(decideNext(held.execution, inLine(), at(AT + LIMITS.holdMs - 1)).execution.state.kind).toBe("held");
    expect(decideNext(held.execution, inLine(), at(AT + LIMITS.holdMs)).execution.state).toMatchObject({
      outcome: { reason: "rules-in-use" },
    });
    const short = decideNext(approved(proposalOn(SWITCH), { useBy: AT + 3_000 }), inLine(), at(AT));
    expect(short.execution.state).toMatchObject({ hold: { until: AT + 3_000 } });
  });

  test("after another hold carries no wait for a turn along", () => {
    const lag = looked(approved(), lagging(copied, 41));
    expect(Object.keys(looked(lag.execution, copied).execution.state)).toEqual(["kind", "left"]);
    expect(decideNext(lag.execution, inLine(), at(AT)).effect).toEqual({ kind: "look", afterMs: 0 });
  });

  test("is recorded only while the turn lasts until the call cannot leave any more", () => {
    const kind = (turnUntil?: number) => decideNext(approved(), preparedUntil(turnUntil), at(AT)).execution.state.kind;
    const until = AT + TIMING.takeOverAfterMs;
    expect([kind(until), kind(until - 1), kind()]).toEqual(["calling", "ready", "ready"]);
    expect(decideNext(held.execution, preparedUntil(until), at(AT)).effect).toEqual({ kind: "look", afterMs: 0 });
  });
});
