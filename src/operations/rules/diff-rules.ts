import type { Answer } from "../../core/command/answers.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { listRulesChanges } from "../../core/rules/change.ts";
import { isRefused } from "../following/adopt-move.ts";
import type { VerbDeps } from "../deps.ts";
import { findSnapshotCalled } from "./snapshots.ts";

/** How the rules differ from a snapshot. */
export async function diffRules(deps: Pick<VerbDeps, "records" | "vitess">, cluster: ClusterName, idOrLabel: string): Promise<Answer> {
  const snapshot = await findSnapshotCalled(deps, cluster, idOrLabel);
  if (isRefused(snapshot)) return snapshot;
  const { rules, ...note } = snapshot;
  const changes = listRulesChanges(rules, await deps.vitess(cluster).rules());
  return { kind: "rules-diff", snapshot: note, changes, now: await deps.records.now() };
}
