import { afterAll, beforeAll, expect, test } from "vitest";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import type { VerbDeps } from "../../../src/operations/deps.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, ASKER, carriedOut, REVERSE, SWITCH } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { ANA, BEN, C2C, CHO, type Harness, under } from "../harness.ts";
import { requestNamed } from "../../names.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
  harness = await openHarnessWithMove(redis.url);
});
afterAll(async () => {
  await harness.end();
  await redis.close();
});

async function asked(deps: VerbDeps, id: string) {
  const move = await harness.records.moves.get(moveId(C2C));
  if (move === undefined) throw new Error("no move");
  return requestOperation(deps, move, SWITCH, { ...ASKER, id: requestNamed(id) });
}

test("without approvers a guarded verb is refused, and nobody is asked to vote", async () => {
  expect(await asked(under(harness.deps, { approvers: [] }), "a1")).toMatchObject({ kind: "refused", reason: "no-approvers" });
  expect(await harness.records.requests.get("a1")).toBeUndefined();
});

test("the requester is not an approver: two others are needed", async () => {
  expect(await asked(under(harness.deps, { approvers: [ANA, BEN] }), "a2")).toMatchObject({
    reason: "too-few-approvers",
    subject: "1 of 2",
  });
  const fourEyes = under(harness.deps, { approvers: [ANA, BEN], rule: { people: 2, requesterCounts: true } });
  expect(await asked(fourEyes, "a3")).toMatchObject({ kind: "receipt", doing: "asked" });
  await harness.records.requests.change("a3", (request, now) => ({
    write: { ...request, state: { kind: "withdrawn", at: now, by: ANA } },
    result: undefined,
  }));
});

test("there is one request at a time, and the same command again is the same request", async () => {
  await approved(harness, SWITCH, "a4");
  expect(await asked(harness.deps, "a4")).toMatchObject({ kind: "receipt", doing: "asked" });
  expect(await asked(harness.deps, "a5")).toMatchObject({
    kind: "refused",
    reason: "execution-running",
    earlier: { by: ANA, verb: "switch" },
  });
  const request = await harness.records.requests.get("a4");
  expect(request?.votes.map((vote) => vote.by)).toEqual([BEN, CHO]);
  expect(request?.proposal).toMatchObject({
    kind: "workflow",
    operation: SWITCH,
    facts: {
      tables: ["corder", "customer"],
      trafficState: "Reads Not Switched. Writes Not Switched",
      streams: ["1 running"],
      identity: ["0/1"],
      denied: ["customer/0: corder, customer"],
      reverse: "absent",
    },
  });
  expect(request?.proposal).toHaveProperty("facts.rules.tables", expect.arrayContaining([{ from: "customer", to: ["commerce.customer"] }]));
  expect(request?.shown.dryRun).toHaveLength(20);
});

test("one press is enough for a plain rollback: forced, or without a way to switch again, it needs votes", async () => {
  await carriedOut(harness.deps, "a4");
  const move = await harness.records.moves.get(moveId(C2C));
  if (move === undefined || REVERSE.verb !== "reverse") throw new Error("no move");
  expect(findRollbackDeadline(move)).toBeDefined();
  for (const change of [{ force: true }, { enableReverseReplication: false }]) {
    const id = `a6:${Object.keys(change).join("")}`;
    const operation = { verb: "reverse", options: { ...REVERSE.options, ...change } } as const;
    expect(await requestOperation(harness.deps, move, operation, { ...ASKER, id: requestNamed(id) })).toMatchObject({
      kind: "receipt",
      doing: "asked",
    });
    expect(await harness.records.executions.get(id)).toBeUndefined();
    await harness.records.requests.change(id, (request, now) => ({
      write: { ...request, state: { kind: "withdrawn", at: now, by: ANA } },
      result: undefined,
    }));
  }
  expect(await requestOperation(harness.deps, move, REVERSE, { ...ASKER, id: requestNamed("a7") })).toMatchObject({
    kind: "receipt",
    doing: "rolling-back",
  });
});
