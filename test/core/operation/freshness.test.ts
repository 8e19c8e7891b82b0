import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  SEND_WITHIN_MS,
  TAKE_OVER_AFTER_MS,
  isFresh,
  startFreshnessCheck,
  type ClocksRead,
} from "../../../src/core/operation/request/freshness.ts";

/** A worker's clocks on 21 November 2026 at 04:00 UTC, two hours after its machine was started. */
const BEGUN: ClocksRead = { monotonicMs: 7_100_000.25, wallMs: Date.UTC(2026, 10, 21, 4), uptimeMs: 7_200_000 };

/** The same clocks, after this many milliseconds on each. */
function after(monotonicMs: number, wallMs = monotonicMs, uptimeMs = monotonicMs): ClocksRead {
  return {
    monotonicMs: BEGUN.monotonicMs + monotonicMs,
    wallMs: BEGUN.wallMs + wallMs,
    uptimeMs: BEGUN.uptimeMs + uptimeMs,
  };
}

describe("a call may be sent", () => {
  it.each([
    ["at once", after(0), true],
    ["3 s after its record", after(3_000), true],
    ["not a millisecond later", after(3_001), false],
    ["not after a suspend that only the wall clock and the uptime saw", after(12, 3_600_000, 3_600_000), false],
    ["not after a suspend that only the wall clock saw", after(12, 3_600_000, 12), false],
    ["not after a suspend that only the uptime saw, with the wall clock set back", after(12, 12, 3_600_000), false],
    ["not after a pause while the wall clock was set back", after(3_600_000, 12, 3_600_000), false],
    ["when the wall clock was corrected by a second", after(40, -960), true],
    ["not when the wall clock was set back by more", after(40, -1_001), false],
    ["not if the machine was rebooted in between", after(40, 40, -7_199_000), false],
    ["not if a clock gives no number", after(40, Number.NaN), false],
  ])("%s", (_when, now, may) => {
    expect(isFresh(BEGUN, now)).toBe(may);
  });

  it("within another limit if one is given", () => {
    expect(isFresh(BEGUN, after(101), 100)).toBe(false);
  });
});

it("no clock alone proves a call fresh: any one of them can end its time", () => {
  const clocks = fc.constantFrom("monotonicMs", "wallMs", "uptimeMs");
  const passed = fc.double({ min: 0, max: SEND_WITHIN_MS, noNaN: true });
  const tooLong = fc.double({ min: SEND_WITHIN_MS + 1, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(clocks, passed, passed, passed, tooLong, (clock, monotonic, wall, uptime, late) => {
      const now = after(monotonic, wall, uptime);
      expect(isFresh(BEGUN, now)).toBe(true);
      expect(isFresh(BEGUN, { ...now, [clock]: BEGUN[clock] + late })).toBe(false);
    }),
  );
});

it("the time of a call counts from the moment at which it was started", () => {
  let now = BEGUN;
  const isStillFresh = startFreshnessCheck(() => now);
  expect(isStillFresh()).toBe(true);
  now = after(2_999);
  expect(isStillFresh()).toBe(true);
  now = after(4_000);
  expect(isStillFresh()).toBe(false);
});

it("nobody takes a call over while it could still be sent", () => {
  expect(TAKE_OVER_AFTER_MS - SEND_WITHIN_MS).toBe(5_000);
});
