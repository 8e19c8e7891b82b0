import { describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import { Fault } from "../../src/operations/fault.ts";
import { commerce, customer, move } from "./names.ts";
import { moved, NOW, seconds, simulated } from "./simulated.ts";
import { shardNamed, tablesNamed } from "../names.ts";

const primary = formatTabletAlias("zone1", 200);

describe("reading a cluster", () => {
  test("finds a leftover tablet control, next to a move's deny list", async () => {
    const { vitess, simulator } = await simulated();
    await moved(vitess, simulator);
    simulator.state.leaveTabletControl("customer", "0", { tabletType: "RDONLY", cells: ["zone1"], frozen: true });
    expect(await vitess.tabletControls(customer)).toEqual([
      { shard: "0", tabletType: "PRIMARY", cells: [], deniedTables: ["product"], frozen: false },
      { shard: "0", tabletType: "RDONLY", cells: ["zone1"], deniedTables: [], frozen: true },
    ]);
  });

  test("finds nothing served in a cell without a build, and hides no other cell", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.addCell("zone9");
    expect(await vitess.served()).toMatchObject({ cells: [{ cell: "zone1" }], unread: [] });
  });

  test("names a cell whose topology does not answer, and reads the others", async () => {
    const { vitess, simulator } = await simulated();
    simulator.cluster.cells.push("zone2");
    const strike = (): void =>
      simulator.faults.inject(
        { rpc: "GetSrvVSchema", where: ({ cell }) => cell === "zone2" },
        { kind: "error", code: 4, details: "context deadline exceeded" },
      );
    strike();
    expect(await vitess.served()).toMatchObject({ cells: [{ cell: "zone1" }], unread: ["zone2"] });
    strike();
    simulator.faults.inject({ rpc: "GetSrvVSchema", where: ({ cell }) => cell === "zone1" }, { kind: "error", details: "no topology" });
    await expect(vitess.served()).rejects.toBeInstanceOf(Fault);
  });

  test("sees a new column as DDL, and changing rows not", async () => {
    const { vitess, simulator } = await simulated();
    const source = formatTabletAlias("zone1", 100);
    simulator.state.setTableMade("commerce", "corder", { references: ["customer"], autoIncrement: true });
    const [before] = await vitess.tableSchemas(source, tablesNamed("corder"));
    expect(before).toMatchObject({ table: "corder", primaryKey: ["order_id"], references: ["customer"], autoIncrement: true });
    simulator.sql.insertRows({ keyspace: "commerce", table: "corder" }, [{ order_id: "1" }]);
    expect((await vitess.tableSchemas(source, tablesNamed("corder")))[0]?.digest).toBe(before?.digest);
    simulator.state.setTableMade("commerce", "corder", { columns: ["order_id", "note"] });
    expect((await vitess.tableSchemas(source, tablesNamed("corder")))[0]?.digest).not.toBe(before?.digest);
    expect(await vitess.tableSchemas(source, [])).toHaveLength(3);
  });

  test("finds sequences and tenants of a VSchema", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setVSchemaTable("commerce", "corder", {
      columnVindexes: [],
      autoIncrement: { column: "order_id", sequence: "commerce.corder_seq" },
    });
    simulator.state.setMultiTenant("commerce", true);
    expect(await vitess.vschema(commerce)).toMatchObject({
      sequences: [{ table: "corder", sequence: "commerce.corder_seq" }],
      multiTenant: true,
    });
  });

  test("finds replicas that lag, that stand still, and that do not answer", async () => {
    const { vitess, simulator } = await simulated();
    const replica = async (): Promise<unknown> => (await vitess.replication(customer, shardNamed("0")))[0];
    const about = { tablet: "zone1-0000000201", shard: "0", type: "REPLICA" };
    expect(await replica()).toEqual({ ...about, replicating: true, lagSeconds: 0, lastError: "" });
    simulator.state.setReplication(201, { running: true, lagSeconds: 41 });
    expect(await replica()).toMatchObject({ replicating: true, lagSeconds: 41 });
    simulator.state.setReplication(201, { running: false, error: "Got fatal error 1236 from source" });
    expect(await replica()).toEqual({ ...about, replicating: false, lastError: "Got fatal error 1236 from source" });
    simulator.state.setTabletAlive(201, false);
    expect(await replica()).toEqual({ ...about, replicating: false, lastError: "the tablet did not tell its replication status" });
  });

  test("finds a tablet in BACKUP and one in RESTORE", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setTabletType(101, "BACKUP");
    simulator.state.setTabletType(201, "RESTORE");
    expect((await vitess.tablets(commerce)).map(({ type }) => type)).toEqual(["PRIMARY", "BACKUP"]);
    expect((await vitess.tablets(customer)).map(({ type }) => type)).toEqual(["PRIMARY", "RESTORE"]);
  });

  test("finds a healthy keyspace, one with a dead tablet, and a missing one", async () => {
    const { vitess, simulator } = await simulated();
    expect(await vitess.validateKeyspace(customer, true)).toEqual([]);
    simulator.state.setTabletAlive(201, false);
    const found = vitess.validateKeyspace(customer, true);
    const soon = setInterval(() => simulator.clock.advance(1_000), 5);
    const [problem] = await found.finally(() => clearInterval(soon));
    expect(problem).toContain("Ping(zone1-0000000201) failed: Code: DEADLINE_EXCEEDED");
    simulator.state.removeKeyspace("customer");
    expect((await vitess.validateKeyspace(customer, false))[0]).toContain("GetShardNames(customer) failed: node doesn't exist");
  });

  test("finds a schema change that runs, and one that is done", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.runMigration("customer", { table: "product", status: "COMPLETE", completedAt: NOW });
    simulator.state.runMigration("customer", { table: "corder" });
    expect(await vitess.schemaMigrations(customer)).toMatchObject([
      { keyspace: "customer", table: "corder", status: "running" },
      { keyspace: "customer", table: "product", status: "complete", completedAt: NOW },
    ]);
  });
});

describe("the throttler", () => {
  test("says how full a disk is, and that nothing is measured while it is off", async () => {
    const { vitess, simulator } = await simulated();
    expect(await vitess.throttlerStatus(primary)).toMatchObject({ enabled: false, metrics: [], throttledApps: [] });
    simulator.state.setMetric("customer", "mysqld-datadir-used-ratio", 0.93);
    const status = await vitess.throttlerStatus(primary);
    expect(status?.enabled).toBe(true);
    expect(status?.metrics).toContainEqual({ name: "self/mysqld-datadir-used-ratio", value: 0.93, threshold: 0.98, error: "" });
  });

  test("holds an app back until it is released; its other settings stay", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setMetric("customer", "lag", 1);
    await vitess.throttleApp(customer, "vreplication", 1, NOW + 3_600_000);
    expect(await vitess.throttlerCheck(primary, "vreplication")).toEqual({
      tablet: "zone1-0000000200",
      shard: "0",
      ok: false,
      reason: "vreplication is explicitly denied access",
    });
    expect(await vitess.throttlerStatus(primary)).toMatchObject({
      enabled: true,
      throttledApps: [{ name: "vreplication", ratio: 1, expiresAt: NOW + 3_600_000 }],
    });
    await moved(vitess, simulator);
    expect((await vitess.workflows(customer))[0]?.streams[0]?.throttle?.component).toBe("vcopier");
    await vitess.throttleApp(customer, "vreplication", 0, NOW);
    expect(await vitess.throttlerCheck(primary, "vreplication")).toMatchObject({ ok: true, reason: "" });
    expect(await vitess.throttlerStatus(primary)).toMatchObject({ enabled: true, throttledApps: [] });
    await seconds(5, vitess, simulator);
    expect((await vitess.workflowStatus(move)).tableCopy).toEqual([]);
  });

  test("says which limit is exceeded", async () => {
    const { vitess, simulator } = await simulated();
    simulator.state.setMetric("customer", "lag", 12);
    expect(await vitess.throttlerCheck(primary, "vreplication")).toMatchObject({
      ok: false,
      reason: "vreplication is denied access due to shard/lag metric value: 12 exceeding threshold: 5",
    });
  });
});
