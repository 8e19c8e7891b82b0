import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VERBS } from "../../../src/command/verbs/catalogue.ts";
import { formatTypedVerb, VERB_ROWS } from "../../../src/core/command/verbs.ts";

const README = readFileSync("README.md", "utf8");

/** The verbs of a text, in back-quotes; the later verbs of a family, such as `vdiff create`, come without the family's word. */
function verbsIn(text: string): readonly string[] {
  const words = [...text.matchAll(/`([a-z][a-z -]*)`/g)].map(([, word = ""]) => word);
  const typed = VERBS.map(({ verb }) => formatTypedVerb(verb));
  const family = words[0]?.split(" ")[0] ?? "";
  return words.map((word) => (typed.includes(`${family} ${word}`) ? `${family} ${word}` : word));
}

/** What the table of commands says about each verb: who may run it, without notes. */
const TOLD = README.split("\n")
  .filter((line) => /^\| `[a-z]/.test(line))
  .flatMap((line) => {
    const [, verbs = "", , who = ""] = line.split("|");
    return verbsIn(verbs).map((verb) => ({ verb, who: who.trim() }));
  });

const WHO = {
  everybody: /^everybody/,
  operators: /^operators/,
  concerned: /^approvers, operators(?:, whoever (?:asked|began the move))?(?:³)?$/,
} as const;

describe("the README", () => {
  it("lists every verb once in its table of commands", () => {
    expect(TOLD.map(({ verb }) => verb).toSorted()).toEqual(VERBS.map(({ verb }) => formatTypedVerb(verb)).toSorted());
  });

  it.each(VERBS.map(({ verb }) => verb))("says who may run %s, and whether it needs two approvals", (verb) => {
    const { who, guarded } = VERB_ROWS[verb];
    const told = TOLD.find((each) => each.verb === formatTypedVerb(verb))?.who ?? "";
    expect(told).toMatch(WHO[who]);
    // Nobody votes on a rescue: one operator decides. Saving rules shares a row with restoring them.
    const hasVotes = (guarded && verb !== "rescue") || verb === "rules-save";
    expect(told.includes("**two approve**")).toBe(hasVotes);
  });

  it("names the verbs that accept a dry run, and those that open a form", () => {
    const [dryRuns = ""] = /^`create`.*? take `--dry-run`/ms.exec(README) ?? [];
    const withDryRun = VERBS.filter(({ options }) => "dryRun" in options).map(({ verb }) => formatTypedVerb(verb));
    expect(verbsIn(dryRuns).toSorted()).toEqual(withDryRun.toSorted());
    const [forms = ""] = /(?<=`--dry-run`\. ).*?open a form/s.exec(README) ?? [];
    const withForm = VERBS.map(({ verb }) => verb).filter((verb) => VERB_ROWS[verb].form);
    expect(verbsIn(forms).toSorted()).toEqual(withForm.toSorted());
  });
});
