import type { FaultKind } from "../../core/explain/fault-kinds.ts";
import { dependsOnVersion, type Explanation, explain } from "../../core/explain/explain.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { knownMajor } from "./known-major.ts";
import type { Vitess } from "../ports.ts";

export interface ExplainDeps extends Pick<VerbDeps, "noteUnknown"> {
  vitess(cluster: ClusterName): Pick<Vitess, "version">;
}

/** An error as it came: its words, how it arrived, and in which verb. */
export interface Said {
  readonly text: string;
  readonly kind: FaultKind;
  readonly verb?: string;
  /** Nothing but readings and dry runs was asked for. */
  readonly looked?: boolean;
}

/**
 * Explains what Vitess of this cluster said, in the way of its version where that matters. A text that no rule knows is noted for the rule
 * book. Never throws a Fault: where the version cannot be had, it is left open.
 */
export async function explainFault(deps: ExplainDeps, cluster: ClusterName, { text, kind, ...how }: Said): Promise<Explanation> {
  const major = dependsOnVersion(text, kind) ? await knownMajor(deps, cluster) : undefined;
  return noteExplanation(deps, explain(text, kind, { ...how, ...(major === undefined ? {} : { major }) }));
}

/** Explains a text that stands alone, such as one that somebody pasted: which version said it is not known. */
export function explainText(deps: Pick<ExplainDeps, "noteUnknown">, text: string): Explanation {
  return noteExplanation(deps, explain(text, "unexpected"));
}

/** The explanation itself; a text that no rule knows is kept for the rule book. */
export function noteExplanation(deps: Pick<ExplainDeps, "noteUnknown">, explanation: Explanation): Explanation {
  if (explanation.rule === undefined && explanation.text.trim() !== "") deps.noteUnknown(explanation.text);
  return explanation;
}
