import type { SituationFacts } from "./facts.ts";
import { findPressRefusal } from "./press.ts";
import type { Explanation } from "../explain/explain.ts";
import { DIAGNOSE } from "../explain/rule/rule.ts";

/** A step that rules and findings advise people to take in Tandem, and that Tandem itself may refuse. */
export type Advised = "start" | "vdiff";

/** True when Tandem would refuse now what an explanation advises; only the situation's own next step is right then. */
export function isRefusedNow(what: Advised, facts: Omit<SituationFacts, "rollbackUntil">): boolean {
  const { execution, reading } = facts.known;
  if (execution !== undefined || reading?.workflow === undefined) return true;
  return findPressRefusal(what, facts) !== undefined || (what === "vdiff" && facts.vdiff.kind === "running");
}

/** Fits the advice for a stream's error to what the move allows now: a rule does not know the move it speaks about. */
export function fitAdvice(explanation: Explanation, facts: Omit<SituationFacts, "rollbackUntil">): Explanation {
  if (!isRefusedNow("start", facts)) return explanation;
  return { ...explanation, retry: "no", next: "Do what the move's card says; diagnose tells the whole.", step: DIAGNOSE };
}

/** Explains an error of the reverse workflow: Tandem never starts one, and nobody should switch back before it runs. */
export function explainReverse(explanation: Explanation): Explanation {
  return {
    ...explanation,
    stateLeft: "The source misses the writes made since; switching back now would lose them.",
    retry: "no",
    next: "Mend what the text names, then have a Vitess DBA stop and start the reverse workflow; do not reverse before it runs.",
    step: DIAGNOSE,
  };
}
