import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";
import { vdiffRows } from "./wire-messages.ts";

const create = {
  workflow: "commerce2customer",
  source_keyspace: "commerce",
  target_keyspace: "customer",
  tablet_types: ["REPLICA", "PRIMARY"],
  include_tables: ["customer", "corder"],
  defer_secondary_keys: true,
  auto_start: true,
};
const move = { keyspace: "customer", workflow: "commerce2customer" };
const all = { ...move, tablet_types: ["PRIMARY", "REPLICA", "RDONLY"], enable_reverse_replication: true, timeout: { seconds: "30" } };

describe("a whole move in the simulator", () => {
  let simulator: VtctldSimulator;
  let client: WireClient;

  beforeEach(async () => {
    simulator = await startVtctldSimulator({
      cluster: createCommerceCluster({ copySeconds: 8 }),
      clock: { start: Date.parse("2026-11-20T22:09:45Z"), speed: 1 },
    });
    client = openWireClient(simulator.address);
  });
  afterEach(async () => {
    client.close();
    await simulator.close();
  });

  it("copies, diffs, switches, reverses, switches again and completes", async () => {
    expect(await client.call("MoveTablesCreate", create)).toMatchObject({
      code: 0,
      response: { traffic_state: "Reads Not Switched. Writes Not Switched" },
    });

    simulator.clock.advance(4_000);
    const copying = await client.call("WorkflowStatus", move);
    expect(copying.response).toMatchObject({
      table_copy_state: { corder: { rows_total: "1490860", bytes_copied: "16384" } },
      shard_streams: { "customer/0": { streams: [{ status: "Copying" }] } },
    });
    expect(await client.call("WorkflowSwitchTraffic", all)).toMatchObject({
      code: 2,
      details: "cannot switch traffic for workflow commerce2customer at this time: copy is still in progress",
    });

    simulator.clock.advance(10_000);
    expect((await client.call("WorkflowStatus", move)).response).toMatchObject({
      table_copy_state: {},
      shard_streams: { "customer/0": { streams: [{ status: "Running" }] } },
    });

    const uuid = "11111111-2222-4333-8444-000000000001";
    const diff = { workflow: move.workflow, target_keyspace: "customer", uuid };
    expect(await client.call("VDiffCreate", diff)).toMatchObject({ code: 0, response: { UUID: uuid } });
    simulator.clock.advance(20_000);
    const shown = await client.call("VDiffShow", { ...diff, arg: "last" });
    expect(vdiffRows(shown.response)["0"]).toMatchObject([
      { vdiff_state: "completed", table_name: "corder", rows_compared: "1500000", has_mismatch: "0" },
      { vdiff_state: "completed", table_name: "customer", rows_compared: "800000", has_mismatch: "0" },
    ]);

    const dryRun = await client.call("WorkflowSwitchTraffic", { ...all, dry_run: true });
    expect(dryRun.response).toMatchObject({
      summary: expect.stringContaining("SwitchTraffic dry run results for workflow customer.commerce2customer at 20 Nov 26"),
    });
    expect(await client.call("WorkflowSwitchTraffic", all)).toMatchObject({
      code: 0,
      response: { current_state: "All Reads Switched. Writes Switched" },
    });
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["corder", "customer"]);
    expect(simulator.state.streams("commerce", "commerce2customer_reverse")).toMatchObject([{ state: "Running" }]);

    expect(await client.call("WorkflowSwitchTraffic", { ...all, direction: 1 })).toMatchObject({
      code: 0,
      response: { start_state: "All Reads Switched. Writes Switched", current_state: "Reads Not Switched. Writes Not Switched" },
    });
    expect(await client.call("WorkflowSwitchTraffic", all)).toMatchObject({ code: 0 });
    expect(await client.call("MoveTablesComplete", { workflow: move.workflow, target_keyspace: "customer" })).toMatchObject({
      code: 0,
      response: { summary: "Successfully completed the commerce2customer workflow in the customer keyspace" },
    });
    expect(await client.call("WorkflowStatus", move)).toMatchObject({
      code: 2,
      details: "no streams found in keyspace customer for commerce2customer",
    });
    expect(simulator.cluster.routingRules.size).toBe(0);
    expect([...simulator.state.shard("commerce", "0").tables.keys()]).toEqual(["product"]);
  });

  it("cancels a copy and leaves nothing behind", async () => {
    await client.call("MoveTablesCreate", create);
    simulator.clock.advance(2_000);
    expect(await client.call("WorkflowDelete", move)).toMatchObject({
      code: 0,
      response: { summary: "Successfully cancelled the commerce2customer workflow in the customer keyspace" },
    });
    expect(simulator.cluster.routingRules.size).toBe(0);
    expect(simulator.state.shard("customer", "0")).toMatchObject({ deniedTables: [], streams: [] });
    expect(simulator.state.shard("customer", "0").tables.size).toBe(0);
  });
});
