import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** What start, stop and update do to the settings of a workflow; nothing was done between the calls. */
export const startStopInOrder: Scenario = { name: "start-stop-in-order", cluster: () => createCommerceCluster({ pace: told }), before: {} };
