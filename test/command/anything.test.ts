import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../src/command/parse.ts";
import { HELP } from "../../src/command/help.ts";
import { countRuns } from "../seed.ts";

const PIECES = [
  ...'SwitchReads SwitchWrites DropSources GetRoutingRules ApplyRoutingRules --rules --v1 --source in_order:replica $(cat ($cat f) `cat >f >> && 2>&1 {"a":{}} … ...'.split(
    " ",
  ),
  ...HELP.flatMap(({ typed, options }) => [...typed.split(" "), ...options.map(({ name }) => `--${name}`)]),
  ..."vtctldclient vtctlclient MoveTables Workflow VDiff --workflow --target-keyspace --keyspace --server --cluster --help".split(" "),
  ..."customer.c2c a/b.c true false -80 30s 0 , a, ,b \" ' ` “ ” — – - -- --- = --= <http:// | > &amp; __proto__ --__proto__ constructor".split(
    " ",
  ),
  "\u0000",
  "\uD800",
  "😀",
  "\u202E",
  "\n",
];

/** `answered`, or what is wrong with the answer. */
function answer(text: string): string {
  const before = performance.now();
  const parsed = parse(text);
  // Generous: usually it takes a thousandth of this. The limit catches an expression that is quadratic in its input.
  if (performance.now() - before > 1000) return "too slow";
  if (parsed.kind === "command") return "answered";
  if (parsed.text === "" || parsed.text.length > 400) return `a text of ${parsed.text.length} characters`;
  return parse(parsed.example).kind === "command" ? "answered" : `an example that is refused: ${parsed.example}`;
}

test("any text gets an answer", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 4000, unit: "binary", size: "max" }), (text) => {
      expect(answer(text)).toBe("answered");
    }),
    { numRuns: 150 },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "grapheme" }), (text) => {
      expect(answer(text)).toBe("answered");
    }),
    { numRuns: 500 },
  );
});

test("any mix of words and signs with a meaning here gets an answer", () => {
  const heap = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
  fc.assert(
    fc.property(heap, fc.constantFrom(" ", ""), (pieces, between) => {
      expect(answer(pieces.join(between))).toBe("answered");
    }),
    { numRuns: countRuns(2_000, 4_000) },
  );
});

test.each([
  "(cat ",
  "`cat ",
  "cat (",
  "> ",
  "| ",
  '{"',
  "explain ",
  "… ",
  "rules ",
  "in_order:",
  "--cells a ",
  "`",
  "-",
  "—",
  "–—",
  '"',
  "'",
  "<http:",
  "<http:|",
  "&amp;",
  " ",
  "a,",
  "--a ",
  "--a=",
  "\\\n",
  "1s",
  ".",
])("16,000 characters of %j get an answer in time", (piece) => {
  expect(answer(piece.repeat(16_000 / piece.length))).toBe("answered");
  expect(answer(`switch customer.c2c --timeout ${piece.repeat(15_000 / piece.length)}`)).toBe("answered");
});
