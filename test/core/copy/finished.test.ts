import { describe, expect, test } from "vitest";
import { type FinishedCopy, judgeEstimates, listEarlierRates, recordCopy } from "../../../src/core/copy/finished.ts";
import { measurePace } from "../../../src/core/copy/pace.ts";
import type { CountedRows } from "../../../src/core/copy/row-sources.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { sayEstimatesHeld } from "../../../src/slack/wording/estimates.ts";

const WF = "commerce2customer" as WorkflowName;
const BEGAN = Date.parse("2026-11-20T22:14:00Z");
const MINUTE = 60_000;

/** A copy of ten minutes that is read every ten seconds. */
function samples(change: (minute: number) => Partial<Sample>): readonly Sample[] {
  return Array.from({ length: 60 }, (_, n): Sample => {
    const at = BEGAN + n * 10_000;
    return {
      at,
      done: 0,
      rowsCopied: 0n,
      tablesDone: 0,
      keys: "",
      throttled: false,
      rowsDone: BigInt(n) * 1_000n,
      by: "counters",
      ...change(n / 6),
    };
  });
}

function sampleAt(second: number, rowsDone: bigint): Sample {
  return { at: BEGAN + second * 1000, done: 0, rowsCopied: 0n, tablesDone: 0, keys: "", throttled: false, rowsDone, by: "counters" };
}

function countedRows(done: bigint): CountedRows {
  return { by: "counters", done, total: 600_000n, pointsOff: 3 };
}

function finished(minute: number, isHeld: boolean, rows = 600_000n): FinishedCopy {
  const finishedAt = BEGAN + minute * MINUTE;
  const estimate = { from: finishedAt - MINUTE, to: finishedAt + (isHeld ? MINUTE : -1) };
  return { workflow: WF, startedAt: finishedAt - 10 * MINUTE, finishedAt, rows, estimate, told: 50, held: isHeld ? 50 : 10, throttled: 0 };
}

describe("the record of a finished copy", () => {
  test("keeps what stood on the card after a tenth of the time, and how many later readings held", () => {
    const end = BEGAN + 10 * MINUTE;
    const ready = (minute: number) => ({ from: end - MINUTE, to: minute < 5 ? end - 1 : end + MINUTE });
    const copy = recordCopy(
      WF,
      samples((minute) => ({ ready: ready(minute), throttled: minute > 7.5 })),
      end,
    );
    expect(copy).toEqual({
      workflow: WF,
      startedAt: BEGAN,
      finishedAt: end,
      rows: 59_000n,
      estimate: { from: end - MINUTE, to: end - 1 },
      told: 54,
      held: 30,
      throttled: 14 / 59,
    });
  });

  test("is not made of a copy whose end nobody saw, and has no estimate where none was given", () => {
    expect(
      recordCopy(
        WF,
        samples(() => ({})),
        BEGAN + 20 * MINUTE,
      ),
    ).toBeUndefined();
    expect(recordCopy(WF, [], BEGAN)).toBeUndefined();
    expect(
      recordCopy(
        WF,
        samples(() => ({})),
        BEGAN + 10 * MINUTE,
      ),
    ).not.toHaveProperty("estimate");
  });

  test("begins with the copy that began last", () => {
    const anew = samples((minute) => ({ tablesDone: minute < 5 ? 1 : 0 }));
    expect(recordCopy(WF, anew, BEGAN + 10 * MINUTE)?.startedAt).toBe(BEGAN + 5 * MINUTE);
  });
});

describe("how earlier estimates did", () => {
  const seven = [true, true, false, true, true, true, false].map((isHeld, n) => finished(100 - n, isHeld));

  test("is said of the last six", () => {
    expect(judgeEstimates(seven)).toEqual({ of: 6, held: 5 });
    expect(sayEstimatesHeld(seven.toReversed())).toBe("The last 6 estimates here held in 5.");
  });

  test.each([
    [[], undefined],
    [[finished(1, true)], "The last estimate here held."],
    [[finished(1, false)], "The last estimate here did not hold."],
    [[finished(1, false), finished(2, false)], "The last 2 estimates here held in none."],
  ])("is said of as many as there are: %#", (copies, words) => {
    expect(sayEstimatesHeld(copies)).toBe(words);
  });
});

describe("in its first minutes a copy is estimated with the rates of earlier ones", () => {
  const earlier = listEarlierRates([finished(1, true), finished(2, true, 1_200_000n)]);

  test("before it has a rate of its own", () => {
    expect(earlier).toEqual([2, 1]);
    const first = [sampleAt(0, 0n)];
    expect(measurePace(first, countedRows(0n), BEGAN, earlier).eta?.fromMs).toBeLessThan(5 * MINUTE);
    expect(measurePace(first, countedRows(0n), BEGAN, earlier).eta?.toMs).toBeGreaterThan(10 * MINUTE);
    expect(measurePace(first, countedRows(0n), BEGAN).eta).toBeUndefined();
  });

  test("but not while nothing advances, nor once a tenth of it has been seen", () => {
    const still = [sampleAt(0, 0n)];
    expect(measurePace(still, countedRows(0n), BEGAN + 30_000, earlier).eta).toBeUndefined();
    const fast = [sampleAt(0, 0n), sampleAt(10, 100_000n)];
    expect(measurePace(fast, countedRows(200_000n), BEGAN + 20_000, earlier)).toEqual(
      measurePace(fast, countedRows(200_000n), BEGAN + 20_000),
    );
  });
});
