import type { ClusterName } from "../../../src/core/vitess/names.ts";
import type { SlackAppOptions } from "../../../src/slack/app/open.ts";

export const PROD = "prod" as ClusterName;
export const STAGING = "staging" as ClusterName;

export const ONE_CLUSTER: SlackAppOptions["clusters"] = { names: [PROD], standard: PROD, standardFor: () => PROD };
/** In #incident-42 staging is meant where nobody says another. */
export const TWO_CLUSTERS: SlackAppOptions["clusters"] = {
  names: [PROD, STAGING],
  standard: PROD,
  standardFor: (channel) => (channel === "C0INC42" ? STAGING : PROD),
};
