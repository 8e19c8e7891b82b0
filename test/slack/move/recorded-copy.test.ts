import { describe, expect, it } from "vitest";
import { isCopying } from "../../../src/core/state/phase.ts";
import { sampleOf } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import { renderCard } from "../../../src/slack/move/card.ts";
import type { WorkflowName } from "../../../src/core/names.ts";
import { move, view } from "../given.ts";
import { expectSendable, words } from "../words.ts";
import { recordedReadings, recordedSizes } from "./recorded.ts";

interface Shown {
  readonly copying: boolean;
  readonly keyMoves: boolean;
  readonly percent?: number;
  readonly words: string;
}

/** The cards that people would have read through a recorded copy, drawn as the worker draws them: reading, then sample. */
function cardsOf(scenario: string, workflow: string): readonly Shown[] {
  const sizes = recordedSizes(scenario);
  const name = { ...move().name, workflow: workflow as WorkflowName };
  let samples: readonly Sample[] = [];
  const shown: Shown[] = [];
  // What follows the first complete copy are switches, which these cards are not about.
  const readings = recordedReadings(scenario, workflow);
  const end = readings.findIndex((one) => one.workflow !== undefined && !isCopying(one.workflow)) + 1;
  for (const reading of readings.slice(0, end)) {
    const sample = sampleOf(reading, sizes, samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    const card = renderCard(view({ move: move({ name, askedAt: reading.at }), reading, samples, sizes, now: reading.at + 500 }), {
      forFollower: false,
      names: () => "Ana",
    });
    expectSendable(card);
    const percent = /about (\d+) %|under (1) %/.exec(words(card));
    const keys = reading.workflow?.streams.flatMap((stream) => stream.copyStates.filter((state) => state.lastPk !== "")) ?? [];
    shown.push({
      copying: reading.workflow !== undefined && isCopying(reading.workflow),
      keyMoves: keys.length > 0,
      words: words(card),
      ...(percent === null ? {} : { percent: percent[1] === undefined ? 0.5 : Number(percent[1]) }),
    });
  }
  return shown;
}

describe.each([
  ["happy-unsharded", "commerce2customer", "through which Vitess's own counts stood still"],
  ["copy-stats-fresh", "fresh", "through which Vitess counted rows"],
])("the cards of the recorded copy %s/%s, %s", (scenario, workflow) => {
  const cards = cardsOf(scenario, workflow);
  const copying = cards.filter((card) => card.copying);
  const percents = copying.flatMap(({ percent }) => (percent === undefined ? [] : [percent]));

  it("cover the copy from its first reading to its end", () => {
    expect(copying.length).toBeGreaterThan(20);
    expect(cards.at(-1)?.words).toContain("copied, running");
  });

  it("never show a percentage that falls", () => {
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });

  it("show a percentage that moves: half of the cards differ from the one before", () => {
    expect(new Set(percents).size).toBeGreaterThan(percents.length / 2);
  });

  it("stay at 99 % or below until Vitess says done", () => {
    expect(Math.max(...percents)).toBeLessThanOrEqual(99);
    expect(copying.every((card) => !/\b100 %/.test(card.words))).toBe(true);
  });

  it("never say 0 % once a key has moved", () => {
    expect(copying.filter((card) => card.keyMoves && (card.percent === undefined || /(?<!\d)0 %/.test(card.words)))).toEqual([]);
  });

  it("never show a lag as a number while copying", () => {
    expect(copying.filter((card) => /lag:? -?\d/.test(card.words))).toEqual([]);
    expect(copying.every((card) => card.words.includes("lag: not measurable while copying"))).toBe(true);
  });

  it("never show a key", () => {
    expect(cards.filter((card) => card.words.includes("values:"))).toEqual([]);
  });
});
