import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parseFile } from "../../../src/config/file/parse.ts";
import { countRuns } from "../../seed.ts";

const EXAMPLE = readFileSync("deploy/tandem.example.yaml", "utf8");

/** Checks that every problem of a text has its three parts, and that a file without problems has clusters. */
function isAnswered(text: string): boolean {
  const parsed = parseFile(text, "tandem.yaml");
  if (parsed.kind === "file") return Object.keys(parsed.file.clusters).length > 0;
  return (
    parsed.problems.length > 0 && parsed.problems.every(({ setting, wrong, right }) => [setting, wrong, right].every((part) => part !== ""))
  );
}

test("any text is a configuration or a list of problems", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), isAnswered), { numRuns: countRuns(200, 500) });
});

test("any YAML is a configuration or a list of problems", () => {
  const keys = [
    "clusters",
    "policy",
    "rules",
    "channels",
    "credentials",
    "tls",
    "addresses",
    "prod",
    "C0X1",
    "__proto__",
    "constructor",
    "<<",
    "1",
  ];
  const value = fc.object({
    key: fc.constantFrom(...keys),
    maxDepth: 4,
    values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
  });
  fc.assert(
    fc.property(value, (any) => isAnswered(stringify(any))),
    { numRuns: countRuns(200, 500) },
  );
});

test("the example with a piece removed, doubled or replaced is a configuration or a list of problems", () => {
  const place = fc.integer({ min: 0, max: EXAMPLE.length });
  fc.assert(
    fc.property(
      place,
      place,
      fc.constantFrom("", "\t", ": ", "&a ", "*a ", "- ", "? ", "!!binary ", "${X}", "\n---\n"),
      (from, to, put) => {
        const [first, last] = from < to ? [from, to] : [to, from];
        return (
          isAnswered(EXAMPLE.slice(0, first) + put + EXAMPLE.slice(last)) && isAnswered(EXAMPLE.slice(0, last) + put + EXAMPLE.slice(first))
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("a key that is not text is refused, and nothing of it goes to the console", async () => {
  const heard: Error[] = [];
  const hear = (warning: Error): void => void heard.push(warning);
  process.on("warning", hear);
  expect(parseFile("clusters: {? [hunter2, hunter2] : 1}", "tandem.yaml")).toMatchObject({ kind: "wrong" });
  // Warnings arrive in the next turn.
  await nextTurn();
  process.off("warning", hear);
  expect(heard).toEqual([]);
});

test("aliases that would expand without end are refused", () => {
  const levels = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefgh".split("").map((name, at) => `${name}: &${name} [${`*${"abcdefgh"[at]}, `.repeat(9)}]`),
  ];
  const parsed = parseFile(levels.join("\n"), "tandem.yaml");
  expect(parsed).toEqual({
    kind: "wrong",
    problems: [{ setting: "tandem.yaml", wrong: "has aliases that cannot be followed", right: "write them out" }],
  });
});
