import { describe, expect, test } from "vitest";
import { computeProgress, takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import type { Instant, Reading, TableSize } from "../../../src/core/readings/readings.ts";
import { count } from "../../counts.ts";
import { recordedReadings, recordedSizes } from "../../slack/move/recorded.ts";
import { BEGAN, type Counted, readingOf, recordedCounters, recordedKeys, recordedSeconds, recordedTimes } from "./counted.ts";

/** A recorded copy from its first reading on, and when the first one after it was. */
interface Recorded {
  readonly readings: readonly Reading[];
  readonly sizes: readonly TableSize[];
  readonly end: Instant;
}

function readByVitess(scenario: string, workflow: string): Recorded {
  const readings = recordedReadings(scenario, workflow);
  const end = readings.find((one) => one.workflow !== undefined && !isCopying(one.workflow))?.at ?? 0;
  return { readings: readings.filter(({ at }) => at < end), sizes: recordedSizes(scenario), end };
}

function readByCounters(moments: readonly (readonly Counted[])[], times: readonly Instant[], end: Instant): Recorded {
  const readings = moments.map((tables, n) => readingOf(tables, times[n] ?? end));
  return { readings: readings.filter(({ at }) => at < end), sizes: [], end };
}

function readKeys(name: "true-rows" | "true-rows-2"): Recorded {
  const { times, end } = recordedTimes(name);
  return readByCounters(recordedKeys(name), times, end);
}

/** All rows of this recording were there at its tenth second. */
const LIVE = readByCounters(
  recordedCounters(),
  recordedSeconds().map((second) => BEGAN + second * 1_000),
  BEGAN + 10_000,
);

const COPIES = {
  "by fresh statistics, 33 s": readByVitess("copy-stats-fresh", "fresh"),
  "into two shards, by fresh statistics, 9 s": readByVitess("happy-sharded", "commerce2customer2"),
  "by InnoDB's counters, 10 s": LIVE,
  "of five tables with all kinds of keys, 14 s": readKeys("true-rows"),
  "of the same once more, 14 s": readKeys("true-rows-2"),
} as const;

/** Whether each estimate after the first tenth held the end. */
function tell({ readings, sizes, end }: Recorded): readonly boolean[] {
  let samples: readonly Sample[] = [];
  const begun = readings[0]?.at ?? end;
  return readings.flatMap((reading) => {
    const sample = takeSample(reading, sizes, samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    const eta = computeProgress(reading, sizes, samples)?.eta;
    const left = end - reading.at;
    return eta === undefined || reading.at - begun < (end - begun) / 10 ? [] : [eta.fromMs <= left && left <= eta.toMs];
  });
}

describe("the range of a recorded copy", () => {
  const printed = new Map<string, number>();
  const all: boolean[] = [];

  test.each(Object.entries(COPIES))("%s: holds the finish in four readings of five", (name, copy) => {
    const told = tell(copy);
    all.push(...told);
    const share = told.filter(Boolean).length / told.length;
    printed.set(`${name}, ${told.length} of ${copy.readings.length} readings with an estimate`, Math.round(share * 100));
    expect(share).toBeGreaterThanOrEqual(0.8);
  });

  test("is told by more than fifty readings, and printed", () => {
    count("estimates that held, in percent, of recorded copies", printed);
    expect(all.length).toBeGreaterThan(50);
    expect(printed.size).toBe(Object.keys(COPIES).length);
  });

  test("is not told where no row is counted", () => {
    expect(tell(readByVitess("happy-unsharded", "commerce2customer"))).toEqual([]);
  });
});
