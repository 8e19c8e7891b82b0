import type { Answer } from "../../core/command/answers.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { RULE_DOCUMENTS } from "../../core/rules/change.ts";
import type { Asker, VerbDeps } from "../deps.ts";

/** Saves the rules because somebody asked. The same command run again saves nothing and gives the same answer. */
export async function saveRules(
  deps: Pick<VerbDeps, "records" | "vitess">,
  cluster: ClusterName,
  label: string | undefined,
  { by, id }: Asker,
): Promise<Answer> {
  const rules = await deps.vitess(cluster).rules();
  const facts = { cluster, ...(label === undefined ? {} : { label }), reason: { kind: "asked", by } } as const;
  const snapshot = await deps.records.saveSnapshot(facts, rules, `asked:${id}`);
  const kept = await deps.records.snapshot(cluster, snapshot);
  const counts = RULE_DOCUMENTS.map((document) => ({ document, rules: (kept?.rules ?? rules)[document].length }));
  return { kind: "rules-saved", cluster, snapshot, ...(label === undefined ? {} : { label }), counts };
}
