import type { SituationFacts } from "./facts.ts";
import { refusalOf } from "./press.ts";
import type { Explanation } from "../explain/explain.ts";
import { DIAGNOSE } from "../explain/rule.ts";

/** What rules and findings ask people to do at Tandem, where Tandem itself may refuse it. */
export type Advised = "start" | "vdiff";

/** True when Tandem would refuse now what an advice asks for. Then the situation's own next step is the only one that is right. */
export function isRefusedNow(what: Advised, facts: Omit<SituationFacts, "rollbackUntil">): boolean {
  const { execution, reading } = facts.known;
  if (execution !== undefined || reading?.workflow === undefined) return true;
  return refusalOf(what, facts) !== undefined || (what === "vdiff" && facts.vdiff.kind === "running");
}

/** What an error of a stream asks for, as far as it can be done now: a rule does not know the move that it speaks of. */
export function fitAdvice(explanation: Explanation, facts: Omit<SituationFacts, "rollbackUntil">): Explanation {
  if (!isRefusedNow("start", facts)) return explanation;
  return { ...explanation, retry: "no", next: "Do what the move's card says; diagnose tells the whole.", step: DIAGNOSE };
}

/** An error of the workflow that carries writes back: Tandem starts none such, and nobody goes back before it runs. */
export function explainReverse(explanation: Explanation): Explanation {
  return {
    ...explanation,
    stateLeft: "The source misses the writes made since; switching back now would lose them.",
    retry: "no",
    next: "Mend what the text names, then have a Vitess DBA stop and start the reverse workflow; do not reverse before it runs.",
    step: DIAGNOSE,
  };
}
