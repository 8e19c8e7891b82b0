import { afterAll, beforeAll, expect, test } from "vitest";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import type { KeyBuild } from "../../../src/core/readings/recent-copy.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { readKeyBuilds } from "../../../src/operations/readings/key-builds.ts";
import { shardNamed, tableNamed } from "../../names.ts";
import { C2C, type Harness, openHarness, PROD } from "../harness.ts";
import { ASKER, COMMERCE, nowReading } from "../moves.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
  harness = await openHarness(redis.url, {
    customerRows: 100,
    corderRows: 100,
    copySeconds: 0.1,
    pace: { postCopyMs: 3_600_000, betweenTablesMs: 5 },
  });
  const tables = [tableNamed("corder"), tableNamed("customer")];
  await createMove(harness.deps, C2C, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables }, ASKER);
});
afterAll(async () => {
  await harness.end();
  await redis.close();
});

/** Reads what is built at a reading half a minute after one that saw the same. */
async function read(change: (workflow: Workflow) => Workflow = (one) => one): Promise<readonly KeyBuild[]> {
  const reading: Reading = await nowReading(harness);
  if (reading.workflow === undefined) return [];
  return readKeyBuilds(harness.deps.vitess(PROD), reading.workflow, reading.at + 30_000, {
    ...reading,
    workflow: change(reading.workflow),
  });
}

function moveKeys(workflow: Workflow): Workflow {
  const streams = workflow.streams.map((stream) => ({
    ...stream,
    copyStates: stream.copyStates.map((state) => ({ ...state, lastPk: "earlier" })),
  }));
  return { ...workflow, streams };
}

function countLogsRead(): number {
  return harness.simulator.calls().filter(({ method, request }) => method === "GetWorkflows" && asksForLogs(request)).length;
}

function asksForLogs(request: Readonly<Record<string, unknown>>): boolean {
  return request["include_logs"] === true;
}

test("a copy that stands still because its keys are built says so by its logs", async () => {
  await expect.poll(() => read()).toMatchObject([{ shard: shardNamed("0"), table: tableNamed("corder") }]);
});

test("the logs are left alone while a key moves", async () => {
  const before = countLogsRead();
  expect(await read(moveKeys)).toEqual([]);
  expect(countLogsRead()).toBe(before);
});

test("what was known stays if the logs cannot be read", async () => {
  const reading = await nowReading(harness);
  const [known] = await read();
  const vitess = harness.deps.vitess(PROD);
  const { workflow } = reading;
  if (workflow === undefined || known === undefined) throw new Error("nothing is built");
  harness.simulator.faults.inject({ rpc: "GetWorkflows", where: asksForLogs }, { kind: "error", details: "no such column" });
  expect(await readKeyBuilds(vitess, workflow, reading.at + 30_000, { ...reading, keyBuilds: [known] })).toEqual([known]);
});
