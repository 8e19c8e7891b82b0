import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** vtctld is killed before the journal; cleaning the record unblocks nothing, a refresh does; dead tablets and wrong cells. */
export const rescueWithRefresh: Scenario = {
  name: "rescue-with-refresh",
  cluster: secondCluster,
  before: {
    5: ({ sql, faults }) => {
      sql.write({ keyspace: "commerce" });
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    },
    // The replica's vttablet is killed, and started again later.
    53: ({ state }) => {
      state.setTabletAlive(101, false);
    },
    56: ({ state }) => {
      state.setTabletAlive(101, true);
    },
    57: ({ state }) => {
      state.removeWorkflowLock("customer", "rescuemove");
    },
  },
  // Every plan and write in the recording (`node served.js`).
  vtgate: [
    { before: 5, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 6, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 13, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 29, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 32, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 33, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 34, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 37, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 38, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 40, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 41, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 59, table: "product", primary: "customer", reads: "customer", write: "passed" },
  ],
};
