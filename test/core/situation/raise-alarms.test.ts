import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmCause, RaisedAlarm } from "../../../src/core/move/raised.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { followAlarms, type SeenTrouble } from "../../../src/core/situation/raise-alarms.ts";
import { ANA } from "../operation/model/people.ts";
import { countRuns } from "../../seed.ts";

const MINUTE = 60_000;
const OPERATORS = toChannelId("C0OPS");
const LIMITS = { alarmAfterMs: 5 * MINUTE, alarmAgainMs: 30 * MINUTE };
const TERMS = { limits: LIMITS, operators: OPERATORS };

type Said = readonly [minute: number, what: string];

interface Watched {
  readonly alarms: readonly RaisedAlarm[];
  /** What was said, and at which minute. */
  readonly said: readonly Said[];
}

interface Seen {
  readonly at: number;
  readonly causes?: readonly AlarmCause[];
  readonly unknown?: AlarmCause;
}

/** Readings one after the other; `take`: the minute at which Ana takes every alarm. */
function watched(
  readings: readonly Seen[],
  { terms = TERMS, take = Infinity }: { terms?: Parameters<typeof followAlarms>[3]; take?: number } = {},
): Watched {
  let alarms: readonly RaisedAlarm[] = [];
  const said: Said[] = [];
  for (const { at: minute, causes = [], unknown } of readings) {
    const at = minute * MINUTE;
    const seen = new Map<AlarmCause, SeenTrouble>(causes.map((cause) => [cause, { since: at }]));
    if (unknown !== undefined) seen.set(unknown, "unknown");
    if (minute >= take) alarms = alarms.map((one) => ({ takenBy: { by: ANA, at }, ...one }));
    const now = followAlarms(alarms, seen, at, terms);
    ({ alarms } = now);
    said.push(...now.raised.map(({ cause }): Said => [minute, `raised ${cause}`]));
    said.push(...now.noticed.map(({ alarm, isAgain }): Said => [minute, `${isAgain ? "again" : "noticed"} ${alarm.cause}`]));
    said.push(...now.cleared.map(({ cause, times }): Said => [minute, `clear ${cause} ${times}`]));
  }
  return { alarms, said };
}

/** One reading a minute from `from` on, as long as `pattern`: `x` shows the trouble, `.` does not. */
function minutes(pattern: string, cause: AlarmCause, from = 0): readonly Seen[] {
  return Array.from(pattern, (one, index) => ({ at: from + index, causes: one === "x" ? [cause] : [] }));
}

describe("an alarm is louder while it lasts", () => {
  test("a stream error: the thread at once, the operators after five minutes and every half hour, then the all clear", () => {
    expect(watched(minutes(`${"x".repeat(70)}......`, "stream-error")).said).toEqual([
      [0, "raised stream-error"],
      [5, "noticed stream-error"],
      [35, "again stream-error"],
      [65, "again stream-error"],
      [75, "clear stream-error 1"],
    ]);
  });

  test("what applications feel reaches the operators at once", () => {
    expect(watched(minutes("xx..", "source-writes-denied")).said).toEqual([
      [0, "raised source-writes-denied"],
      [0, "noticed source-writes-denied"],
      [3, "clear source-writes-denied 1"],
    ]);
  });

  test("nobody hears of it again once somebody has it, but the next occurrence is nobody's", () => {
    const again = minutes("xxxxxxx", "stalled", 70);
    const { said, alarms } = watched([...minutes("x".repeat(50), "stalled"), ...minutes("....", "stalled", 50), { at: 66 }, ...again], {
      take: 6,
    });
    expect(said).toEqual([
      [0, "raised stalled"],
      [5, "noticed stalled"],
      [66, "clear stalled 1"],
      [70, "raised stalled"],
    ]);
    expect(alarms.map(({ raisedAt }) => raisedAt)).toEqual([70 * MINUTE]);
  });

  test("without an operators' channel only the thread hears of it", () => {
    expect(watched(minutes("x".repeat(40), "no-source"), { terms: { limits: LIMITS } }).said).toEqual([[0, "raised no-source"]]);
  });

  test("0 means at once, and never again", () => {
    const terms = { limits: { alarmAfterMs: 0, alarmAgainMs: 0 }, operators: OPERATORS };
    expect(watched(minutes("x".repeat(90), "lag-grows"), { terms }).said).toEqual([
      [0, "raised lag-grows"],
      [0, "noticed lag-grows"],
    ]);
  });
});

describe("an error that comes and goes", () => {
  test("six times in twenty minutes is one alarm with its count", () => {
    const { said } = watched(minutes("x..x...x..x...x.x......", "stream-error"));
    expect(said).toEqual([
      [0, "raised stream-error"],
      [7, "noticed stream-error"],
      [22, "clear stream-error 6"],
    ]);
  });

  test.each<[pattern: string, raised: number]>([
    ["x.....", 1],
    ["x....x.....", 1],
    ["x.....x.....", 1],
    ["x......x.....", 2],
    ["x......x......x", 3],
  ])("as in %s is %i alarms: calm of five minutes ends one", (pattern, raised) => {
    const { said } = watched(minutes(pattern, "stream-error"));
    expect(said.filter(([, what]) => what.startsWith("raised"))).toHaveLength(raised);
  });

  test("a copy that moves for a moment and stalls again ten minutes later is one alarm", () => {
    const stalls = [0, 12, 24].flatMap((from) => [...minutes("xx", "stalled", from), { at: from + 2 }]);
    expect(watched([...stalls, { at: 40 }, { at: 41 }]).said).toEqual([
      [0, "raised stalled"],
      [12, "noticed stalled"],
      [41, "clear stalled 3"],
    ]);
  });

  test("a reading that cannot tell keeps the alarm as it is", () => {
    const { alarms, said } = watched([...minutes("x", "switched-not-finished"), { at: 9, unknown: "switched-not-finished" }]);
    expect([alarms.length, said.length]).toEqual([1, 2]);
  });
});

test("another alarm about the traffic takes the place of the first: it is news at once, nobody has it, and it began with the first", () => {
  const readings = [...minutes("xx", "source-writes-denied"), ...minutes("xx", "both-sides-deny-writes", 2)];
  const { alarms, said } = watched([...readings, { at: 4 }], { take: 1 });
  expect(alarms).toEqual([
    {
      cause: "both-sides-deny-writes",
      raisedAt: 2 * MINUTE,
      since: 0,
      lastAt: 3 * MINUTE,
      times: 1,
      calmSince: 4 * MINUTE,
      noticed: { channel: OPERATORS, at: 2 * MINUTE },
      takenBy: { by: ANA, at: 3 * MINUTE },
    },
  ]);
  expect(said.map(([, what]) => what)).toEqual([
    "raised source-writes-denied",
    "noticed source-writes-denied",
    "raised both-sides-deny-writes",
    "noticed both-sides-deny-writes",
  ]);
});

test("in any sequence of readings each alarm is raised once, cleared once where it was heard, and never repeated once somebody has it", () => {
  const causes = fc.constantFrom<AlarmCause[]>("stream-error", "stalled", "lag-grows", "no-source", "vdiff-still");
  const readings = fc.array(
    fc.record({ afterMs: fc.integer({ min: 1, max: 6 * MINUTE }), shown: fc.uniqueArray(causes), isTaken: fc.boolean() }),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(readings, (all) => {
      let alarms: readonly RaisedAlarm[] = [];
      let at = 0;
      for (const { afterMs, shown, isTaken } of all) {
        at += afterMs;
        const before = isTaken ? alarms.map((one) => ({ ...one, takenBy: { by: ANA, at } })) : alarms;
        const seen = new Map(shown.map((cause) => [cause, { since: at }] as const));
        const now = followAlarms(before, seen, at, TERMS);
        const open = before.map(({ cause }) => cause);
        // Raised only if it was not open, and then it stands.
        for (const { cause } of now.raised) expect([open.includes(cause), shown.includes(cause)]).toEqual([false, true]);
        for (const { alarm } of now.noticed) expect([alarm.takenBy, shown.includes(alarm.cause)]).toEqual([undefined, true]);
        // Nothing is lost: what was open stands or is cleared, and what shows is never cleared.
        const after = [...now.alarms, ...now.cleared].map(({ cause }) => cause).toSorted();
        expect(after).toEqual([...new Set([...open, ...shown])].toSorted());
        for (const { cause } of now.cleared) expect(shown).not.toContain(cause);
        ({ alarms } = now);
      }
    }),
    { numRuns: countRuns(200, 2_000) },
  );
});
