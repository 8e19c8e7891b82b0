import { describe, expect, it } from "vitest";
import { isCopying } from "../../../src/core/move/phase.ts";
import { takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import { renderCard } from "../../../src/slack/move/card.ts";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { move, view } from "../given.ts";
import { expectSendable, words } from "../words.ts";
import { recordedReadings, recordedSizes } from "./recorded.ts";

interface Shown {
  readonly copying: boolean;
  readonly keyMoves: boolean;
  readonly percent?: number;
  readonly words: string;
}

/** The cards that people would have read during a recorded copy, drawn as the worker draws them: reading, then sample. */
function cardsOf(scenario: string, workflow: string): readonly Shown[] {
  const sizes = recordedSizes(scenario);
  const name = { ...move().name, workflow: workflow as WorkflowName };
  let samples: readonly Sample[] = [];
  const shown: Shown[] = [];
  // After the first complete copy come switches, which these cards do not cover.
  const readings = recordedReadings(scenario, workflow);
  const end = readings.findIndex((one) => one.workflow !== undefined && !isCopying(one.workflow)) + 1;
  for (const reading of readings.slice(0, end)) {
    const sample = takeSample(reading, sizes, samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    const card = renderCard(view({ move: move({ name, askedAt: reading.at }), reading, samples, sizes, now: reading.at + 500 }), {
      forFollower: false,
      names: () => "Ana",
    });
    expectSendable(card);
    const percent = /Copying (?:about )?(?:(\d+)|under (1))%/.exec(words(card));
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

const RECORDED = [
  ["happy-unsharded", "commerce2customer"],
  ["copy-stats-fresh", "fresh"],
] as const;

describe.each(RECORDED)("the cards of the recorded copy %s/%s", (scenario, workflow) => {
  const cards = cardsOf(scenario, workflow);
  const copying = cards.filter((card) => card.copying);

  it("cover the copy from its first reading to its end", () => {
    expect(copying.length).toBeGreaterThan(20);
    expect(cards.at(-1)?.words).toContain("Copied, in sync");
  });

  it("never say 0%, 100% or 0 rows", () => {
    expect(copying.filter((card) => /(?<!\d)0%|\b100%|(?<![\d,])\b0 rows/.test(card.words))).toEqual([]);
  });

  it("never show a lag as a number while copying", () => {
    expect(copying.filter((card) => /[Ll]ag\*?:? -?\d/.test(card.words))).toEqual([]);
    expect(copying.every((card) => card.words.includes("*Lag* not measurable while copying"))).toBe(true);
  });

  it("never show a key", () => {
    expect(cards.filter((card) => card.words.includes("values:"))).toEqual([]);
  });
});

function percentsOf(scenario: string, workflow: string): readonly number[] {
  return cardsOf(scenario, workflow).flatMap(({ percent }) => (percent === undefined ? [] : [percent]));
}

describe("a percentage", () => {
  it("is shown for a copy whose rows Vitess counted, and never falls", () => {
    const percents = percentsOf("copy-stats-fresh", "fresh");
    expect(percents.length).toBeGreaterThan(20);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(Math.max(...percents)).toBeLessThanOrEqual(99);
  });

  it("is not shown for a copy during which Vitess's own counts stood still, and neither is its end", () => {
    expect(percentsOf("happy-unsharded", "commerce2customer")).toEqual([]);
    const cards = cardsOf("happy-unsharded", "commerce2customer").filter(({ copying, keyMoves }) => copying && keyMoves);
    expect(cards.filter(({ words: said }) => /Ready\* in|rows\/s/.test(said))).toEqual([]);
    expect(cards.every(({ words: said }) => said.includes("tables copied") || said.includes("table copied"))).toBe(true);
  });
});
