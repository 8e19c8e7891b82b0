import type { ClusterName } from "../../../src/core/vitess/names.ts";
import type { SlackAppOptions } from "../../../src/slack/app/open.ts";

export const PROD = "prod" as ClusterName;
export const STAGING = "staging" as ClusterName;

export const ONE_CLUSTER: SlackAppOptions["clusters"] = { names: [PROD], defaultCluster: PROD, defaultFor: () => PROD };
/** In #incident-42 staging is meant unless a cluster is named. */
export const TWO_CLUSTERS: SlackAppOptions["clusters"] = {
  names: [PROD, STAGING],
  defaultCluster: PROD,
  defaultFor: (channel) => (channel === "C0INC42" ? STAGING : PROD),
};
