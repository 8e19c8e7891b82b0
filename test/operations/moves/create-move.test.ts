import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS, type CreateOptions } from "../../../src/core/options/options.ts";
import { findOrAdoptMove } from "../../../src/operations/following/adopt-move.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, COMMERCE, followed, lines, nowReading, SWITCH_AT_ONCE, done } from "../moves.ts";
import { BEN, C2C, move, openHarness, type Harness, until } from "../harness.ts";
import { tablesNamed } from "../../names.ts";

const TABLES: CreateOptions = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

async function opened(): Promise<Harness> {
  harness = await openHarness(redis.url);
  return harness;
}

function sent(method: string): number {
  return harness.simulator.calls().filter((call) => call.method === method).length;
}

describe("create", () => {
  test("makes the workflow, records the move, and asks for its first reading", async () => {
    await opened();
    expect(await createMove(harness.deps, C2C, TABLES, ASKER)).toMatchObject({ kind: "receipt", doing: "created" });
    expect(await followed(harness)).toMatchObject({
      sourceKeyspace: "commerce",
      tables: tablesNamed("corder", "customer"),
      askedBy: ASKER.by,
    });
    expect(await lines(harness)).toMatchObject([{ kind: "created", snapshot: expect.stringMatching(/^r-/) }]);
    expect(harness.jobs.asked).toEqual([`publish-thread ${moveId(C2C)}`, `publish-cards ${moveId(C2C)}`, "watch-keyspace prod customer"]);
  });

  test("run again for the same request creates nothing twice", async () => {
    await opened();
    await createMove(harness.deps, C2C, TABLES, ASKER);
    expect(await createMove(harness.deps, C2C, TABLES, ASKER)).toMatchObject({ kind: "receipt" });
    expect(sent("MoveTablesCreate")).toBe(1);
    expect(await lines(harness)).toHaveLength(1);
    const another = { ...ASKER, at: ASKER.at + 1 };
    expect(await createMove(harness.deps, C2C, TABLES, another)).toMatchObject({ kind: "refused", reason: "workflow-exists" });
  });

  test("requests the sizes of the named tables only", async () => {
    await opened();
    await createMove(harness.deps, C2C, TABLES, ASKER);
    const asked = harness.simulator.calls().filter((call) => call.method === "GetSchema" && call.request["table_names_only"] !== true);
    expect(asked.map((call) => call.request["tables"])).toEqual([
      // Sizes at the source and at the target, and the table definitions.
      ["customer", "corder"],
      ["customer", "corder"],
      ["customer", "corder"],
      // What is at the target right before the call.
      ["customer", "corder"],
    ]);
  });

  test.each([
    ["a missing table, with the nearest name", { tables: tablesNamed("custmer") }, "unknown-table", ["customer"]],
    [
      "an excluded table that is missing",
      { tables: [], allTables: true, excludeTables: tablesNamed("corders") },
      "unknown-table",
      ["corder"],
    ],
    ["the target as its own source", { sourceKeyspace: C2C.targetKeyspace }, "source-is-target", []],
    ["a missing source keyspace", { sourceKeyspace: move("prod/comerce.x").targetKeyspace }, "unknown-keyspace", ["commerce"]],
  ])("refuses %s, and sends nothing", async (_what, change, reason, nearest) => {
    await opened();
    expect(await createMove(harness.deps, C2C, { ...TABLES, ...change }, ASKER)).toMatchObject({ kind: "refused", reason, nearest });
    expect(sent("MoveTablesCreate")).toBe(0);
    expect(await harness.records.moves.get(moveId(C2C))).toBeUndefined();
  });

  test("still says that a table does not exist if the list of all tables takes too long", async () => {
    await opened();
    const vitess: Vitess = {
      ...harness.vitess,
      tableSizes: (tablet, tables) =>
        tables.length === 0 ? Promise.reject(new Fault("timed-out", "15 s")) : harness.vitess.tableSizes(tablet, tables),
    };
    const answer = await createMove({ ...harness.deps, vitess: () => vitess }, C2C, { ...TABLES, tables: tablesNamed("custmer") }, ASKER);
    expect(answer).toMatchObject({ kind: "refused", reason: "unknown-table", nearest: [] });
  });

  test("refuses a table that another workflow copies, or has switched and not completed", async () => {
    await opened();
    await createMove(harness.deps, C2C, TABLES, ASKER);
    const second = move("prod/customer.second");
    const taken = { reason: "table-in-other-workflow", nearest: ["customer.commerce2customer"] };
    expect(await createMove(harness.deps, second, TABLES, ASKER)).toMatchObject(taken);
    await until(async () => (await harness.vitess.workflows(C2C.targetKeyspace))[0]?.streams.every((one) => one.copyStates.length === 0));
    await done(harness, SWITCH_AT_ONCE, "r1");
    expect(await createMove(harness.deps, second, TABLES, ASKER)).toMatchObject(taken);
  });

  test("refuses a target that has rows", async () => {
    await opened();
    const there = harness.simulator.state.table("commerce", "0", "customer");
    harness.simulator.state.shard("customer", "0").tables.set("customer", { ...there, statistics: { rows: 7, bytes: 700 } });
    expect(await createMove(harness.deps, C2C, TABLES, ASKER)).toMatchObject({
      kind: "preflight",
      step: "create",
      stopped: true,
      findings: [{ code: "target-has-rows", severity: "blocking", evidence: ["customer.customer: about 7 rows", expect.any(String)] }, {}],
    });
    expect(sent("MoveTablesCreate")).toBe(0);
  });

  test("accepts empty tables that are already at the target", async () => {
    await opened();
    const there = harness.simulator.state.table("commerce", "0", "customer");
    harness.simulator.state.shard("customer", "0").tables.set("customer", { ...there, rows: 0, bytes: 0, statistics: {} });
    expect(await createMove(harness.deps, C2C, TABLES, ASKER)).toMatchObject({ kind: "receipt" });
  });

  test("that ended in an error is announced with what Vitess said, and can be requested again", async () => {
    await opened();
    harness.simulator.faults.inject({ rpc: "MoveTablesCreate" }, { kind: "error", details: "shard does not have a primary: 0" });
    expect(await createMove(harness.deps, C2C, TABLES, ASKER)).toMatchObject({ kind: "fault" });
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "not-created" });
    expect(await lines(harness)).toMatchObject([{ kind: "create-failed", explanation: { text: "shard does not have a primary: 0" } }]);
    expect(await createMove(harness.deps, C2C, TABLES, { ...ASKER, at: ASKER.at + 1 })).toMatchObject({ kind: "receipt" });
    expect((await followed(harness)).state.kind).toBe("followed");
  });

  test("whose answer was lost is looked up, and found", async () => {
    await opened();
    const vitess: Vitess = {
      ...harness.vitess,
      async createMove(...call) {
        await harness.vitess.createMove(...call);
        throw new Fault("timed-out", "deadline exceeded after 300 s");
      },
    };
    expect(await createMove({ ...harness.deps, vitess: () => vitess }, C2C, TABLES, ASKER)).toMatchObject({ kind: "receipt" });
    expect((await followed(harness)).state.kind).toBe("followed");
  });
});

describe("a workflow started elsewhere", () => {
  test("is followed from the first command on, once, with its tables and its source", async () => {
    await opened();
    await harness.vitess.createMove(C2C, TABLES);
    const asker = { ...ASKER, by: BEN };
    expect(await findOrAdoptMove(harness.deps, C2C, asker)).toMatchObject({ adopted: true, sourceKeyspace: "commerce", askedBy: BEN });
    expect(await findOrAdoptMove(harness.deps, C2C, ASKER)).toMatchObject({ askedBy: BEN });
    expect((await lines(harness)).map((body) => body.kind)).toEqual(["adopted"]);
    expect((await harness.records.sizes(moveId(C2C))).map((size) => size.table)).toEqual(["corder", "customer"]);
    expect((await nowReading(harness)).workflow?.name).toBe("commerce2customer");
  });

  test("with a wrong name is refused with the nearest name", async () => {
    await opened();
    await harness.vitess.createMove(C2C, TABLES);
    expect(await findOrAdoptMove(harness.deps, move("prod/customer.comerce2customer"), ASKER)).toMatchObject({
      kind: "refused",
      reason: "unknown-workflow",
      nearest: ["customer.commerce2customer"],
    });
    expect(await findOrAdoptMove(harness.deps, move("prod/custmer.x"), ASKER)).toMatchObject({
      reason: "unknown-keyspace",
      nearest: ["customer", "customer2"],
    });
  });
});
