import { describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, MIRROR_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import type { TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { commerce, customer, move } from "./names.ts";
import { moved, simulated } from "./simulated.ts";
import { shardNamed, shardsNamed, tablesNamed } from "../names.ts";

const forward = { direction: "forward", dryRun: false } as const;
const reads = { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA", "RDONLY"] as const };
const primary = formatTabletAlias("zone1", 200);

describe("writing", () => {
  test("mirrored reads are in the rules until they are ended; with other tablet types Vitess refuses", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    await vitess.mirrorTraffic(move, MIRROR_DEFAULTS);
    expect((await vitess.rules()).mirrors).toHaveLength(3);
    await vitess.mirrorTraffic(move, { ...MIRROR_DEFAULTS, percent: 0 });
    expect((await vitess.rules()).mirrors).toEqual([]);
    await vitess.mirrorTraffic(move, { tabletTypes: ["PRIMARY"], percent: 1 });
    await expect(vitess.mirrorTraffic(move, MIRROR_DEFAULTS)).rejects.toMatchObject({
      kind: "refused",
      message: "wrong number of pre-existing mirror rules",
    });
    await vitess.switchTraffic(move, reads, forward);
    await expect(vitess.mirrorTraffic(move, MIRROR_DEFAULTS)).rejects.toThrow("cannot mirror [replica,rdonly] traffic");
  });

  test("each document of rules is replaced as a whole, and the others stay", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    const before = await vitess.rules();
    expect(before.tables).toHaveLength(9);
    await vitess.applyRules("shards", { ...before, shards: [{ fromKeyspace: commerce, toKeyspace: customer, shard: shardNamed("0") }] });
    await vitess.applyRules("keyspaces", { ...before, keyspaces: [{ fromKeyspace: commerce, toKeyspace: customer }] });
    await vitess.applyRules("tables", { ...before, tables: before.tables.slice(0, 2) });
    expect(await vitess.rules()).toEqual({
      tables: before.tables.slice(0, 2),
      shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" }],
      keyspaces: [{ fromKeyspace: "commerce", toKeyspace: "customer" }],
      mirrors: [],
    });
  });

  test("writes are unblocked by taking tables off the deny list", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setDeniedTables("commerce", "0", ["product", "corder"], true);
    await vitess.allowTables(commerce, shardNamed("0"), tablesNamed("product"));
    expect((await vitess.deniedTables(commerce, shardNamed("0"))).tables).toEqual(["corder"]);
  });

  test("an update changes what it names and leaves the rest", async () => {
    const { vitess, simulator } = await simulated();
    await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("product"), autoStart: false });
    const stream = (): unknown => simulator.state.streams("customer", "commerce2customer")[0];
    await vitess.updateWorkflow(move, { shards: [], cells: ["zone2"], onDdl: "STOP" });
    expect(stream()).toMatchObject({
      cells: ["zone2"],
      onDdl: "STOP",
      tabletTypes: ["REPLICA", "PRIMARY"],
      inOrder: true,
      state: "Stopped",
    });
    await vitess.updateWorkflow(move, {
      shards: shardsNamed("0"),
      tabletTypes: ["PRIMARY"],
      tabletTypesInOrder: false,
      configOverrides: { vreplication_retry_delay: "10s" },
    });
    expect(stream()).toMatchObject({
      cells: ["zone2"],
      tabletTypes: ["PRIMARY"],
      inOrder: false,
      options: { config: { "vreplication-retry-delay": "10s" } },
    });
  });

  test("cancel and delete are the same; data that is kept stays, with its denied tables", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    await vitess.cancelMove(move, { ...CANCEL_DEFAULTS, keepData: true });
    expect(await vitess.workflows(customer)).toEqual([]);
    expect((await vitess.deniedTables(customer, shardNamed("0"))).tables).toEqual(["product"]);
    simulator.state.fillTable("customer", "0", "product", 0);
    await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("product") });
    await vitess.deleteWorkflow(move, CANCEL_DEFAULTS);
    expect((await vitess.deniedTables(customer, shardNamed("0"))).tables).toEqual([]);
    expect(await vitess.tableSizes(primary, [])).toEqual([]);
  });

  test("a missing source keyspace is left out of cancel, and of complete", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    simulator.state.removeKeyspace("commerce");
    await expect(vitess.cancelMove(move, CANCEL_DEFAULTS)).rejects.toMatchObject({ kind: "not-found" });
    await vitess.cancelMove(move, { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true });
    expect(await vitess.workflows(customer)).toEqual([]);
  });

  test("complete without the source keyspace leaves it alone", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    await vitess.switchTraffic(move, SWITCH_DEFAULTS, forward);
    await vitess.complete(move, { ...COMPLETE_DEFAULTS, ignoreSourceKeyspace: true }, { dryRun: false });
    expect(await vitess.workflows(customer)).toEqual([]);
    expect(simulator.state.table("commerce", "0", "product").rows).toBe(5);
  });

  test("a switch goes on without the tablet that cannot be refreshed only by force", { timeout: 30_000 }, async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    simulator.state.setTabletAlive(201, false);
    const soon = setInterval(() => simulator.clock.advance(2_000), 20);
    try {
      await expect(vitess.switchTraffic(move, reads, forward)).rejects.toThrow("could not refresh all of the tablets");
      await vitess.switchTraffic(move, { ...reads, force: true }, forward);
    } finally {
      clearInterval(soon);
    }
    expect((await vitess.workflowStatus(move)).trafficState).toBe("All Reads Switched. Writes Not Switched");
  });

  test("without the privileges for the reverse workflow a switch is refused before anything changes", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    simulator.state.setReverseRights("commerce", false);
    await expect(vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY"] }, forward)).rejects.toThrow(
      "failed to validate required vreplication metadata permissions",
    );
    expect((await vitess.deniedTables(commerce, shardNamed("0"))).tables).toEqual([]);
    await vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, enableReverseReplication: false }, forward);
  });

  test("ids from a sequence go on above the highest one moved", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    simulator.state.setVSchemaTable("customer", "product", {
      columnVindexes: [],
      autoIncrement: { column: "sku", sequence: "commerce.product_seq" },
    });
    const options = { ...SWITCH_DEFAULTS, initializeTargetSequences: true };
    const lines = await vitess.switchTraffic(move, options, { direction: "forward", dryRun: true });
    expect(lines.join("\n")).toContain("\tBacking table: product_seq, current value 0, new value 6");
    await vitess.switchTraffic(move, options, forward);
    expect(simulator.cluster.keyspaces.get("commerce")?.sequences?.get("product_seq")).toBe(6);
  });
});

function create(vitess: TypedVitess, more: object): Promise<void> {
  return vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("corder"), ...more });
}

describe("options of create that need something of the cluster", () => {
  test.each([
    [{ globalKeyspace: "nosuchks" }, "global-keyspace nosuchks does not exist"],
    [{ globalKeyspace: "customer2" }, "global-keyspace customer2 is sharded and thus cannot be used for global resources"],
    [{ tenantId: "17" }, "multi-tenant spec not found for target keyspace customer"],
    [{ atomicCopy: true, sourceShards: ["0"] }, "both atomic copy and partial mode cannot be specified for the same workflow"],
  ])("%o: %s", async (more, text) => {
    const { vitess } = await simulated();
    await expect(create(vitess, more)).rejects.toThrow(text);
  });

  test("foreign keys are left out if requested", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setTableMade("commerce", "corder", { references: ["customer"] });
    await create(vitess, { dropForeignKeys: true });
    expect((await vitess.tableSchemas(primary, tablesNamed("corder")))[0]?.references).toEqual([]);
    const other = await simulated();
    other.simulator.state.setTableMade("commerce", "corder", { references: ["customer"] });
    await create(other.vitess, {});
    expect((await other.vitess.tableSchemas(primary, tablesNamed("corder")))[0]?.references).toEqual(["customer"]);
  });
});
