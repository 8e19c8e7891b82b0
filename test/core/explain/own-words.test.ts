import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERROR_RULES } from "../../../src/core/explain/book.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { count } from "../../counts.ts";

/** Where Tandem's own sentences are. */
const FOLDERS = ["src/core", "src/operations", "src/slack", "src/command", "src/store", "src/vtctld", "src/config", "jobs"];

/** Words in Tandem's code that are Vitess's on purpose, by file and rule, each with the reason. */
const MEANT: readonly (readonly [file: RegExp, rules: readonly string[], why: string])[] = [
  [
    /^src\/vtctld\//,
    ["call-missing", "not-sent", "stale", "unreadable", "vdiff-interrupted", "vdiff-exists", "vdiff-not-found", "no-such-workflow"],
    "a fault that the adapter makes where Vitess has no words, for the rule book to explain",
  ],
  [/^src\/operations\/readings\/read-move\.ts$/, ["no-primary"], "a fault in Vitess's words, for the rule book to explain"],
  [
    /^src\/core\/preflight\/refused-by-dry-run\.ts$/,
    ["reverse-permissions", "no-tablet-to-stream-from", "tablets-not-refreshed"],
    "Vitess's words, which a dry run's refusal is known by",
  ],
  [/^src\/core\/explain\/redact\/words\.ts$/, ["copy-lock-at-source"], "the list of Vitess's words"],
  [/^src\/core\/command\/verbs\.ts$/, ["copy-in-progress"], "the example of a text to be explained"],
];

function isMeant({ at }: Own, rule: string): boolean {
  return MEANT.some(([file, rules]) => file.test(at) && rules.includes(rule));
}

interface Own {
  readonly at: string;
  readonly text: string;
}

/** Every literal of a file that reads like a sentence, with a word in each of its gaps. */
function sentencesOf(file: string): readonly Own[] {
  const source = readFileSync(file, "utf8").replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");
  const literals = source.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return literals
    .map((one) => withoutGaps(one.slice(1, -1)))
    .filter((text) => /^[^\\^$()|]*$/.test(text) && text.split(" ").length > 3)
    .map((text) => ({ at: file, text }));
}

function withoutGaps(text: string): string {
  let filled = text;
  // Innermost first, because a gap may contain a template with gaps.
  for (let before = ""; before !== filled;) {
    before = filled;
    filled = filled.replaceAll(/\$\{[^{}]*\}/g, "customer");
  }
  return filled.replaceAll("\\n", "\n");
}

const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`),
);
const OWN = FILES.flatMap(sentencesOf);

/** What the rule book itself says, sentence by sentence. */
const SAID: readonly Own[] = ERROR_RULES.flatMap(({ id, variants = [], ...base }) =>
  [base, ...variants].flatMap(({ meaning, stateLeft, next }) => [meaning, stateLeft, next].map((text) => ({ at: id, text: text ?? "" }))),
).filter(({ text }) => text !== "");

describe("Tandem's own words", () => {
  it("match no rule, wherever Tandem shows them", () => {
    count("sentences of Tandem's own", OWN.length);
    count("sentences of the rule book", SAID.length);
    const met = OWN.flatMap((own) => {
      const { rule } = explain(own.text, "refused");
      return rule === undefined ? [] : [{ own, rule }];
    });
    const strange = met.filter(({ own, rule }) => !isMeant(own, rule));
    expect(strange.map(({ own, rule }) => `${own.at}: ${rule}: ${own.text}`)).toEqual([]);
    expect(OWN.length).toBeGreaterThan(1_000);
    // An unused reason would hide the next mistake.
    for (const [file, rules] of MEANT.slice(1)) expect(met.some(({ own, rule }) => file.test(own.at) && rules.includes(rule))).toBe(true);
  });

  it("match no rule when the rule book itself says them", () => {
    const met = SAID.filter(({ text }) => explain(text, "refused").rule !== undefined);
    expect(met.map(({ at, text }) => `${at}: ${String(explain(text, "refused").rule)}: ${text}`)).toEqual([]);
  });
});
