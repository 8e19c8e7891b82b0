import { describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { ERROR_RULES } from "../../../src/core/explain/book.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { TEXTS } from "./rule-texts.ts";

/** Every command that a rule, or one of its variants, suggests as the next step; also the one for an unknown text. */
const LINES: readonly string[] = [
  ...new Set(
    [
      ...ERROR_RULES.flatMap(({ step, variants = [] }) => [step, ...variants.map((one) => one.step ?? step)]),
      explain("?", "refused").step,
    ].flatMap((step) => (step?.kind === "command" ? [step.line] : [])),
  ),
];

describe("the command that a rule suggests", () => {
  it.each(LINES)("parses once the name of a move is filled in: %s", (line) => {
    expect(parse(line.replace("{move}", "prod/customer.commerce2customer"))).toMatchObject({ kind: "command" });
  });

  it("has at most one gap, for the move", () => {
    for (const line of LINES) expect(line.replace("{move}", "")).not.toMatch(/[{}<>]/);
    expect(LINES.length).toBeGreaterThan(10);
  });
});

describe("a text pasted after /movetables explain", () => {
  it("finds the same rule with quotes, dashes and line breaks", () => {
    for (const [rule, text] of TEXTS) {
      const understood = parse(`explain ${text}`);
      if (understood.kind !== "command" || understood.command.verb !== "explain") throw new Error(`${text} is not understood`);
      expect(explain(understood.command.text, "unexpected").rule, text).toBe(rule);
    }
  });
});
