import type { Config } from "../config.ts";
import type { ClusterName } from "../core/names.ts";
import { NOBODY, type Policy } from "../core/policy.ts";

/** The policy of each cluster. One that is not configured any more has records still: they can be looked at, and that is all. */
export function policyOf({ cluster, operators, approvers, rule, limits }: Config): (cluster: ClusterName) => Policy {
  const policy: Policy = { operators, approvers, rule, rules: [], limits };
  return (name) => (name === cluster.name ? policy : NOBODY);
}
