import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keepFollowPace } from "../../../src/slack/outbound/follow-pace.ts";
import { decidePace } from "../../../src/slack/outbound/pace.ts";
import type { ShownCard } from "../../../src/slack/outbound/shown.ts";

const AT = Date.parse("2026-03-03T09:00:00Z");
const SHOWN: ShownCard = { askedAt: AT, at: AT, state: "copying", words: "10 %, read 09:00", facts: "10 %, read" };
const after = (ms: number, change: Partial<ShownCard> = {}): ShownCard => ({ ...SHOWN, at: AT + ms, ...change });
const NUMBERS = { words: "11 %, read 09:00", facts: "11 %, read" };
const CLOCK = { words: "10 %, read 09:01" };

describe("the pace at which a channel follows", () => {
  test.each([
    ["new numbers wait for it", after(60_000, NUMBERS), { kind: "wait", ms: 240_000 }],
    ["and go when its time has come", after(300_000, NUMBERS), { kind: "send" }],
    ["a new clock time waits too", after(60_000, CLOCK), { kind: "wait", ms: 240_000 }],
    ["a new state never waits", after(1_000, { state: "switched", ...NUMBERS }), { kind: "send" }],
    ["nothing new stays nothing", after(600_000), { kind: "skip" }],
    ["Slack's own limits still hold", after(298_000, NUMBERS), { kind: "wait", ms: 102_000 }, 200],
  ])("%s", (_words, wanted, pace, liveCards = 1) => {
    expect(keepFollowPace(decidePace(SHOWN, wanted, liveCards), SHOWN, wanted, 300_000)).toEqual(pace);
  });
});

describe("the pace of a card", () => {
  test.each([
    ["a card that was never shown", undefined, after(0), 1, { kind: "send" }],
    ["nothing new", SHOWN, after(60_000), 1, { kind: "skip" }],
    ["a new state, at once", SHOWN, after(1, { state: "switched", ...NUMBERS }), 50, { kind: "send" }],
    ["new numbers after 3 s", SHOWN, after(3_000, NUMBERS), 1, { kind: "wait", ms: 2_000 }],
    ["new numbers after 5 s", SHOWN, after(5_000, NUMBERS), 2, { kind: "send" }],
    ["new numbers after 5 s, with 10 live cards", SHOWN, after(5_000, NUMBERS), 10, { kind: "wait", ms: 15_000 }],
    ["a new clock time after 29 s", SHOWN, after(29_000, CLOCK), 1, { kind: "skip" }],
    ["a new clock time after 30 s", SHOWN, after(30_000, CLOCK), 1, { kind: "send" }],
    ["a new clock time after 30 s, with 40 live cards", SHOWN, after(30_000, CLOCK), 40, { kind: "skip" }],
  ])("%s", (_words, shown, wanted, liveCards, pace) => {
    expect(decidePace(shown, wanted, liveCards)).toEqual(pace);
  });

  test("with readings every second, the numbers of all live cards together leave a quarter of the 40 edits a minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (liveCards) => {
        let shown = SHOWN;
        let sent = 0;
        for (let ms = 1_000; ms <= 600_000; ms += 1_000) {
          const wanted = after(ms, { words: String(ms), facts: String(ms) });
          if (decidePace(shown, wanted, liveCards).kind !== "send") continue;
          shown = wanted;
          sent += 1;
        }
        expect((sent * liveCards) / 10).toBeLessThanOrEqual(30);
      }),
    );
  });

  test("a clock that went back never delays a card for longer than its interval", () => {
    expect(decidePace(SHOWN, after(-3_600_000, NUMBERS), 1)).toEqual({ kind: "wait", ms: 5_000 });
  });
});
