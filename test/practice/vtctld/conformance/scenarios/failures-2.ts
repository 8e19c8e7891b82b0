import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { withLeftoverRule } from "./leftover-rule.ts";
import { namelessStream } from "./nameless.ts";
import { told } from "./told.ts";

const noVtctld = 'connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:15999: connect: connection refused"';

/** What else can die: mysqld alone, vtctld (also during a switch), the topology service. */
export const failures2: Scenario = {
  name: "failures-2",
  cluster: () => withLeftoverRule(namelessStream(createCommerceCluster({ pace: told }))),
  before: {
    3: ({ state }) => {
      state.setMysql(200, "down");
    },
    // mysqld is started again, and nobody makes it writable: the stream runs and cannot save its heartbeat.
    11: ({ state }) => {
      state.setMysql(200, "read-only");
      state.stall("customer", "f1", true);
    },
    15: ({ faults }) => {
      faults.inject({ rpc: "WorkflowStatus", times: 2 }, { kind: "unavailable", details: noVtctld });
    },
    27: ({ faults }) => {
      faults.inject({ rpc: "WorkflowStatus", times: 3 }, { kind: "unavailable", details: noVtctld });
    },
    30: ({ sql, state, faults }) => {
      state.setMysql(200, undefined);
      sql.write({ keyspace: "commerce" });
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    },
    43: ({ faults }) => {
      faults.inject({ rpc: "*", times: 5 }, { kind: "hang" });
    },
  },
};
