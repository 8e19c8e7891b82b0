import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

let simulator: VtctldSimulator;
let client: WireClient;

beforeEach(async () => {
  simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ pace: { switchStepMs: 1 } }) });
  client = openWireClient(simulator.address);
  await client.call("MoveTablesCreate", productMove);
  simulator.clock.advance(2_000);
});
afterEach(async () => {
  client.close();
  await simulator.close();
});

describe("faults hit the call they were meant for", () => {
  it("the second status call, and no other", async () => {
    simulator.faults.inject({ rpc: "WorkflowStatus", occurrence: 2 }, { kind: "unavailable", details: "connection refused" });
    const answers = [
      await client.call("WorkflowStatus", switchAll),
      await client.call("GetKeyspaces", {}),
      await client.call("WorkflowStatus", switchAll),
      await client.call("WorkflowStatus", switchAll),
    ];
    expect(answers.map(({ code, details }) => ({ code, details }))).toEqual([
      { code: 0, details: "" },
      { code: 0, details: "" },
      { code: 14, details: "connection refused" },
      { code: 0, details: "" },
    ]);
  });

  it("three calls in a row, whichever they are", async () => {
    simulator.faults.inject({ rpc: "*", times: 3 }, { kind: "unavailable" });
    const codes: number[] = [];
    for (const rpc of ["GetKeyspaces", "GetRoutingRules", "GetCellInfoNames", "GetKeyspaces"])
      codes.push((await client.call(rpc, {})).code);
    expect(codes).toEqual([14, 14, 14, 0]);
  });

  it("only a dry run, if so configured", async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic", where: (request) => request["dry_run"] === true }, { kind: "empty-error" });
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["REPLICA"] })).toMatchObject({ code: 0 });
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, dry_run: true })).toMatchObject({ code: 2, details: "" });
  });

  it("and let somebody else act before the call, and again before its answer", async () => {
    const other = openWireClient(simulator.address, undefined, { "grpc.primary_user_agent": "grpc-go/1.75.1" });
    const look = (): Promise<unknown> => other.call("WorkflowStatus", { keyspace: "customer", workflow: productMove.workflow });
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "meanwhile", before: look, after: look });
    const before = simulator.calls().length;
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["REPLICA"] })).toMatchObject({ code: 0 });
    const since = simulator.calls().slice(before);
    expect(since.map(({ method }) => method)).toEqual(["WorkflowSwitchTraffic", "WorkflowStatus", "WorkflowStatus"]);
    expect(since.map(({ agent }) => agent.startsWith("grpc-go/"))).toEqual([false, true, true]);
    other.close();
  });

  it("nothing any more once they are cleared", async () => {
    simulator.faults.inject({ rpc: "GetKeyspaces" }, { kind: "empty-error" });
    simulator.faults.clear();
    expect(await client.call("GetKeyspaces", {})).toMatchObject({ code: 0 });
  });
});

describe("what each fault does", () => {
  it("a delay lasts as long in simulated time", async () => {
    simulator.faults.inject({ rpc: "GetKeyspaces" }, { kind: "delay", ms: 60_000 });
    const answer = client.call("GetKeyspaces", {});
    await untilCalls(simulator, "GetKeyspaces", 1);
    expect(simulator.calls().at(-1)?.outcome).toBeUndefined();
    simulator.clock.advance(60_000);
    expect(await answer).toMatchObject({ code: 0 });
  });

  it("a hang ends with the client's deadline", async () => {
    simulator.faults.inject({ rpc: "WorkflowStatus" }, { kind: "hang" });
    expect(await client.call("WorkflowStatus", switchAll, { deadlineMs: 150 })).toMatchObject({ code: 4 });
  });

  it("an error with one of Vitess's texts does nothing", async () => {
    simulator.faults.inject({ rpc: "WorkflowDelete" }, { kind: "error", details: "failed to stop workflow product on shard customer/0" });
    expect(await client.call("WorkflowDelete", switchAll)).toMatchObject({
      code: 2,
      details: "failed to stop workflow product on shard customer/0",
    });
    expect(simulator.state.streams("customer", "product")).toHaveLength(1);
  });

  it("an error can hide a complete success", async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error-hides-success" });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 2, details: "node doesn't exist: lease" });
    expect((await client.call("WorkflowStatus", switchAll)).response).toMatchObject({
      traffic_state: "All Reads Switched. Writes Switched",
    });
  });

  it("a text that ends in a blank arrives empty, and the simulator knows the real one", async () => {
    const details = "no source shards specified for workflow e0 ";
    const refused = await client.call("MoveTablesCreate", { ...productMove, workflow: "e0", source_shards: ["-80"] });
    expect(refused).toMatchObject({ code: 2, details: "" });
    expect(simulator.calls().at(-1)?.outcome).toEqual({ code: 2, details });
  });

  it("a connection that breaks right after accept changes nothing", async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "drop-connection", after: "accept" });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 14 });
    expect((await client.call("WorkflowStatus", switchAll)).response).toMatchObject({
      traffic_state: "Reads Not Switched. Writes Not Switched",
    });
  });

  it("a client that goes away before the journal is rolled back: writes come back, reads stay switched, no lock stays", async () => {
    simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "drop-connection", after: "source-writes-denied" });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({ code: 14 });
    expect((await client.call("WorkflowStatus", switchAll)).response).toMatchObject({
      traffic_state: "All Reads Switched. Writes Not Switched",
    });
    expect(simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
    expect(simulator.state.shard("customer", "0").deniedTables).toEqual(["product"]);
    expect(simulator.cluster.locks.held.size).toBe(0);
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({
      code: 0,
      response: { start_state: "All Reads Switched. Writes Not Switched", current_state: "All Reads Switched. Writes Switched" },
    });
  });

  it("a killed vtctld is away for a while and then back", async () => {
    simulator.kill(200);
    expect(await client.call("GetKeyspaces", {})).toMatchObject({ code: 14 });
    const later = openWireClient(simulator.address);
    await expect.poll(async () => (await later.call("GetKeyspaces", {})).code).toBe(0);
    later.close();
  });

  it("a missing call is UNIMPLEMENTED", async () => {
    const old = await startVtctldSimulator({ unimplemented: ["GetMirrorRules"] });
    const caller = openWireClient(old.address);
    expect(await caller.call("GetMirrorRules", {})).toMatchObject({
      code: 12,
      details: "unknown method GetMirrorRules for service vtctlservice.Vtctld",
    });
    expect(await caller.call("GetRoutingRules", {})).toMatchObject({ code: 0 });
    caller.close();
    await old.close();
  });
});

/** Waits until a call has arrived at the simulator. */
async function untilCalls(at: VtctldSimulator, method: string, count: number): Promise<void> {
  await expect.poll(() => at.calls().filter((call) => call.method === method).length).toBe(count);
}
