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
    ["and go when its time has come", after(300_000, NUMBERS), { kind: "send", urgency: "numbers" }],
    ["a new clock time waits too", after(60_000, CLOCK), { kind: "wait", ms: 240_000 }],
    ["a new state never waits", after(1_000, { state: "switched", ...NUMBERS }), { kind: "send", urgency: "state" }],
    ["nothing new stays nothing", after(600_000), { kind: "skip" }],
    ["Slack's own limits still hold", after(298_000, NUMBERS), { kind: "wait", ms: expect.closeTo(302_000, 0) }, 460],
  ])("%s", (_words, wanted, pace, changing = 1) => {
    expect(keepFollowPace(decidePace(SHOWN, wanted, { all: changing, before: 0 }), SHOWN, wanted, 300_000)).toEqual(pace);
  });
});

describe("the pace of a card", () => {
  test.each([
    ["a card that was never shown", undefined, after(0), 1, { kind: "send", urgency: "state" }],
    ["nothing new", SHOWN, after(60_000), 1, { kind: "skip" }],
    ["a new state, at once", SHOWN, after(1, { state: "switched", ...NUMBERS }), 50, { kind: "send", urgency: "state" }],
    ["new numbers after 2 s", SHOWN, after(2_000, NUMBERS), 1, { kind: "wait", ms: 2_000 }],
    ["new numbers after 4 s", SHOWN, after(4_000, NUMBERS), 2, { kind: "send", urgency: "numbers" }],
    ["new numbers after 5 s, where 46 cards change", SHOWN, after(5_000, NUMBERS), 46, { kind: "wait", ms: 55_000 }],
    ["a new clock time after 29 s", SHOWN, after(29_000, CLOCK), 0, { kind: "skip" }],
    ["a new clock time after 30 s", SHOWN, after(30_000, CLOCK), 0, { kind: "send", urgency: "clock" }],
  ])("%s", (_words, shown, wanted, all, pace) => {
    expect(decidePace(shown, wanted, { all, before: 0 })).toEqual(pace);
  });

  test("with readings every second, the numbers of all cards together are at most the 46 edits a minute of the budget", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (changing) => {
        let shown = SHOWN;
        let sent = 0;
        for (let ms = 1_000; ms <= 600_000; ms += 1_000) {
          const wanted = after(ms, { words: String(ms), facts: String(ms) });
          if (decidePace(shown, wanted, { all: changing, before: 0 }).kind !== "send") continue;
          shown = wanted;
          sent += 1;
        }
        expect((sent * changing) / 10).toBeLessThanOrEqual(46);
      }),
    );
  });

  test("a card whose turn has come lets those go first that waited longer, each for one edit's time", () => {
    const wanted = after(60_000, NUMBERS);
    expect(decidePace(SHOWN, wanted, { all: 46, before: 3 })).toMatchObject({ kind: "wait", ms: expect.closeTo(3_913, 0) });
    expect(decidePace(SHOWN, after(64_000, NUMBERS), { all: 46, before: 3 })).toEqual({ kind: "send", urgency: "numbers" });
    expect(decidePace(SHOWN, after(30_000, NUMBERS), { all: 46, before: 45 })).toEqual({ kind: "wait", ms: 30_000 });
  });

  test("a clock that went back never delays a card for longer than its interval", () => {
    expect(decidePace(SHOWN, after(-3_600_000, NUMBERS), { all: 1, before: 0 })).toEqual({ kind: "wait", ms: 4_000 });
  });
});
