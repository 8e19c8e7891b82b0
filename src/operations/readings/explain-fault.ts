import { redact } from "../../core/explain/redact/redact.ts";
import type { FaultKind } from "../../core/explain/rule/fault-kinds.ts";
import { explanationDependsOnVersion, type Explanation, explain } from "../../core/explain/explain.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { readKnownMajor } from "./known-major.ts";
import type { Vitess } from "../ports.ts";

export interface ExplainDeps extends Pick<VerbDeps, "noteUnknown"> {
  vitess(cluster: ClusterName): Pick<Vitess, "version">;
}

/** An error as it arrived: its text, its kind, and the verb that met it. */
export interface ReportedError {
  readonly text: string;
  readonly kind: FaultKind;
  readonly verb?: string;
  /** Only reads and dry runs were sent. */
  readonly looked?: boolean;
}

/**
 * Explains an error from this cluster, for its version if that matters. A text that no rule matches is kept for the rule book. Never throws
 * a Fault: if the version cannot be read, the explanation does without it.
 */
export async function explainFault(deps: ExplainDeps, cluster: ClusterName, { text, kind, ...how }: ReportedError): Promise<Explanation> {
  const major = explanationDependsOnVersion(text, kind) ? await readKnownMajor(deps, cluster) : undefined;
  return noteExplanation(deps, explain(text, kind, { ...how, ...(major === undefined ? {} : { major }) }));
}

/** Explains a text without a cluster, such as a pasted one, after redacting it; its version is unknown. */
export function explainText(deps: Pick<ExplainDeps, "noteUnknown">, text: string): Explanation {
  return noteExplanation(deps, explain(redact(text), "unexpected"));
}

/** Returns the explanation, after keeping a text that no rule matches for the rule book. */
export function noteExplanation(deps: Pick<ExplainDeps, "noteUnknown">, explanation: Explanation): Explanation {
  if (explanation.rule === undefined && explanation.text.trim() !== "") deps.noteUnknown(explanation.text);
  return explanation;
}
