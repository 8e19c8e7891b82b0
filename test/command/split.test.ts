import { expect, test } from "vitest";
import { splitLine } from "../../src/command/words/split.ts";

test.each<[line: string, words: readonly string[]]>([
  ["a  b\tc", ["a", "b", "c"]],
  ["--tables='customer, corder' x", ["--tables=customer, corder", "x"]],
  [`"it's" 'say "so"'`, ["it's", 'say "so"']],
  [String.raw`"a \"b\" \\ \n"`, [String.raw`a "b" \ \n`]],
  [String.raw`'a\' b`, ["a\\", "b"]],
  [`--workflow "" x`, ["--workflow", "", "x"]],
  ["   ", []],
])("%j is split as a shell would", (line, words) => {
  expect(splitLine(line)).toEqual(words);
});

test("a quote that is never closed is refused", () => {
  expect(splitLine("status 'a.b")).toMatchObject({ reason: "unclosed-quote" });
});
