import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CREATE_DEFAULTS, type CreateOptions } from "../../../src/core/options/options.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, COMMERCE, followed, lines } from "../moves.ts";
import { C2C, openHarness, type Harness, under } from "../harness.ts";
import { tablesNamed } from "../../names.ts";

const TABLES: CreateOptions = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };
/** This adds a second for each of the two tables. */
const HALF_A_SECOND = { limits: { createWaitMs: -1_500 } };

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

test("a create that MySQL aborts halfway says which tables and VSchema entries it left", async () => {
  harness = await openHarness(redis.url);
  harness.simulator.state.refuseTable({ table: "customer", details: "Invalid default value for 'd' (errno 1067) (sqlstate 42000)" });
  const answer = await createMove(harness.deps, C2C, TABLES, ASKER);
  expect(answer).toMatchObject({
    kind: "fault",
    explanation: { stateLeft: "What it left in Vitess stands in the next line of the thread." },
  });
  expect((await lines(harness)).slice(-2)).toMatchObject([
    { kind: "create-failed" },
    { kind: "left-behind", after: "create", left: { rules: 0, denied: [], tables: ["corder"], vschema: ["corder", "customer"] } },
  ]);
});

test("a create that failed before it made anything says that nothing is left", async () => {
  harness = await openHarness(redis.url);
  harness.simulator.faults.inject({ rpc: "MoveTablesCreate" }, { kind: "error", details: "something that no rule knows" });
  const answer = await createMove(harness.deps, C2C, TABLES, ASKER);
  expect(answer).toMatchObject({ explanation: { stateLeft: "Tandem looked afterwards: nothing of it is in Vitess." } });
  expect((await lines(harness)).map(({ kind }) => kind)).toEqual(["create-failed"]);
});

test("a create that Tandem stopped waiting for says so, with its own limit and without a word about tablets", async () => {
  harness = await openHarness(redis.url);
  harness.simulator.faults.inject({ rpc: "MoveTablesCreate" }, { kind: "hang" });
  const answer = await createMove(under(harness.deps, HALF_A_SECOND), C2C, TABLES, ASKER);
  expect(answer).toMatchObject({
    kind: "fault",
    explanation: {
      meaning: expect.stringMatching(/^Tandem stopped waiting for vtctld's answer after \d+ s, its own limit/),
      stateLeft: "Tandem looked afterwards: nothing of it is in Vitess.",
    },
  });
  expect(JSON.stringify(answer)).not.toContain("dead tablet");
  expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "not-created" });
});

test("if the workflow exists after all it is followed, with what is there of it", async () => {
  harness = await openHarness(redis.url);
  harness.simulator.faults.inject({ rpc: "MoveTablesCreate" }, { kind: "meanwhile", after: () => sleep(1_500) });
  expect(await createMove(under(harness.deps, HALF_A_SECOND), C2C, TABLES, ASKER)).toMatchObject({ kind: "receipt", doing: "created" });
  const [told] = await lines(harness);
  expect(told).toMatchObject({
    kind: "created",
    cut: { waitedMs: 500, left: { rules: 18, streams: expect.stringMatching(/^1 stream: 1 /) } },
  });
  expect((await followed(harness)).state.kind).toBe("followed");
});
