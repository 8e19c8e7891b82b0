import type { Answer } from "../../core/command/answers.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { RULE_DOCUMENTS } from "../../core/rules/change.ts";
import { orderDocuments } from "../../core/rules/restore.ts";
import type { VerbDeps } from "../deps.ts";
import type { RuleDocument } from "../../core/options/kinds.ts";

/** About as many as somebody who looks for one remembers. */
const SNAPSHOTS_NAMED = 8;

/** The present rules, whole, and the newest snapshots of them. Without a named document: all documents. */
export async function getRules(
  deps: Pick<VerbDeps, "records" | "vitess">,
  cluster: ClusterName,
  documents: readonly RuleDocument[],
): Promise<Answer> {
  const [rules, snapshots, now] = await Promise.all([deps.vitess(cluster).rules(), deps.records.snapshots(cluster), deps.records.now()]);
  return {
    kind: "rules",
    cluster,
    documents: documents.length === 0 ? RULE_DOCUMENTS : orderDocuments(documents),
    rules,
    snapshots: snapshots.slice(0, SNAPSHOTS_NAMED),
    now,
  };
}
