import { describe, expect, it } from "vitest";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { sayReceipt } from "../../../src/slack/answer/receipts.ts";
import { COPYING, move, MOVING, NAMES, NOW, TABLES, view } from "../given.ts";
import { drawCurve, drawLagCurve } from "../../../src/slack/move/curve.ts";
import { expectReads, expectSendable, firstLine, words } from "../words.ts";
import { keyspaceNamed } from "../../names.ts";
import { ANSWERS } from "./answers.ts";
import { DETAILED_ANSWERS, DIAGNOSES, LISTS } from "./detailed-answers.ts";

const FACTS: AnswerFacts = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };
const NAME = move().name;

describe("every private answer", () => {
  it.each(Object.entries(ANSWERS))("%s", (_, [answer, said]) => {
    const message = renderAnswer(answer, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toContain(said);
    expect(message.text).not.toBe("");
  });
});

describe.each([
  ["an answer", DETAILED_ANSWERS],
  ["the list", LISTS],
  ["a diagnosis", DIAGNOSES],
])("%s", (_what, answers) => {
  it.each(Object.entries(answers))("%s", (_when, rows) => {
    for (const row of [rows].flat()) expectReads(renderAnswer(row.answer, FACTS), row);
  });
});

it("the list has sixty rows at most, counts the rest by state, and gives all of them as a file", () => {
  const moves = Array.from({ length: 97 }, (_, n) =>
    view({ move: move({ name: { ...NAME, workflow: `w${n}` as WorkflowName } }), reading: COPYING, samples: MOVING }),
  );
  const message = renderAnswer({ kind: "list", moves, others: [], unreachable: [], now: NOW }, FACTS);
  expectSendable(message);
  const [table] = message.blocks.filter((block) => block.type === "data_table");
  expect(table?.rows.length).toBe(61);
  expect(words(message)).toContain("Not in the table: 37 copying. All are in the file");
  expect(message.file?.content.split("\r\n")).toHaveLength(99);
  expect(message.file?.content).toContain("\r\nprod,customer.w96,Copying about 77%,77,");
});

describe("every receipt names the workflow", () => {
  it.each(["created", "start", "stop", "vdiff-create", "vdiff-stop", "vdiff-resume", "vdiff-delete", "asked", "rolling-back"] as const)(
    "%s",
    (doing) => {
      expect(sayReceipt({ kind: "receipt", move: NAME, doing, tables: TABLES, sourceKeyspace: keyspaceNamed("commerce") })).toMatch(
        /customer\.commerce2customer.*\.$/,
      );
    },
  );
});

it("the curve of a lag has a point for each of its last minutes", () => {
  const trail = Array.from({ length: 20 }, (_, n) => ({ at: NOW - (19 - n) * 60_000, seconds: n }));
  const chart = drawLagCurve(trail)?.chart;
  expect(chart?.series[0]?.data).toHaveLength(20);
  expect(chart?.series[0]?.data.at(-1)).toEqual({ label: "22:14 UTC", value: 19 });
  expect(drawLagCurve(trail.slice(0, 2))).toBeUndefined();
});

it("the curve of a copy has Slack's few points, from the first to the last", () => {
  const samples = Array.from({ length: 45 }, (_, n) => ({
    at: NOW - (44 - n) * 60_000,
    done: 5_000,
    rowsCopied: 0n,
    tablesDone: 1,
    keys: "",
    throttled: false,
    percent: n * 2,
  }));
  const chart = drawCurve(samples)?.chart;
  expect(chart?.axis_config.categories).toHaveLength(20);
  expect([chart?.series[0]?.data[0], chart?.series[0]?.data.at(-1)]).toEqual([
    { label: "21:30 UTC", value: 0 },
    { label: "22:14 UTC", value: 88 },
  ]);
  expect(drawCurve(samples.slice(0, 2))).toBeUndefined();
  const finished = drawCurve(samples, NOW - 4 * 60_000)?.chart.series[0]?.data;
  expect(finished?.slice(-2)).toEqual([
    { label: "22:08 UTC", value: 76 },
    { label: "22:10 UTC", value: 100 },
  ]);
  expect(drawCurve(samples.map(({ percent: _unknown, ...sample }) => sample))).toBeUndefined();
});

it("the curve of a copy of two days keeps the second day and the end, although the hours come again", () => {
  const HOUR = 3_600_000;
  const end = NOW - (NOW % HOUR);
  const samples = Array.from({ length: 19 * 8 }, (_, n) => ({
    at: end - (19 * 8 - n) * (HOUR * 0.375),
    done: 5_000,
    rowsCopied: 0n,
    tablesDone: 1,
    keys: "",
    throttled: false,
    percent: Math.floor((n * 99) / 152),
  }));
  const data = drawCurve(samples, end)?.chart.series[0]?.data ?? [];
  expect(data).toHaveLength(20);
  expect(data.at(-1)?.value).toBe(100);
  expect(data.at(0)?.label).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
});
