import fc from "fast-check";
import { expect, test } from "vitest";
import { cutAtValue } from "../../../src/core/explain/redact/values.ts";
import type { Finding } from "../../../src/core/findings/finding.ts";
import type { Reading, Stream, Workflow } from "../../../src/core/readings/readings.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { fitAdvice } from "../../../src/core/situation/advice.ts";
import { AREAS } from "../../../src/core/explain/book.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import type { ButtonKey } from "../../../src/core/situation/press.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import { listTroubles } from "../../../src/core/situation/diagnosis.ts";
import { FROZEN, hasError } from "../../../src/core/move/phase.ts";
import { sayNextStep } from "../../../src/slack/wording/next.ts";
import { sayTrouble } from "../../../src/slack/wording/troubles.ts";
import { TEXTS } from "../../core/explain/rule-texts.ts";
import { drawnOnce } from "../../core/drawn-once.ts";
import { type Case, cases } from "../../core/situation/model/cases.ts";
import { refusalOf } from "../../core/situation/model/refusals.ts";
import { count } from "../../counts.ts";
import { countRuns } from "../../seed.ts";

const RUNS = { numRuns: countRuns(800, 1_500) };
const MINUTE = 60_000;

/** Tandem's verbs by the words with which advice suggests them for now. Verbs it only warns about, or that must wait, do not count. */
const ASKED: readonly (readonly [words: RegExp, key: ButtonKey])[] = [
  [
    /(?<!(?:not|nothing|Tandem) )(?<!have a Vitess DBA )(?<!have a Vitess DBA stop and )\b[Ss]tart (?:it|the (?:workflow|stream))(?! if)\b/,
    "start",
  ],
  [/\b[Rr]un a VDiff\b|^VDiff\b|\b[Cc]ompare the tables\b|\bcompare again\b/, "vdiff"],
  [/\b[Rr]equest the switch\b|\bswitch the remaining reads\b/, "switch"],
  [/\b[Rr]un the same (?:switch|SwitchTraffic) again\b/, "switchAgain"],
  [/\b[Rr]un the same ReverseTraffic again\b/, "reverseAgain"],
  [/\bthen complete\b|\b[Cc]omplete the move\b/, "complete"],
  [/\bor (?:reverse|roll back)\b(?! the reads)|\breverse the traffic\b/, "reverse"],
  [/\bor roll back the reads\b/, "reverseReads"],
];

/** What a piece of advice suggests for now: before anything that must be waited for. */
function askedIn(advice: string): readonly ButtonKey[] {
  const [now = ""] = advice.split(/\b(?:wait|once nobody|once the workflow's lock|is for later|then request)\b/i);
  const later = /^wait|once nobody holds|is for later/i.test(advice);
  return ASKED.flatMap(([words, key]) => (words.test(later ? "" : now) ? [key] : []));
}

const FINDINGS: readonly Finding[] = [
  {
    code: "never-copied",
    severity: "blocking",
    evidence: ["t"],
    overridable: false,
    fix: "Run a VDiff: these are MySQL's estimates, which can be a day old.",
  },
  { code: "vdiff-failed", severity: "blocking", evidence: ["t"], overridable: false, fix: "Compare the tables, then try again." },
  { code: "not-replicating", severity: "warning", evidence: ["t"], overridable: false, fix: "Mend its replication." },
];

/** What a stream can say: answers to calls never appear on a stream. */
const OF_STREAMS = ["stream messages", "source's streams", "MySQL", "MySQL servers", "target's streams", "tablets", "topology"] as const;
const RULES_OF_STREAMS: ReadonlySet<string> = new Set([
  ...OF_STREAMS.flatMap((area) => AREAS[area].map(({ id }) => id)),
  "row-not-applied",
  "source-tablet-error",
  "stream-given-up",
]);
const MESSAGES = TEXTS.flatMap(([rule, text]) => (RULES_OF_STREAMS.has(rule) && text !== FROZEN ? [text] : []));

/** A situation in which a stream shows any text that the rules know, or a text of its own. */
const trouble = fc.record({
  it: cases,
  text: fc.constantFrom(...MESSAGES),
  where: fc.constantFrom("nowhere" as const, "forward" as const, "reverse" as const),
  findings: fc.subarray([...FINDINGS]),
});

function saying(workflow: Workflow | undefined, text: string): Workflow | undefined {
  if (workflow === undefined) return undefined;
  // Vitess leaves this text on a stream that is stopped, and never on one in error.
  const state = text === "Stopped after copy." ? "Stopped" : "Error";
  const streams = workflow.streams.map((stream, index): Stream => (index === 0 ? { ...stream, state, message: text } : stream));
  return { ...workflow, streams };
}

function withText({ known, ...rest }: Case, where: "nowhere" | "forward" | "reverse", text: string): Case {
  const { reading } = known;
  if (reading === undefined || where === "nowhere") return { known, ...rest };
  const { workflow, reverse, ...others } = reading;
  const forward = where === "forward" ? saying(workflow, text) : workflow;
  const back = where === "reverse" ? saying(reverse, text) : reverse;
  const changed: Reading = {
    ...others,
    ...(forward === undefined ? {} : { workflow: forward }),
    ...(back === undefined ? {} : { reverse: back }),
  };
  return { known: { ...known, reading: changed }, ...rest };
}

interface Advised {
  readonly is: Situation;
  readonly it: Case;
  readonly advice: readonly string[];
  readonly lines: readonly string[];
}

const met = new Map<ButtonKey, number>();

const each = drawnOnce(
  trouble,
  ({ it, text, where, findings }): Advised | undefined => {
    const changed = withText(it, where, text);
    const is = deriveSituation(changed.known, DEFAULT_LIMITS, changed.now);
    const { reading, move } = changed.known;
    if (reading === undefined || move.state.kind !== "followed") return undefined;
    const about = { source: move.sourceKeyspace, target: move.name.targetKeyspace, now: changed.now, situation: is };
    const words = listTroubles({ situation: is, reading, findings }).map((one) => sayTrouble(one, about));
    const failed = reading.workflow?.streams.find(hasError);
    const explained = failed === undefined ? [] : [fitAdvice(explain(failed.message, "unexpected"), is).next];
    const advice = [sayNextStep(is), ...words.map(({ next }) => next), ...explained];
    for (const key of advice.flatMap(askedIn)) met.set(key, (met.get(key) ?? 0) + 1);
    return { is, it: changed, advice, lines: words.map(({ line }) => line) };
  },
  RUNS,
);

/** Holds something of everything that diagnose, the next step and a thread's explanation say in a situation. */
function always(holds: (said: Advised) => void): void {
  each((said) => {
    if (said !== undefined) holds(said);
  });
}

test("no advice suggests what Tandem itself would refuse", { timeout: 3 * MINUTE }, () => {
  always(({ it, advice }) => {
    const refused = advice.flatMap((one) =>
      askedIn(one).flatMap((key) => {
        // The cause of an error is fixed first, and a young lock is gone by then.
        const why = refusalOf(key, it);
        return why === undefined || (why === "workflow-locked" && /\bfix|then (?:stop and )?start/i.test(one))
          ? []
          : [`${key} ${why}: ${one}`];
      }),
    );
    expect(refused).toEqual([]);
  });
});

test("the error of a stream is shown, including one of the reverse workflow", { timeout: 3 * MINUTE }, () => {
  always(({ it, lines }) => {
    const { reading } = it.known;
    for (const stream of [...(reading?.workflow?.streams ?? []), ...(reading?.reverse?.streams ?? [])].filter(hasError)) {
      const shown = cutAtValue(stream.message)
        .replaceAll(/\s+/g, " ")
        .replaceAll(/[`*_~<>&]/g, "")
        .trim()
        .slice(0, 20);
      expect(lines.map((line) => line.replaceAll(/[`*_~<>&]/g, "")).join("\n")).toContain(shown);
    }
  });
});

test("nobody is said to have stopped a workflow that was never started", { timeout: 3 * MINUTE }, () => {
  always(({ is, lines }) => {
    const isSaid = lines.join("\n").includes("somebody stopped it");
    expect([is.phase.kind, isSaid]).not.toEqual(["not-started", true]);
  });
});

test("every verb that appears in advice was requested in some state", () => {
  count("advice to use a verb", met);
  expect([...met.keys()].toSorted()).toEqual(expect.arrayContaining(["start", "switchAgain", "vdiff"]));
});
