import { describe, expect, test } from "vitest";
import { createExecution } from "../../../src/core/operation/execution/begin.ts";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Seen } from "../../../src/core/operation/execution/sight.ts";
import type { Window } from "../../../src/core/operation/request/window.ts";
import { SWITCH, UNSHARDED } from "../moments.ts";
import { approved, AT, at, lagging, later, LIMITS, MINUTE, proposalOn, requested, seenOf, sight, soaking, TIMING } from "./given.ts";

const { copied, readsSwitched, completed } = UNSHARDED;
const HOUR = 60 * MINUTE;
const OPENS = AT + 8 * HOUR;
const CLOSES = OPENS + 2 * HOUR;
const WINDOW: Window = { opens: OPENS, closes: CLOSES };

/** A switch that was approved for the night. */
function waiting(window: Window = WINDOW): Execution {
  return createExecution(requested(), proposalOn(SWITCH), { limits: LIMITS, now: AT, window });
}

function lookedAt(execution: Execution, now: number, change: Partial<Seen> = {}, window: Window | "closed" = WINDOW) {
  return decideNext(execution, sight(seenOf(later(copied, now), change)), at(now, { window }));
}

describe("a switch that was approved for a window", () => {
  test("is held from the start, so that an older worker cannot begin it, and may be used from the opening on", () => {
    const useBy = OPENS + LIMITS.useByMs;
    expect(waiting()).toMatchObject({ useBy, state: { kind: "held", hold: { reason: "window", ...WINDOW, since: AT, until: useBy } } });
    const short = { opens: OPENS, closes: OPENS + MINUTE };
    expect(waiting(short)).toMatchObject({ useBy: OPENS + MINUTE });
  });

  test("is not held in its window, which bounds how long it may be used", () => {
    expect(waiting({ opens: AT - HOUR, closes: AT + MINUTE })).toMatchObject({ useBy: AT + MINUTE, state: { kind: "ready" } });
  });

  test("is compared with what was approved now and then, and wakes at the opening", () => {
    const early = lookedAt(waiting(), AT + MINUTE);
    expect(early).toMatchObject({ execution: { state: { kind: "held" } }, effect: { kind: "wait", ms: TIMING.windowLookMs }, events: [] });
    expect(lookedAt(waiting(), OPENS - 3_000).effect).toEqual({ kind: "wait", ms: 3_000 });
  });

  test("waits for the opening while Vitess cannot be read", () => {
    const fault = { kind: "unreachable", text: "" } as const;
    const { effect } = decideNext(waiting(), { kind: "unreadable", fault }, at(OPENS - 2_000, { window: WINDOW }));
    expect(effect).toEqual({ kind: "wait", ms: 2_000 });
  });

  test("does not mind before the opening what may pass by itself", () => {
    const seen = { ...seenOf(lagging(later(copied, AT + HOUR), 500)), blocked: ["a schema change runs"] };
    expect(decideNext(waiting(), sight(seen), at(AT + HOUR, { window: WINDOW })).execution.state.kind).toBe("held");
    expect(lookedAt(waiting(), AT + HOUR, { standing: { kind: "unknown" } }).execution.state.kind).toBe("held");
  });

  test.each([
    ["an approver left", copied, { standing: { kind: "lost" } as const }, "approver-lost"],
    ["the policy asks for more", copied, { standing: { kind: "raised" } as const }, "policy-raised"],
    ["the reads were switched", readsSwitched, {}, "state-changed"],
    ["the workflow is gone", completed, {}, "workflow-missing"],
  ] as const)("ends before the opening if %s", (_, reading, change, reason) => {
    const { execution } = decideNext(waiting(), sight(seenOf(later(reading, AT + HOUR), change)), at(AT + HOUR, { window: WINDOW }));
    expect(execution.state).toMatchObject({ kind: "ended", outcome: { kind: "refused", reason } });
  });

  test("is looked at whole when the window opens, before it is prepared", () => {
    const opened = lookedAt(waiting(), OPENS, {}, { opens: OPENS, closes: CLOSES });
    expect(opened).toMatchObject({ execution: { state: { kind: "ready" } }, effect: { kind: "look", afterMs: 0 } });
    const next = lookedAt(opened.execution, OPENS + 1_000, {}, { opens: OPENS + 1_000, closes: CLOSES });
    expect(next.effect.kind).toBe("prepare");
    const blocked = lookedAt(opened.execution, OPENS + 1_000, { blocked: ["a schema change runs"] }, { opens: OPENS + 1_000 });
    expect(blocked.execution.state).toMatchObject({ outcome: { reason: "preflight-blocked" } });
  });

  test("is held by lag at the opening from then on, not since the evening", () => {
    const { execution } = lookedAt(waiting(), OPENS, {}, { opens: OPENS, closes: CLOSES });
    const now = OPENS + 1_000;
    const held = decideNext(
      execution,
      sight(seenOf(lagging(later(copied, now), 500))),
      at(now, { window: { opens: now, closes: CLOSES } }),
    );
    expect(held.execution.state).toMatchObject({ kind: "held", hold: { reason: "lag", since: now, until: OPENS + LIMITS.useByMs } });
  });

  test("is not begun when its window has closed, or long after the opening", () => {
    const missed = { kind: "ended", outcome: { kind: "refused", reason: "window-missed" } };
    expect(lookedAt(waiting(), CLOSES, {}, "closed").execution.state).toMatchObject(missed);
    const late = OPENS + LIMITS.useByMs;
    expect(lookedAt(waiting(), late, {}, { opens: late, closes: CLOSES }).execution.state).toMatchObject(missed);
  });

  test("does not wait for the next night when it could not begin in this one", () => {
    const { execution } = lookedAt(waiting(), OPENS, {}, { opens: OPENS, closes: CLOSES });
    const held = decideNext(
      execution,
      sight(seenOf(lagging(later(copied, OPENS), 500))),
      at(OPENS, { window: { opens: OPENS, closes: CLOSES } }),
    ).execution;
    const tomorrow = { opens: OPENS + 24 * HOUR, closes: CLOSES + 24 * HOUR };
    expect(lookedAt(held, CLOSES, {}, tomorrow).execution.state).toMatchObject({ outcome: { kind: "refused", reason: "lag-too-high" } });
  });

  test("is held by a freeze from the opening on, until its window closes", () => {
    const freeze = { until: CLOSES + HOUR, reason: "sale" };
    const frozen = (execution: Execution, now: number, window: Window) =>
      decideNext(execution, sight(seenOf(later(copied, now))), at(now, { window, freeze }));
    expect(frozen(waiting(), AT + HOUR, WINDOW).execution.state).toMatchObject({ kind: "held", hold: { reason: "window" } });
    const opened = frozen(waiting(), OPENS, WINDOW).execution;
    const { execution: held, events } = frozen(opened, OPENS + 1_000, { opens: OPENS + 1_000, closes: CLOSES });
    const until = OPENS + LIMITS.useByMs;
    expect(held.state).toMatchObject({ kind: "held", hold: { reason: "freeze", freeze, since: OPENS + 1_000, until } });
    expect(events).toMatchObject([{ kind: "held", hold: { reason: "freeze" } }]);
    const thawed = decideNext(
      held,
      sight(seenOf(later(copied, until - 1))),
      at(until - 1, { window: { opens: until - 1, closes: CLOSES } }),
    );
    expect(thawed.effect.kind).toBe("prepare");
    const tomorrow = { opens: OPENS + 24 * HOUR, closes: CLOSES + 24 * HOUR };
    expect(frozen(held, CLOSES, tomorrow).execution.state).toMatchObject({ outcome: { kind: "refused", reason: "in-freeze" } });
  });

  test("is not recorded if the window closed after the look", () => {
    const prepared = { kind: "prepared", seen: seenOf(later(copied, AT)), snapshot: "r-7", turnUntil: AT + HOUR } as const;
    expect(decideNext(approved(), prepared, at(AT + 10, { window: "closed" })).execution.state.kind).toBe("ready");
    expect(decideNext(approved(), prepared, at(AT + 10, { window: { opens: AT } })).execution.state.kind).toBe("calling");
  });

  test("is held by a policy whose hours were set since the approval", () => {
    const { execution, events } = lookedAt(approved(), AT);
    expect(execution).toMatchObject({ useBy: OPENS + LIMITS.useByMs, state: { kind: "held", hold: { reason: "window", opens: OPENS } } });
    expect(events).toMatchObject([{ kind: "held", hold: { reason: "window" } }]);
  });

  test("is looked at whole, too, when the policy's hours were taken away while it waited for them", () => {
    const freed = decideNext(waiting(), sight(seenOf(later(copied, AT + HOUR))), at(AT + HOUR));
    expect(freed).toMatchObject({
      execution: { useBy: AT + HOUR + LIMITS.useByMs, state: { kind: "ready" } },
      effect: { kind: "look", afterMs: 0 },
    });
  });

  test("is finished whatever the clock once it has begun", () => {
    const soaked = soaking(approved(), AT + 5 * MINUTE);
    const now = AT + 6 * MINUTE;
    const writes = decideNext(soaked, sight(seenOf(later(readsSwitched, now))), at(now, { window: "closed" }));
    expect(writes.execution.state.kind).toBe("ready");
    const next = decideNext(writes.execution, sight(seenOf(later(readsSwitched, now))), at(now, { window: "closed" }));
    expect(next.effect.kind).toBe("prepare");
  });
});
