import { RULES } from "./book.ts";
import { type Circumstances, type NextStep, NOTHING, type Retry, type Rule, type Speech } from "./rule.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { redact } from "./redact.ts";

/** What an error of Vitess means, what state it leaves, and the one safe next step. `rule` is absent for a text nobody knows yet. */
export interface Explanation {
  readonly rule?: string;
  /** One sentence. */
  readonly meaning: string;
  readonly stateLeft: string;
  /** Absent in what was written before Tandem knew it. */
  readonly retry?: Retry;
  /** The next step as a sentence. */
  readonly next: string;
  /** The same for a button; absent as `retry` is. */
  readonly step?: NextStep;
  /** Issues of vitessio/vitess that are about this. */
  readonly issues?: readonly number[];
  /** Vitess's own words, redacted; empty when they could not be read. */
  readonly text: string;
}

/**
 * Explains an error by its text, then by how it arrived. Total: what no rule knows is shown as it is, and says so. Words are looked for
 * after redaction: a row may hold any words, and must not choose the rule.
 */
export function explain(text: string, kind: FaultKind, circumstances: Circumstances = {}): Explanation {
  // A text that was lost was put into words by the adapter; they are not Vitess's.
  const shown = kind === "unreadable" ? "" : redact(text);
  const rule = ruleFor(shown, kind);
  if (rule === undefined) return { ...afterLooking(UNKNOWN, circumstances), text: shown };
  return {
    rule: rule.id,
    ...chooseSpeech(rule, circumstances),
    ...(rule.issues === undefined ? {} : { issues: rule.issues }),
    text: shown,
  };
}

/** True when what there is to say about an error depends on the version that said it. */
export function dependsOnVersion(text: string, kind: FaultKind): boolean {
  const { variants = [] } = ruleFor(redact(text), kind) ?? {};
  return variants.some(({ from, to }) => from !== undefined || to !== undefined);
}

// Legacy commands put their last error between blank lines.
function ruleFor(shown: string, kind: FaultKind): Rule | undefined {
  const words = shown.trim();
  return RULES.find(({ match }) => match?.test(words)) ?? RULES.find((one) => one.kind === kind);
}

const UNKNOWN = {
  meaning: "Vitess refused, with a reason that Tandem does not know yet; its words are below.",
  stateLeft: "Tandem looks at Vitess again before it says what is left.",
  retry: "after-looking",
  next: "Read Vitess's words, then look at the move's status.",
  step: { kind: "command", line: "status {move}" },
} as const satisfies Speech;

function chooseSpeech(rule: Rule, circumstances: Circumstances): Speech {
  const { verb, major, looked } = circumstances;
  const { meaning, stateLeft, retry, next, step, variants = [] } = rule;
  const fits = variants.find(({ verbs, from, to }) => {
    const isVerb = verbs === undefined || (looked !== true && verb !== undefined && verbs.includes(verb));
    const isMajor = from === undefined && to === undefined ? true : major !== undefined && (from ?? 0) <= major && major <= (to ?? major);
    return isVerb && isMajor;
  });
  const spoken: Speech = {
    meaning: fits?.meaning ?? meaning,
    stateLeft: fits?.stateLeft ?? stateLeft,
    retry: fits?.retry ?? retry,
    next: fits?.next ?? next,
    step: fits?.step ?? step,
  };
  return afterLooking(spoken, circumstances);
}

/** Looking leaves nothing behind, and may be done again. */
function afterLooking(spoken: Speech, { looked }: Circumstances): Speech {
  if (looked !== true) return spoken;
  return { ...spoken, stateLeft: NOTHING, retry: spoken.retry === "after-looking" ? "yes" : spoken.retry };
}
