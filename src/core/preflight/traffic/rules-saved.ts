import { type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import type { Looked } from "../facts/looked.ts";

/** Tandem saves the routing rules before each step, if it can read them (docs/facts/routing-and-serving.md#whole-document). */
export function findRulesNotSaved(rules: Looked<number>): readonly Finding[] {
  if (rules.kind === "seen") return NOTHING;
  const evidence = [`routing rules could not be read${rules.why === "" ? "" : `: ${rules.why}`}`];
  return makeFinding(
    "rules-not-saved",
    "blocking",
    evidence,
    "Save them by hand (vtctldclient GetRoutingRules), and see why Tandem cannot.",
  );
}
