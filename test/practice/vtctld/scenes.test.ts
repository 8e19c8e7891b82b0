import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createBigCluster, createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";
import { vdiffRows } from "./wire-messages.ts";

let simulator: VtctldSimulator;
let client: WireClient;

async function start(cluster = createCommerceCluster({ copySeconds: 8, pace: { switchStepMs: 1 } })): Promise<void> {
  simulator = await startVtctldSimulator({ cluster, clock: { start: Date.parse("2026-11-20T22:00:00Z"), speed: 1 } });
  client = openWireClient(simulator.address);
}
afterEach(async () => {
  client.close();
  await simulator.close();
});

const workflowsAnswer = z.object({ workflows: z.array(z.record(z.string(), z.unknown())) });
const copyAnswer = z.object({ table_copy_state: z.record(z.string(), z.object({ rows_copied: z.coerce.number() })) });

async function onlyWorkflow(): Promise<Record<string, unknown>> {
  const answer = await client.call("GetWorkflows", { keyspace: "customer", include_logs: true });
  return workflowsAnswer.parse(answer.response).workflows[0] ?? {};
}

describe("a copy", () => {
  const move = { ...productMove, workflow: "big", include_tables: ["customer", "corder"] };
  const big = { keyspace: "customer", workflow: "big" };

  it("takes the given seconds, first one table, then the other", async () => {
    await start();
    await client.call("MoveTablesCreate", move);
    const tables: string[][] = [];
    for (let second = 0; second < 11; second += 1) {
      const status = await client.call("WorkflowStatus", big);
      tables.push(Object.keys(status.response?.["table_copy_state"] ?? {}).toSorted());
      simulator.clock.advance(1_000);
    }
    expect(tables[1]).toEqual(["corder", "customer"]);
    expect(tables[7]).toEqual(["customer"]);
    expect(tables[10]).toEqual([]);
  });

  it("moves its last key while MySQL's statistics stand still", async () => {
    await start();
    await client.call("MoveTablesCreate", move);
    simulator.clock.advance(2_000);
    const early = JSON.stringify(await onlyWorkflow());
    const first = await client.call("WorkflowStatus", big);
    simulator.clock.advance(2_000);
    const late = JSON.stringify(await onlyWorkflow());
    const second = await client.call("WorkflowStatus", big);
    expect(lastKey(late)).toBeGreaterThan(lastKey(early));
    expect(second.response?.["table_copy_state"]).toEqual(first.response?.["table_copy_state"]);
    expect(second.response).toMatchObject({ table_copy_state: { corder: { rows_copied: "0", bytes_copied: "16384" } } });
  });

  it("shows its rows if statistics are fresh", async () => {
    await start(createCommerceCluster({ statistics: "fresh", copySeconds: 10 }));
    await client.call("MoveTablesCreate", move);
    simulator.clock.advance(3_200);
    const status = await client.call("WorkflowStatus", big);
    expect(copyAnswer.parse(status.response).table_copy_state["corder"]?.rows_copied).toBeGreaterThan(600_000);
  });

  it("stands still while it is throttled, says by whom, and still says so afterwards", async () => {
    await start();
    await client.call("MoveTablesCreate", move);
    simulator.clock.advance(2_000);
    simulator.state.throttle("customer", "big", "vcopier");
    const before = lastKey(JSON.stringify(await onlyWorkflow()));
    simulator.clock.advance(60_000);
    const throttled = JSON.stringify(await onlyWorkflow());
    expect(lastKey(throttled)).toBe(before);
    expect(throttled).toContain('"component_throttled":"vcopier"');
    simulator.state.throttle("customer", "big", undefined);
    simulator.clock.advance(1_000);
    const free = JSON.stringify(await onlyWorkflow());
    expect(lastKey(free)).toBeGreaterThan(before);
    expect(free).toContain('"component_throttled":"vcopier"');
  });

  it("with an error in its message is in Error, and cannot be switched", async () => {
    await start();
    await client.call("MoveTablesCreate", productMove);
    simulator.clock.advance(2_000);
    simulator.state.setMessage(
      "customer",
      "product",
      "task error: failed inserting rows: Duplicate entry '1' for key 'product.PRIMARY' (errno 1062)",
    );
    expect((await client.call("WorkflowStatus", switchAll)).response).toMatchObject({
      shard_streams: { "customer/0": { streams: [{ status: "Error", info: expect.stringContaining("errno 1062") }] } },
    });
    expect(await client.call("WorkflowSwitchTraffic", switchAll)).toMatchObject({
      details: "cannot switch traffic for workflow product at this time: workflow has errors",
    });
  });
});

function lastKey(text: string): number {
  return Number(/values:\\"(\d+)/.exec(text)?.[1] ?? "0");
}

describe("lag", () => {
  it("is the sentinel while copying, absent when healthy, and blocks the switch", async () => {
    await start();
    await client.call("MoveTablesCreate", { ...productMove, workflow: "big", include_tables: ["corder"] });
    simulator.clock.advance(1_000);
    expect(await onlyWorkflow()).toMatchObject({ max_v_replication_transaction_lag: "-9223372036854775808" });
    simulator.clock.advance(20_000);
    expect(await onlyWorkflow()).toMatchObject({ max_v_replication_transaction_lag: "0", max_v_replication_lag: "0" });
    simulator.state.setLag("customer", "big", 1514);
    expect(await onlyWorkflow()).toMatchObject({ max_v_replication_transaction_lag: "1514" });
    const big = { ...switchAll, workflow: "big", max_replication_lag_allowed: { seconds: "30" } };
    expect(await client.call("WorkflowSwitchTraffic", { ...big, dry_run: true })).toMatchObject({
      code: 2,
      details: "cannot switch traffic for workflow big at this time: replication lag 1514s is higher than allowed lag 30s",
    });
    simulator.state.setLag("customer", "big", undefined);
    expect(await client.call("WorkflowSwitchTraffic", { ...big, dry_run: true })).toMatchObject({ code: 0 });
  });

  it("of a stream that stands still shows only at the switch, which waits in vain", async () => {
    await start();
    await client.call("MoveTablesCreate", productMove);
    simulator.clock.advance(2_000);
    simulator.state.stall("customer", "product", true);
    simulator.sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-1", description: "x", price: "1" }]);
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, dry_run: true })).toMatchObject({ code: 0 });
    simulator.clock.setSpeed(100);
    expect(await client.call("WorkflowSwitchTraffic", { ...switchAll, timeout: { seconds: "5" } })).toMatchObject({
      code: 2,
      details: expect.stringContaining("context deadline exceeded"),
    });
    expect((await client.call("WorkflowStatus", switchAll)).response).toMatchObject({
      traffic_state: "All Reads Switched. Writes Not Switched",
    });
  });
});

describe("a VDiff", () => {
  const uuid = "33333333-2222-4333-8444-000000000001";
  const vdiff = { workflow: "product", target_keyspace: "customer", uuid, max_report_sample_rows: "10", only_p_ks: true };

  beforeEach(async () => {
    await start();
    await client.call("MoveTablesCreate", productMove);
    simulator.clock.advance(2_000);
  });

  async function report(): Promise<unknown> {
    await client.call("VDiffCreate", vdiff);
    simulator.clock.advance(10_000);
    const shown = await client.call("VDiffShow", { ...vdiff, arg: uuid });
    return JSON.parse(vdiffRows(shown.response)["0"]?.[0]?.["report"] ?? "null");
  }

  it("finds what was planted", async () => {
    simulator.state.plantDifferences("customer", "0", "product", { mismatched: 2, extraSource: 1, extraTarget: 3 });
    expect(await report()).toMatchObject({ ProcessedRows: 8, MatchingRows: 2, MismatchedRows: 2, ExtraRowsSource: 1, ExtraRowsTarget: 3 });
  });

  it("finds every row missing on a truncated target", async () => {
    simulator.sql.truncate({ keyspace: "customer", table: "product" });
    expect(await report()).toMatchObject({ ProcessedRows: 5, MatchingRows: 0, ExtraRowsSource: 5 });
  });

  it("finds nothing if rows came through the stream", async () => {
    simulator.sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-7", description: "x", price: "1" }]);
    expect(await report()).toMatchObject({ ProcessedRows: 6, MatchingRows: 6, MismatchedRows: 0 });
  });

  it("ends completed without a table that is missing on the target", async () => {
    simulator.sql.renameTable({ keyspace: "customer", table: "product" }, "product_away");
    await client.call("VDiffCreate", { ...vdiff, tables: ["product"] });
    const shown = await client.call("VDiffShow", { ...vdiff, arg: "last" });
    expect(vdiffRows(shown.response)["0"]).toMatchObject([
      { vdiff_state: "error", last_error: 'buildPlan: no tables found to diff, product:[product], on tablet cell:"zone1" uid:200' },
    ]);
  });
});

describe("a big cluster", () => {
  it("has every keyspace with its tables, and moves between them", async () => {
    await start(createBigCluster({ keyspaces: 200, tablesPerKeyspace: 40 }));
    const keyspaces = await client.call("GetKeyspaces", {});
    expect(keyspaces.response?.["keyspaces"]).toHaveLength(200);
    const schema = await client.call("GetSchema", { tablet_alias: { cell: "zone1", uid: 1010 }, table_names_only: true });
    expect(schema.response).toMatchObject({ schema: { table_definitions: { length: 40 } } });
    const move = { workflow: "big", source_keyspace: "ks001", target_keyspace: "ks002", all_tables: true, auto_start: true };
    expect(await client.call("MoveTablesCreate", move)).toMatchObject({ code: 0 });
    expect(simulator.cluster.routingRules.size).toBe(40 * 9);
  });
});
