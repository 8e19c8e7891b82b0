import { expect, test } from "vitest";
import { renderVDiffProgress } from "../../../src/slack/vdiff/progress.ts";
import { ANA, at, CLEAN_VDIFF, move, NAMES } from "../given.ts";
import { expectSendable, firstLine, words } from "../words.ts";
import { VDIFFS_UNDER_WAY } from "./progress.ts";

function draw(title: string): ReturnType<typeof renderVDiffProgress> {
  const facts = { name: move().name, vdiff: VDIFFS_UNDER_WAY[title]?.[0], now: at("22:12"), names: NAMES };
  return renderVDiffProgress({ uuid: CLEAN_VDIFF.uuid, by: ANA }, facts);
}

test.each(Object.entries(VDIFFS_UNDER_WAY))("the message of a VDiff begins with its state: %s", (title, [, line]) => {
  expectSendable(draw(title));
  expect(firstLine(draw(title))).toBe(line);
});

test("an estimate of the rows is called one, and gives a wide range for the end", () => {
  expect(words(draw("rows by MySQL's estimate"))).toContain(
    "920,000 of about 2,300,000 rows compared (MySQL's estimate, which can be off by half).",
  );
  expect(words(draw("rows by MySQL's estimate"))).toContain("1 of 2 tables done; now `customer` 120,000 of about 800,000.");
  expect(words(draw("rows by MySQL's estimate"))).toContain("Ready in about 1–6 min.");
});

test("what nobody can say is said in words", () => {
  expect(words(draw("no estimate"))).toContain("Cannot say of how many");
  expect(words(draw("more rows than expected"))).toContain("cannot say how far it is");
  expect(words(draw("no estimate"))).toContain("Cannot say yet when it will be ready.");
});
