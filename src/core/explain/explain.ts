import { ERROR_RULES } from "./book.ts";
import { type ErrorOrigin, type ExplainedStep, NOTHING_CHANGED, type Retry, type Rule, type Speech } from "./rule/rule.ts";
import type { FaultKind } from "./rule/fault-kinds.ts";
import { cutAtValue } from "./redact/values.ts";

/** What a Vitess error means, what state it leaves, and the one safe next step. `rule` is absent for a text that no rule matches. */
export interface Explanation {
  readonly rule?: string;
  /** One sentence. */
  readonly meaning: string;
  readonly stateLeft: string;
  /** Missing in records written before Tandem classified retries. */
  readonly retry?: Retry;
  /** The next step as a sentence. */
  readonly next: string;
  /** The next step for a button; missing in the same records as `retry`. */
  readonly step?: ExplainedStep;
  /** Issues of vitessio/vitess about this error. */
  readonly issues?: readonly number[];
  /** Vitess's own words, redacted; empty when they could not be read. */
  readonly text: string;
}

/**
 * Explains an error by its text, then by its kind. Total: a text that no rule matches is shown as is, and the explanation says so. Rules
 * match after values are cut off, because a row may hold any words and must not choose the rule. The adapters have withheld all else: see
 * `redact` for a text that comes from elsewhere.
 */
export function explain(text: string, kind: FaultKind, circumstances: ErrorOrigin = {}): Explanation {
  // When Vitess's text was lost, the adapter wrote this one: it is not Vitess's.
  const shown = kind === "unreadable" ? "" : cutAtValue(text);
  const rule = findErrorRule(shown, kind);
  if (rule === undefined) return { ...clearAfterLooking(UNKNOWN, circumstances), text: shown };
  return {
    rule: rule.id,
    ...chooseSpeech(rule, circumstances),
    ...(rule.issues === undefined ? {} : { issues: rule.issues }),
    text: shown,
  };
}

/** True when the explanation of an error depends on the Vitess version that reported it. */
export function explanationDependsOnVersion(text: string, kind: FaultKind): boolean {
  const { variants = [] } = findErrorRule(cutAtValue(text), kind) ?? {};
  return variants.some(({ from, to }) => from !== undefined || to !== undefined);
}

// Legacy commands print their last error between blank lines.
function findErrorRule(shown: string, kind: FaultKind): Rule | undefined {
  const words = shown.trim();
  return ERROR_RULES.find(({ match }) => match?.test(words)) ?? ERROR_RULES.find((one) => one.kind === kind);
}

const UNKNOWN = {
  meaning: "Vitess reported an error that Tandem does not know yet; its words are below.",
  stateLeft: "Tandem looks at Vitess again before it says what is left.",
  retry: "after-looking",
  next: "Read Vitess's words, then look at the move's status.",
  step: { kind: "command", line: "status {move}" },
} as const satisfies Speech;

function chooseSpeech(rule: Rule, circumstances: ErrorOrigin): Speech {
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
  return clearAfterLooking(spoken, circumstances);
}

/** A look changes nothing in Vitess, so it may be repeated. */
function clearAfterLooking(spoken: Speech, { looked }: ErrorOrigin): Speech {
  if (looked !== true) return spoken;
  return { ...spoken, stateLeft: NOTHING_CHANGED, retry: spoken.retry === "after-looking" ? "yes" : spoken.retry };
}
