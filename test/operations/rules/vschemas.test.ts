import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, ASKER, CANCEL, carriedOut, COMMERCE, outcomeOf, untilRunning } from "../moves.ts";
import { move, openHarness, type Harness } from "../harness.ts";
import { tablesNamed } from "../../names.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

const SHARDED = move("prod/customer2.w1");
const KEEPING: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } };
const ENTRY = '{"column_vindexes":[{"column":"id","name":"hash"}]}';

/** A move of one table to a sharded keyspace, whose VSchema somebody already wrote the table into. */
async function withWrittenEntry(version: number): Promise<void> {
  harness = await openHarness(redis.url, { version });
  await createMove(harness.deps, SHARDED, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer") }, ASKER);
  await untilRunning(harness, SHARDED);
}

/** The cancel with its votes: what its request found, and what the thread says about the VSchema afterwards. */
async function cancelled(operation: WorkflowOperation): Promise<{ readonly found: readonly string[]; readonly told: readonly unknown[] }> {
  await approved(harness, operation, "r1", SHARDED);
  const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
  await carriedOut(harness.deps, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  const thread = (await harness.records.entries(moveId(SHARDED), 0)).map((entry) => entry.body);
  return { found: findings.flatMap((one) => one.evidence), told: thread.filter(({ kind }) => kind === "vschema-changed") };
}

test("on Vitess 15 the request for a cancel says which VSchema entries go, and the thread shows them afterwards", async () => {
  await withWrittenEntry(15);
  const { found, told } = await cancelled(CANCEL);
  expect(found).toContain(`customer2.customer: ${ENTRY}`);
  expect(found.join("\n")).toContain("Vitess 15: a cancel takes the tables out of the VSchema of a sharded target");
  expect(told).toMatchObject([{ step: "cancel", changes: [{ keyspace: "customer2", table: "customer", was: ENTRY }] }]);
  const [{ id } = { id: "" }] = await harness.records.snapshots(SHARDED.cluster);
  const kept = await harness.records.snapshot(SHARDED.cluster, id);
  expect(kept?.vschemas?.["customer2"]?.["customer"]).toBe(ENTRY);
  expect(Object.keys(kept?.vschemas ?? {}).toSorted()).toEqual(["commerce", "customer2"]);
});

test("nothing is said for a cancel that keeps the data, or on a release without the fault", async () => {
  await withWrittenEntry(15);
  const keeping = await cancelled(KEEPING);
  expect(keeping.found.join("\n")).not.toContain("VSchema");
  expect(keeping.told).toEqual([]);
  await harness.end();
  await withWrittenEntry(23);
  const newer = await cancelled(CANCEL);
  expect(newer.found.join("\n")).not.toContain("VSchema");
  expect(newer.told).toEqual([]);
});
