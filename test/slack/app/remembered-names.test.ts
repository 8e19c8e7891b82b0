import { expect, test } from "vitest";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { createRememberedNames } from "../../../src/slack/app/remembered/names.ts";
import { bench } from "../../store/with-redis.ts";
import { PROD } from "./clusters.ts";
import { recordingJobs } from "./recording-jobs.ts";
import { listeningLog } from "./harness.ts";

const redis = bench();
const COMMERCE = "commerce" as Keyspace;
const MINUTE = 60_000;

/** The app's cache over a real store, and how often the store was read. */
function open() {
  const { records } = redis.fresh();
  const asked: string[] = [];
  const catalogue = {
    ...records.catalogue,
    cluster: (name: typeof PROD) => {
      asked.push(name);
      return records.catalogue.cluster(name);
    },
    keyspace: (name: typeof PROD, keyspace: Keyspace) => {
      asked.push(`${name}/${keyspace}`);
      return records.catalogue.keyspace(name, keyspace);
    },
  };
  const jobs = recordingJobs();
  const { lines, logger } = listeningLog();
  return { records, asked, jobs, lines, names: createRememberedNames({ records: { ...records, catalogue }, jobs, log: logger }) };
}

test("twenty keystrokes cost one read and request one refresh, even if they come at once", async () => {
  const { names, asked, jobs } = open();
  await Promise.all(Array.from({ length: 10 }, () => names.keyspace(PROD, COMMERCE)));
  for (let key = 0; key < 10; key += 1) await names.keyspace(PROD, COMMERCE);
  expect(asked).toEqual(["prod", "prod/commerce"]);
  expect(jobs.asked).toEqual(["refresh-catalogue prod", "refresh-catalogue prod commerce"]);
});

test("fresh names request no refresh; tables may be five minutes old, the rest one", async () => {
  const { names, records, jobs } = open();
  const now = Date.now();
  await records.catalogue.saveCluster(PROD, { keyspaces: { at: now - MINUTE / 2, names: [COMMERCE] }, cells: { at: now, names: [] } });
  const recently = { at: now - 4 * MINUTE, names: ["corder"] };
  await records.catalogue.saveKeyspace(PROD, COMMERCE, { tables: recently, workflows: { at: now, names: [] } });
  expect((await names.keyspace(PROD, COMMERCE))?.tables?.names).toEqual(["corder"]);
  expect(jobs.asked).toEqual([]);
});

test.each([
  ["tables read six minutes ago", 6 * MINUTE, 0],
  ["workflows read two minutes ago", 0, 2 * MINUTE],
])("%s are refreshed", async (_words, tablesAge, workflowsAge) => {
  const { names, records, jobs } = open();
  const now = Date.now();
  await records.catalogue.saveCluster(PROD, { keyspaces: { at: now, names: [COMMERCE] }, cells: { at: now, names: [] } });
  await records.catalogue.saveKeyspace(PROD, COMMERCE, {
    tables: { at: now - tablesAge, names: ["corder"] },
    workflows: { at: now - workflowsAge, names: [] },
  });
  await names.keyspace(PROD, COMMERCE);
  expect(jobs.asked).toEqual(["refresh-catalogue prod commerce"]);
});

test("a keyspace that the cluster lacks is not read, and neither is an invalid name", async () => {
  const { names, records, jobs, asked } = open();
  const at = Date.now();
  await records.catalogue.saveCluster(PROD, { keyspaces: { at, names: [COMMERCE] }, cells: { at, names: [] } });
  expect(await names.keyspace(PROD, "comerce")).toBeUndefined();
  expect(await names.keyspace(PROD, "../x")).toBeUndefined();
  expect(jobs.asked).toEqual([]);
  expect(asked).toEqual(["prod"]);
});

test("a failed read is not cached, and the names are read again", async () => {
  const { records } = redis.fresh();
  let fails = true;
  const jobs = recordingJobs();
  const cluster: typeof records.catalogue.cluster = (name) => (fails ? Promise.reject(new Error("away")) : records.catalogue.cluster(name));
  const names = createRememberedNames({
    records: { ...records, catalogue: { ...records.catalogue, cluster } },
    jobs,
    log: listeningLog().logger,
  });
  await expect(names.cluster(PROD)).rejects.toThrow("away");
  expect(jobs.asked).toEqual(["refresh-catalogue prod"]);
  fails = false;
  expect(await names.cluster(PROD)).toEqual({});
});
