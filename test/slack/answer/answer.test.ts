import { describe, expect, it } from "vitest";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { sayReceipt } from "../../../src/slack/answer/receipts.ts";
import { COPYING, move, MOVING, NAMES, NOW, TABLES, view } from "../given.ts";
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
