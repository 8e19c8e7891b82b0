import type { PersonId } from "../../core/people/people.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { readRoster } from "../people/roster.ts";
import { refuse } from "../refusals.ts";

/** Refuses whoever may not break the glass in a cluster: by the policy's list, else by its operators and approvers. */
export async function refuseGlass(
  { records, policy }: Pick<VerbDeps, "records" | "policy">,
  cluster: ClusterName,
  by: PersonId,
): Promise<Refused | undefined> {
  const { operators, approvers, breakGlass = [...operators, ...approvers] } = policy(cluster);
  if (breakGlass.length === 0) return refuse("break-glass-forbidden", cluster);
  const membership = (await readRoster(records, breakGlass)).membershipOf(by);
  if (membership === "member") return undefined;
  return refuse(membership === "unknown" ? "people-unknown" : "break-glass-not-allowed", cluster);
}
