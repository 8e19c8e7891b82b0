import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** vtctld is killed when the rules of a switch are saved and not served: no application can write, and a rebuild fixes it. */
export const killedAfterRules: Scenario = {
  name: "killed-after-rules",
  cluster: secondCluster,
  before: {
    6: ({ faults }) => {
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-saved" });
    },
    // vtctld is not started again yet.
    7: ({ faults }) => {
      const details = 'connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:15999: connect: connection refused"';
      faults.inject({ rpc: "GetRoutingRules" }, { kind: "unavailable", details });
    },
    // The lock's key is deleted by hand in etcd.
    25: ({ state }) => {
      state.removeWorkflowLock("customer", "cutmove");
    },
  },
  // Every plan and write in the recording (`node served.js`).
  vtgate: [
    { before: 6, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 8, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 17, table: "product", primary: "commerce", reads: "customer", write: "denied" },
    { before: 23, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 34, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 38, table: "product", primary: "commerce", reads: "commerce", write: "passed" },
  ],
};
