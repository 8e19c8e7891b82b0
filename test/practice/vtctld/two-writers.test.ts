import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCommerceCluster, addLedger } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

let simulator: VtctldSimulator;
let client: WireClient;

const ledgerMove = {
  ...productMove,
  workflow: "select",
  source_keyspace: "billing",
  target_keyspace: "ledger",
  include_tables: ["select"],
};
const reads = { tablet_types: ["REPLICA", "RDONLY"] };
const ofProduct = { ...switchAll, ...reads };
const ofSelect = { ...ofProduct, keyspace: "ledger", workflow: "select" };

beforeEach(async () => {
  simulator = await startVtctldSimulator({
    cluster: addLedger(createCommerceCluster({ pace: { switchStepMs: 40 } })),
    clock: { start: Date.parse("2026-11-30T15:53:00Z"), speed: 1 },
  });
  client = openWireClient(simulator.address);
  await client.call("MoveTablesCreate", productMove);
  await client.call("MoveTablesCreate", ledgerMove);
  simulator.clock.advance(5_000);
});
afterEach(async () => {
  client.close();
  await simulator.close();
});

function readsOf(table: string): string | undefined {
  return simulator.cluster.routingRules.get(`${table}@replica`)?.[0];
}

async function version(): Promise<number> {
  const { response } = await client.call("GetTopologyPath", { path: "/global/RoutingRules" });
  const cell: unknown = response?.["cell"];
  return Number(typeof cell === "object" && cell !== null ? Reflect.get(cell, "version") : undefined);
}

describe("two writers of the routing rules", () => {
  it("at the same moment: the later one removes what the earlier wrote, both get success, and the state of one shows it", async () => {
    simulator.cluster.pace.switchStepMs = 800;
    const answers = await Promise.all([client.call("WorkflowSwitchTraffic", ofProduct), client.call("WorkflowSwitchTraffic", ofSelect)]);
    expect(answers.map(({ response }) => response?.["summary"])).toEqual([
      "SwitchTraffic was successful for workflow customer.product",
      "SwitchTraffic was successful for workflow ledger.select",
    ]);
    expect([readsOf("product"), readsOf("select")]).not.toEqual(["customer.product", "ledger.select"]);
    expect(answers.map(({ response }) => response?.["current_state"])).toContain("Reads Not Switched. Writes Not Switched");
  });

  it("one after the other: both are there, and the same call once more restores what was lost", async () => {
    await Promise.all([client.call("WorkflowSwitchTraffic", ofProduct), client.call("WorkflowSwitchTraffic", ofSelect)]);
    await client.call("WorkflowSwitchTraffic", ofProduct);
    await client.call("WorkflowSwitchTraffic", ofSelect);
    expect([readsOf("product"), readsOf("select")]).toEqual(["customer.product", "ledger.select"]);
  });

  it("a document read before a switch removes its rules, and the version of the document grows with every write", async () => {
    const before = await version();
    const { response } = await client.call("GetRoutingRules", {});
    await client.call("WorkflowSwitchTraffic", { ...ofSelect, tablet_types: switchAll.tablet_types });
    const switched = await version();
    await client.call("ApplyRoutingRules", { routing_rules: response?.["routing_rules"] });
    expect(readsOf("select")).toBe("billing.select");
    expect(simulator.state.shard("billing", "0").deniedTables).toEqual(["select"]);
    expect(before).toBeLessThan(switched);
    expect(switched).toBeLessThan(await version());
    const again = await client.call("WorkflowSwitchTraffic", { ...ofSelect, tablet_types: switchAll.tablet_types });
    expect(again.details).toContain("workflow is frozen");
  });
});
