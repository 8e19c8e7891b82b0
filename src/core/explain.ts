import { redact } from "./redact.ts";
import { RULES } from "./rules.ts";

/** What an error of Vitess means, what state it leaves, and the one safe next step. `rule` is absent for a text nobody knows yet. */
export interface Explanation {
  readonly rule?: string;
  /** One sentence. */
  readonly meaning: string;
  readonly stateLeft: string;
  readonly next: string;
  /** Vitess's own words, redacted; empty when they could not be read. */
  readonly text: string;
}

/** Explains an error by its text, then by how it arrived. Total: what no rule knows is shown as it is, and says so. */
export function explain(text: string, kind: string): Explanation {
  // A text that was lost was put into words by the adapter; they are not Vitess's.
  const shown = kind === "unreadable" ? "" : redact(text);
  const rule = RULES.find((one) => one.match.test(text)) ?? KINDS[kind];
  if (rule !== undefined) return { rule: rule.id, meaning: rule.meaning, stateLeft: rule.stateLeft, next: rule.next, text: shown };
  return {
    meaning: "Vitess refused, with a reason that Tandem does not know yet; its words are below.",
    stateLeft: "Tandem looks at Vitess again before it says what is left.",
    next: "Read Vitess's words, then look at the move's status.",
    text: shown,
  };
}

interface KindRule {
  readonly id: string;
  readonly meaning: string;
  readonly stateLeft: string;
  readonly next: string;
}

/** For errors that carry no words of Vitess's own: what their kind alone says. */
const KINDS: Readonly<Record<string, KindRule>> = {
  unreachable: {
    id: "unreachable",
    meaning: "vtctld does not answer at any configured address, or the connection broke.",
    stateLeft: "A call that was under way may or may not have had its effect; a reading tells as soon as vtctld answers.",
    next: "Check that vtctld runs and can be reached, then look at the status again.",
  },
  "timed-out": {
    id: "timed-out",
    meaning: "vtctld did not answer in time; a dead tablet or topology service makes it wait.",
    stateLeft: "Nothing was changed by a reading; other keyspaces are not held up.",
    next: "Check the primary tablets of the move's keyspaces, then try again.",
  },
  denied: {
    id: "denied",
    meaning: "vtctld refused Tandem's credentials.",
    stateLeft: "Nothing was changed.",
    next: "Have whoever installed Tandem check VTCTLD_USERNAME, VTCTLD_PASSWORD and the certificates.",
  },
  unsupported: {
    id: "unsupported",
    meaning: "This vtctld does not know the call: it is older than Vitess 18, or does not serve grpc-vtctld.",
    stateLeft: "Nothing was changed.",
    next: "Check the version and --service-map of vtctld.",
  },
  unreadable: {
    id: "unreadable",
    meaning:
      "Vitess refused and its reason was lost on the way: HTTP/2 drops a text that ends in a blank. For a switch it is most often that the target could not catch up in time.",
    stateLeft: "Tandem looks at Vitess again before it says what is left.",
    next: "Look at lag and streams; vtctld's own log has the full reason.",
  },
  interrupted: {
    id: "interrupted",
    meaning: "Tandem was stopped while the call was under way, so its answer was not heard.",
    stateLeft: "What is left comes from a reading taken since.",
    next: "Look at the status, then ask again if the step is still wanted.",
  },
};
