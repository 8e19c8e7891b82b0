import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WATCHING } from "../../../jobs/watching.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { refreshCatalogue } from "../../../src/operations/clusters/catalogue.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { createBigCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { runningMove } from "../moves.ts";
import { isConnected, joinHarness, openHarness, PROD, type Harness } from "../harness.ts";

let redis: PrivateRedis | undefined;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());

const unreadable = (): Promise<never> => Promise.reject(new Fault("unexpected", "written by a newer Tandem"));
const keyspace = (name: string): Keyspace => name as Keyspace;

async function withHarness(work: (harness: Harness) => Promise<void>, version?: number): Promise<void> {
  const harness = await openHarness(redis?.url ?? "", version === undefined ? {} : { version });
  try {
    await work(harness);
  } finally {
    await harness.end();
  }
}

test("a cluster's keyspaces, cells and release are read, each with its time", () =>
  withHarness(async ({ deps, records }) => {
    expect(await records.catalogue.cluster(PROD)).toEqual({});
    const before = await records.now();
    await refreshCatalogue(deps, PROD);
    const { keyspaces, cells, version } = await records.catalogue.cluster(PROD);
    expect(keyspaces?.names).toEqual(["commerce", "customer", "customer2"]);
    expect(keyspaces?.at).toBeGreaterThanOrEqual(before);
    expect(cells?.names).toEqual(["zone1"]);
    expect(version).toMatchObject({ dialect: "typed", major: 23 });
  }));

test.each([12, 23])("a keyspace's tables and moves are read on Vitess %i, without reverse workflows and Vitess's own tables", (version) =>
  withHarness(async (harness) => {
    if (version === 23) await runningMove(harness);
    const { deps, records } = harness;
    await refreshCatalogue(deps, PROD, keyspace("commerce"));
    expect((await records.catalogue.keyspace(PROD, keyspace("commerce"))).tables?.names).toEqual(["corder", "customer", "product"]);
    await refreshCatalogue(deps, PROD, keyspace("customer"));
    const { workflows } = await records.catalogue.keyspace(PROD, keyspace("customer"));
    expect(workflows?.names).toEqual(version === 23 ? ["commerce2customer"] : []);
  }, version),
);

test("if vtctld is gone, what was read before stays, with its age", () =>
  withHarness(async ({ deps, records, simulator }) => {
    await refreshCatalogue(deps, PROD);
    await refreshCatalogue(deps, PROD, keyspace("commerce"));
    const [cluster, commerce] = [await records.catalogue.cluster(PROD), await records.catalogue.keyspace(PROD, keyspace("commerce"))];
    simulator.faults.inject({ rpc: "*", times: 100 }, { kind: "unavailable" });
    const told: unknown[] = [];
    const log = pino({}, { write: (line) => void told.push(JSON.parse(line)) });
    const stopping = new AbortController().signal;
    const job = WATCHING["refresh-catalogue"];
    await job.run({ ...deps, log, stopping }, { v: 1, cluster: PROD });
    await job.run({ ...deps, log, stopping }, { v: 1, cluster: PROD, keyspace: keyspace("commerce") });
    const err = expect.objectContaining({ kind: "unreachable" });
    expect(told).toMatchObject([
      { cluster: "prod", err },
      { cluster: "prod", keyspace: "commerce", err },
    ]);
    expect(await records.catalogue.cluster(PROD)).toEqual(cluster);
    expect(await records.catalogue.keyspace(PROD, keyspace("commerce"))).toEqual(commerce);
  }));

test("if a primary is dead, the old tables stay, and the workflows are still read", () =>
  withHarness(async (harness) => {
    const { deps, records, simulator } = harness;
    await refreshCatalogue(deps, PROD, keyspace("commerce"));
    const { tables, workflows } = await records.catalogue.keyspace(PROD, keyspace("commerce"));
    simulator.faults.inject({ rpc: "GetSchema" }, { kind: "error", details: "no such tablet" });
    await expect(refreshCatalogue(deps, PROD, keyspace("commerce"))).rejects.toThrow("no such tablet");
    const after = await records.catalogue.keyspace(PROD, keyspace("commerce"));
    expect(after.tables).toEqual(tables);
    expect(after.workflows?.at).toBeGreaterThan(workflows?.at ?? 0);
  }));

test("names written by another version of Tandem are replaced", () =>
  withHarness(async ({ deps, records }) => {
    const catalogue = { ...records.catalogue, cluster: unreadable, keyspace: unreadable };
    await refreshCatalogue({ ...deps, records: { ...records, catalogue } }, PROD);
    await refreshCatalogue({ ...deps, records: { ...records, catalogue } }, PROD, keyspace("commerce"));
    expect((await records.catalogue.cluster(PROD)).keyspaces?.names).toHaveLength(3);
    expect((await records.catalogue.keyspace(PROD, keyspace("commerce"))).tables?.names).toHaveLength(3);
  }));

test("all names of 1,000 keyspaces with 20,000 tables are read, except Vitess's own tables", async () => {
  const cluster = createBigCluster({ keyspaces: 1_000, tablesPerKeyspace: 20 });
  const tables = cluster.keyspaces.get("ks777")?.shards.get("0")?.tables;
  const [table] = tables?.values() ?? [];
  const held = "_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_";
  if (table !== undefined) tables?.set(held, { ...table, name: held });
  expect(tables?.size).toBe(21);
  const simulator = await startVtctldSimulator({ cluster });
  const joined = joinHarness({ redisUrl: redis?.url ?? "", prefix: `{t-${randomUUID().slice(0, 8)}}`, vtctld: simulator.address });
  try {
    await isConnected(joined.records);
    await refreshCatalogue(joined.deps, PROD);
    expect((await joined.records.catalogue.cluster(PROD)).keyspaces?.names).toHaveLength(1_000);
    await refreshCatalogue(joined.deps, PROD, keyspace("ks777"));
    expect((await joined.records.catalogue.keyspace(PROD, keyspace("ks777"))).tables?.names).toHaveLength(20);
  } finally {
    joined.close();
    await simulator.close();
  }
});
