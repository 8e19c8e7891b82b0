import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatWorkflowLockPath } from "../../../practice/vtctld/cluster/locks.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

let simulator: VtctldSimulator;
let client: WireClient;
const lockPath = formatWorkflowLockPath("customer", "product");
const lockError =
  "failed to lock the customer/product workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/product/locks";

beforeEach(async () => {
  simulator = await startVtctldSimulator({
    cluster: createCommerceCluster({ pace: { switchStepMs: 1 } }),
    clock: { start: Date.parse("2026-11-20T23:00:00Z"), speed: 100 },
  });
  client = openWireClient(simulator.address);
  await client.call("MoveTablesCreate", productMove);
  simulator.clock.advance(5_000);
});
afterEach(async () => {
  client.close();
  await simulator.close();
});

async function trafficState(): Promise<unknown> {
  return (await client.call("WorkflowStatus", switchAll)).response?.["traffic_state"];
}

describe("vtctld killed during the catch-up of a switch", () => {
  beforeEach(async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["PRIMARY"] });
  });

  it("leaves writes denied at the source, although nothing is switched", async () => {
    expect(await trafficState()).toBe("Reads Not Switched. Writes Not Switched");
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
    expect(simulator.state.shard("customer", "0").deniedTables).toEqual([]);
    expect(simulator.cluster.routingRules.get("commerce.product")).toEqual(["commerce.product"]);
    expect(simulator.state.streams("customer", "product")).toMatchObject([{ state: "Running" }]);
  });

  it("blocks every later switch and cancel for 45 s each, including dry runs", async () => {
    for (const call of [
      client.call("WorkflowSwitchTraffic", switchAll),
      client.call("WorkflowSwitchTraffic", { ...switchAll, dry_run: true }),
      client.call("WorkflowDelete", switchAll),
    ]) {
      expect(await call).toMatchObject({ code: 2, details: lockError });
    }
  });

  it("shows the lock's holder in the topology, where no call can remove it", async () => {
    const locks = await client.call("GetTopologyPath", { path: lockPath });
    expect(locks.response).toMatchObject({ cell: { name: "locks", children: [expect.stringMatching(/^\d+$/)] } });
    const id = [...simulator.cluster.locks.held.values()].map((holder) => holder.id)[0];
    const holder = await client.call("GetTopologyPath", { path: `${lockPath}/${id}` });
    expect(JSON.stringify(holder.response)).toContain(String.raw`\"Action\": \"WorkflowSwitchTraffic\"`);
  });

  it("heals once somebody unblocks writes and removes the lock", async () => {
    simulator.state.setDeniedTables("commerce", "0", ["product"], false);
    simulator.state.removeWorkflowLock("customer", "product");
    expect(await client.call("GetTopologyPath", { path: lockPath })).toMatchObject({
      code: 2,
      details: `cell global with path ${lockPath} has no file contents and no children: node doesn't exist: /vitess${lockPath}/`,
    });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 0 });
    expect(await trafficState()).toBe("All Reads Switched. Writes Switched");
  });
});

describe("the keyspace lock of a vtctld killed during a switch", () => {
  const allow = { keyspace: "commerce", shard: "0", tablet_type: "PRIMARY", denied_tables: ["product"], remove: true };

  // recordings/v23.0.3/rescue-with-refresh, calls 024 (34 s after the kill) and 027 (two and a half minutes after it).
  it("blocks SetShardTabletControl for 45 s, and expires by itself", async () => {
    simulator.state.setPace({ keyspaceLockOutlivesMs: 90_000 });
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["PRIMARY"] });
    expect(await client.call("SetShardTabletControl", allow)).toMatchObject({
      code: 2,
      details: "deadline exceeded: /vitess/global/keyspaces/commerce/locks",
    });
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
    simulator.clock.advance(90_000);
    expect(await client.call("SetShardTabletControl", allow)).toMatchObject({ code: 0 });
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
  });
});

describe("old routing rules restored by hand after a switch", () => {
  const frozen = "cannot switch traffic for workflow product at this time: workflow is frozen";
  const back = { ...switchAll, direction: 1 };

  beforeEach(async () => {
    const rules = Object.fromEntries(simulator.cluster.routingRules);
    await client.call("WorkflowSwitchTraffic", switchAll);
    simulator.state.applyRoutingRules(rules);
  });

  // recordings/v23.0.3/two-moves, calls 072 to 080 and 085.
  it("leave frozen streams: the same switch and its dry run are refused, a start too, and the reverse succeeds", async () => {
    expect(await trafficState()).toBe("Reads Not Switched. Writes Not Switched");
    expect(simulator.state.streams("customer", "product")).toMatchObject([{ state: "Stopped", message: "FROZEN" }]);
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
    for (const more of [{ dry_run: true }, {}, { tablet_types: ["REPLICA", "RDONLY"] }]) {
      expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, ...more })).toMatchObject({ code: 2, details: frozen });
    }
    const plan = await client.call("WorkflowSwitchTraffic", { ...back, dry_run: true });
    expect(JSON.stringify(plan.response)).toContain("Create reverse vreplication workflow product");
    expect(await client.call("WorkflowSwitchTraffic", back)).toMatchObject({ code: 0 });
    expect(simulator.state.streams("customer", "product")).toMatchObject([{ state: "Running" }]);
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
  });
});

describe("vtctld killed after the journal", () => {
  beforeEach(async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    await client.call("WorkflowSwitchTraffic", switchAll);
  });

  it("looks switched, but the forward stream is not frozen and the reverse one does not run", async () => {
    expect(await trafficState()).toBe("All Reads Switched. Writes Switched");
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
    expect(simulator.state.streams("customer", "product")).toMatchObject([{ state: "Stopped", message: "stopped for cutover" }]);
    expect(simulator.state.streams("commerce", "product_reverse")).toMatchObject([{ state: "Stopped", message: "" }]);
    expect(simulator.cluster.locks.held.has(lockPath)).toBe(true);
  });

  it("is finished by the same switch once the lock is gone", async () => {
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 2, details: lockError });
    simulator.state.removeWorkflowLock("customer", "product");
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({
      code: 0,
      response: { start_state: "All Reads Switched. Writes Switched", current_state: "All Reads Switched. Writes Switched" },
    });
    expect(simulator.state.streams("customer", "product")).toMatchObject([{ state: "Stopped", message: "FROZEN" }]);
    expect(simulator.state.streams("commerce", "product_reverse")).toMatchObject([{ state: "Running" }]);
  });
});

describe("vtctld killed at the other effects of a switch", () => {
  it.for([
    // The rules of the reads are saved; serving them is left to the switch of the writes.
    { after: "reads-switched", state: "Reads Not Switched. Writes Not Switched", source: [], target: ["product"], message: "" },
    {
      after: "streams-stopped",
      state: "All Reads Switched. Writes Not Switched",
      source: ["product"],
      target: [],
      message: "stopped for cutover",
    },
    {
      after: "reverse-created",
      state: "All Reads Switched. Writes Not Switched",
      source: ["product"],
      target: [],
      message: "stopped for cutover",
    },
    {
      after: "journal-created",
      state: "All Reads Switched. Writes Not Switched",
      source: ["product"],
      target: [],
      message: "stopped for cutover",
    },
    {
      after: "target-writes-allowed",
      state: "All Reads Switched. Writes Not Switched",
      source: ["product"],
      target: [],
      message: "stopped for cutover",
    },
    {
      after: "reverse-started",
      state: "All Reads Switched. Writes Switched",
      source: ["product"],
      target: [],
      message: "stopped for cutover",
    },
  ] as const)("$after: $state", async ({ after, state, source, target, message }) => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 14 });
    expect(await trafficState()).toBe(state);
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(source);
    expect(simulator.state.shard("customer", "0").deniedTables).toEqual(target);
    expect(simulator.state.streams("customer", "product")[0]?.message).toBe(message);
    expect(simulator.cluster.locks.held.has(lockPath)).toBe(true);
  });
});

describe("two operations at once", () => {
  it("the second switch of a workflow gives up after 45 s, reads are not delayed, and another create waits its turn", async () => {
    // Slow enough that a busy machine does not change the order.
    simulator.clock.setSpeed(40);
    simulator.sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-9", description: "x", price: "1" }]);
    simulator.state.stall("customer", "product", true);
    simulator.sql.createTable({ keyspace: "commerce", table: "extra4" });
    const first = client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["PRIMARY"], timeout: { seconds: "75" } });
    await expect.poll(() => simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
    const second = client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["REPLICA", "RDONLY"] });
    expect(await trafficState()).toBe("Reads Not Switched. Writes Not Switched");
    expect(await client.call("GetWorkflows", { keyspace: "customer" })).toMatchObject({ code: 0 });
    expect(await second).toMatchObject({ code: 2, details: lockError });
    const create = client.call("MoveTablesCreate", { ...productMove, workflow: "e6b", include_tables: ["extra4"] });
    expect(await first).toMatchObject({
      code: 2,
      details:
        "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    });
    expect(await create).toMatchObject({ code: 0 });
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
    expect(simulator.state.shard("customer", "0").deniedTables).toEqual(["extra4", "product"]);
  });

  it("somebody's lock on the workflow blocks its cancel", async () => {
    simulator.state.holdWorkflowLock("customer", "product");
    expect(await client.call("WorkflowDelete", switchAll)).toMatchObject({ code: 2, details: lockError });
    simulator.state.removeWorkflowLock("customer", "product");
    expect(await client.call("WorkflowDelete", switchAll)).toMatchObject({ code: 0 });
  });
});

describe("dead tablets", () => {
  it("a dead target primary makes calls hang until the client's deadline, except those about other keyspaces", async () => {
    simulator.state.setTabletAlive(200, false);
    for (const [rpc, request] of [
      ["GetWorkflows", { keyspace: "customer" }],
      ["WorkflowStatus", switchAll],
      ["WorkflowSwitchTraffic", { ...switchAll, dry_run: true }],
      ["WorkflowDelete", switchAll],
      ["MoveTablesComplete", { workflow: "product", target_keyspace: "customer" }],
      ["VDiffShow", { workflow: "product", target_keyspace: "customer", arg: "last" }],
      ["GetSchema", { tablet_alias: { cell: "zone1", uid: 200 } }],
    ] as const) {
      expect(await client.call(rpc, request, { deadlineMs: 100 }), rpc).toMatchObject({ code: 4 });
    }
    expect(await client.call("GetWorkflows", { keyspace: "commerce" })).toMatchObject({ code: 0 });
    expect(await client.call("GetRoutingRules", {})).toMatchObject({ code: 0 });
    const tablets = await client.call("GetTablets", { keyspace: "customer" });
    expect(tablets.response?.["tablets"]).toHaveLength(2);
  });

  it("an update gives up by itself after 30 s", async () => {
    simulator.state.setTabletAlive(200, false);
    const update = { keyspace: "customer", tablet_request: { workflow: "product", state: "Stopped" } };
    expect(await client.call("WorkflowUpdate", update)).toMatchObject({
      code: 2,
      details:
        'rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:16200: connect: connection refused"',
    });
  });

  it("a dead replica refuses the switch and its dry run after 30 s, and force passes", async () => {
    simulator.state.setTabletAlive(201, false);
    expect(await trafficState()).toBe("Reads Not Switched. Writes Not Switched");
    const refused = {
      code: 2,
      details:
        "cannot switch traffic for workflow product at this time: could not refresh all of the tablets involved in the operation:\n" +
        "failed to successfully refresh all tablets in the customer/0 target shard (<nil>):\n" +
        "  failed to refresh tablet zone1-0000000201: Code: DEADLINE_EXCEEDED\n" +
        'rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:16201: connect: connection refused"\n\n',
    };
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, dry_run: true })).toMatchObject(refused);
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject(refused);
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, force: true })).toMatchObject({ code: 0 });
  });

  it("a stream whose source has no tablet of its types says Running forever and copies nothing", async () => {
    await client.call("MoveTablesCreate", { ...productMove, workflow: "rdonly", include_tables: ["corder"], tablet_types: ["RDONLY"] });
    simulator.clock.advance(600_000);
    expect((await client.call("WorkflowStatus", { keyspace: "customer", workflow: "rdonly" })).response).toMatchObject({
      table_copy_state: {},
      shard_streams: { "customer/0": { streams: [{ status: "Running", position: "", info: "VStream has not started" }] } },
    });
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, workflow: "rdonly", dry_run: true })).toMatchObject({
      code: 2,
      details:
        "no tablets were available to stream from in the customer keyspace: no tablet found to source data in keyspace customer, shard 0",
    });
  });
});
