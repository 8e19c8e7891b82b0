import type { Membership } from "../../core/operation/request/approval.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import type { Records } from "../records.ts";
import { readRoster } from "../people/roster.ts";

/** Whether somebody is an operator of all these clusters; `unknown` while a group that decides it cannot be read. */
export async function readOperatorStanding(
  { records, policy }: Pick<VerbDeps, "policy"> & { readonly records: Pick<Records, "members"> },
  clusters: readonly ClusterName[],
  person: PersonId,
): Promise<Membership> {
  const rosters = await Promise.all([...new Set(clusters)].map((cluster) => readRoster(records, policy(cluster).operators)));
  const standings = rosters.map(({ membershipOf }) => membershipOf(person));
  if (standings.includes("not-member")) return "not-member";
  return standings.includes("unknown") ? "unknown" : "member";
}
