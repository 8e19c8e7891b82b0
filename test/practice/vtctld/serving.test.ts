import { afterEach, describe, expect, it } from "vitest";
import { openCommandClient, requestOf } from "./conformance/legacy/client.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

interface Harness {
  readonly simulator: VtctldSimulator;
  readonly client: WireClient;
}

const open: Harness[] = [];

afterEach(async () => {
  for (const { simulator, client } of open.splice(0)) {
    client.close();
    await simulator.close();
  }
});

/** A move of product whose copy is done, on a release with the typed calls; two cells, the second without a tablet. */
async function moved(version: number): Promise<Harness> {
  const cluster = createCommerceCluster({ version, pace: { switchStepMs: 1 } });
  cluster.cells = ["zone1", "zone2"];
  const simulator = await startVtctldSimulator({ cluster });
  const harness = { simulator, client: openWireClient(simulator.address) };
  open.push(harness);
  await harness.client.call("MoveTablesCreate", productMove);
  simulator.clock.advance(2_000);
  return harness;
}

const writesOnly = { ...switchAll, tablet_types: ["PRIMARY"] };

/** What each cell's vtgate does with a write and with a replica's read: the keyspace, or `denied`. */
function felt({ simulator: { cluster, sql } }: Harness): string[] {
  return cluster.cells.map((cell) => {
    const write = sql.insertThroughVtgate("product", { sku: cell }, cell);
    const read = sql.readThroughVtgate("product", "REPLICA", cell);
    return `${write.keyspace ?? (/denied tables/.test(write.error) ? "denied" : write.error)} ${read.keyspace ?? read.error}`;
  });
}

async function stateNow({ client }: Harness): Promise<unknown> {
  const { response } = await client.call("WorkflowStatus", { keyspace: "customer", workflow: "product" });
  return response?.["traffic_state"];
}

describe("writes first, then everything", () => {
  it.for([
    // Before 21 reads are always served at once.
    { version: 20, first: "customer customer", again: "customer customer" },
    // The mirror rules' document is saved on every switch, which rebuilds the graph before the new rules are saved.
    { version: 23, first: "customer commerce", again: "customer customer" },
    { version: 24, first: "customer commerce", again: "customer commerce" },
  ])("on $version: $first, and after the same switch again: $again", async ({ version, first, again }) => {
    const harness = await moved(version);
    await harness.client.call("WorkflowSwitchTraffic", writesOnly);
    const dryRun = await harness.client.call("WorkflowSwitchTraffic", { ...switchAll, dry_run: true });
    expect(JSON.stringify(dryRun.response)).not.toContain("Serving VSchema will be rebuilt");
    const answer = await harness.client.call("WorkflowSwitchTraffic", switchAll);
    expect(answer.response?.["summary"]).toBe("SwitchTraffic was successful for workflow customer.product");
    expect(harness.simulator.cluster.routingRules.get("product@replica")).toEqual(["customer.product"]);
    expect(felt(harness)).toEqual([first, first]);
    const reads = first.endsWith("customer") ? "All Reads Switched" : "Reads Not Switched";
    expect(answer.response?.["current_state"]).toBe(`${reads}. Writes Switched`);
    await harness.client.call("WorkflowSwitchTraffic", switchAll);
    expect(felt(harness)).toEqual([again, again]);
    await harness.client.call("RebuildVSchemaGraph", {});
    expect(felt(harness)).toEqual(["customer customer", "customer customer"]);
  });
});

describe("rules that are saved and not served", () => {
  it("are left by a vtctld killed in between: writes are denied at the source, and the words say switched", async () => {
    const harness = await moved(23);
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-saved" });
    await harness.client.call("WorkflowSwitchTraffic", switchAll);
    expect(await stateNow(harness)).toBe("All Reads Switched. Writes Switched");
    expect(felt(harness)).toEqual(["denied customer", "denied customer"]);
    await harness.client.call("RebuildVSchemaGraph", { cells: ["zone2"] });
    expect(felt(harness)).toEqual(["denied customer", "customer customer"]);
    await harness.client.call("RebuildVSchemaGraph", {});
    expect(felt(harness)).toEqual(["customer customer", "customer customer"]);
  });

  it("are left by a switch of reads in the cells that it does not name", async () => {
    const harness = await moved(23);
    await harness.client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["REPLICA", "RDONLY"], cells: ["zone2"] });
    expect(felt(harness)).toEqual(["commerce commerce", "commerce customer"]);
    expect(await stateNow(harness)).toBe(
      "Reads partially switched. Replica switched in cells: zone2. Rdonly switched in cells: zone2. Writes Not Switched",
    );
  });
});

describe("what a tablet denies", () => {
  const control = { keyspace: "commerce", shard: "0", tablet_type: "PRIMARY", denied_tables: ["product"] };

  it.for([12, 14, 18, 23, 24])("on %i differs from SetShardTabletControl until the tablet has read it", async (version) => {
    const cluster = createCommerceCluster({ version });
    const simulator = await startVtctldSimulator({ cluster });
    const harness = { simulator, client: openWireClient(simulator.address) };
    open.push(harness);
    await harness.client.call("SetShardTabletControl", control);
    expect(felt(harness)).toEqual(["commerce commerce"]);
    await harness.client.call("RefreshState", { tablet_alias: { cell: "zone1", uid: 101 } });
    expect(felt(harness)).toEqual(["commerce commerce"]);
    await harness.client.call("RefreshState", { tablet_alias: { cell: "zone1", uid: 100 } });
    expect(felt(harness)).toEqual(["denied commerce"]);
    await harness.client.call("SetShardTabletControl", { ...control, remove: true });
    expect(felt(harness)).toEqual(["denied commerce"]);
    await harness.client.call("RefreshStateByShard", { keyspace: "commerce", shard: "0", cells: ["nowhere"] });
    expect(felt(harness)).toEqual(["denied commerce"]);
    await harness.client.call("RefreshStateByShard", { keyspace: "commerce", shard: "0" });
    expect(felt(harness)).toEqual(["commerce commerce"]);
  });

  it("is read again when the tablet starts", async () => {
    const harness = await moved(23);
    await harness.client.call("SetShardTabletControl", control);
    harness.simulator.state.setTabletAlive(100, false);
    harness.simulator.state.setTabletAlive(100, true);
    expect(felt(harness)).toEqual(["denied commerce", "denied commerce"]);
  });

  it("is known to all but a dead replica after 15 s, which the answer names", async () => {
    const harness = await moved(23);
    await harness.client.call("SetShardTabletControl", control);
    harness.simulator.state.setTabletAlive(101, false);
    harness.simulator.clock.setSpeed(100);
    const { response } = await harness.client.call("RefreshStateByShard", { keyspace: "commerce", shard: "0" });
    expect(response).toMatchObject({ is_partial_refresh: true });
    expect(response?.["partial_refresh_details"]).toContain("failed to refresh tablet zone1-0000000101:");
    expect(felt(harness)[0]).toContain("denied");
  });
});

describe("the commands of the older releases", () => {
  it("serve rules at once, unless told not to", async () => {
    const cluster = createCommerceCluster({ version: 14 });
    const simulator = await startVtctldSimulator({ cluster });
    const harness = { simulator, client: openWireClient(simulator.address) };
    open.push(harness);
    const commands = openCommandClient(simulator.address);
    const rules = JSON.stringify({ rules: [{ from_table: "product@replica", to_tables: ["customer.product"] }] });
    await commands.run(requestOf("ApplyRoutingRules", `-rules=${rules}`, "-skip_rebuild"));
    expect(felt(harness)).toEqual(["commerce commerce"]);
    await commands.run(requestOf("ApplyRoutingRules", `-rules=${rules}`));
    expect(felt(harness)).toEqual(["commerce customer"]);
    commands.close();
  });
});
