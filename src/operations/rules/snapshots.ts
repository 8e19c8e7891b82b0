import type { ClusterName } from "../../core/vitess/names.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import type { VerbDeps } from "../deps.ts";

/** Finds a snapshot by its id or label; a refusal names the newest ones, because ids look alike. */
export async function findSnapshotCalled(
  { records }: Pick<VerbDeps, "records">,
  cluster: ClusterName,
  idOrLabel: string,
): Promise<Snapshot | Refused> {
  const found = await records.snapshot(cluster, idOrLabel);
  if (found !== undefined) return found;
  const recent = await records.snapshots(cluster);
  return { kind: "refused", reason: "unknown-snapshot", subject: idOrLabel, nearest: recent.slice(0, 3).map(({ id }) => id) };
}
