import { afterEach, beforeEach, expect, it } from "vitest";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { openRelay, type Relay } from "../../../practice/vtctld/rpc/relay.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

let simulator: VtctldSimulator;
let relay: Relay;
let client: WireClient;

beforeEach(async () => {
  simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ pace: { switchStepMs: 1 } }) });
  relay = await openRelay(simulator.address);
  client = openWireClient(relay.address);
});
afterEach(async () => {
  client.close();
  await relay.close();
  await simulator.close();
});

it("passes calls and errors on unchanged", async () => {
  const asked = { keyspace: "commerce", include_logs: true };
  const direct = openWireClient(simulator.address);
  expect(await client.call("GetWorkflows", asked)).toEqual(await direct.call("GetWorkflows", asked));
  const missing = { keyspace: "customer", workflow: "none" };
  const refused = await client.call("WorkflowStatus", missing);
  expect(refused).toEqual(await direct.call("WorkflowStatus", missing));
  expect(refused.code).not.toBe(0);
  direct.close();
});

it("a held call reaches vtctld when it is released, even if its client is gone by then", async () => {
  await client.call("MoveTablesCreate", productMove);
  simulator.clock.advance(2_000);
  const held = relay.hold({ rpc: "WorkflowSwitchTraffic" });
  const gone = client.call("WorkflowSwitchTraffic", switchAll);
  await held.arrived;
  client.close();
  expect(simulator.calls().map(({ method }) => method)).not.toContain("WorkflowSwitchTraffic");
  expect(await held.letGo()).toMatchObject({ code: 0 });
  expect(simulator.state.shard("commerce", "0").deniedTables).toEqual(["product"]);
  void gone;
});

it("holds one call, and no other", async () => {
  const held = relay.hold({ rpc: "GetTablets", where: ({ keyspace }) => keyspace === "customer" });
  const waiting = client.call("GetTablets", { keyspace: "customer" });
  await held.arrived;
  expect(await client.call("GetTablets", { keyspace: "commerce" })).toMatchObject({ code: 0 });
  expect(await client.call("GetTablets", { keyspace: "customer" })).toMatchObject({ code: 0 });
  await held.letGo();
  expect(await waiting).toMatchObject({ code: 0 });
});
