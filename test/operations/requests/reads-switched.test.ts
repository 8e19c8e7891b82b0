import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { OPERATION_REFUSALS } from "../../../src/slack/wording/operation-refusals.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, CANCEL, carriedOut, done, followed, outcomeOf, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import type { Harness } from "../harness.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { requestNamed } from "../../names.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

const READS: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA", "RDONLY"] } };
const READS_BACK: WorkflowOperation = { verb: "reverse", options: { ...SWITCH_DEFAULTS, tabletTypes: ["RDONLY"] } };

async function withReadsSwitched(version: number): Promise<void> {
  harness = await openHarnessWithMove(redis.url, { version });
  await done(harness, READS, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
}

test.each([14, 20])("with reads switched, a cancel that Vitess %i would refuse is refused before anybody votes", async (version) => {
  await withReadsSwitched(version);
  const answer = await requestOperation(harness.deps, await followed(harness), CANCEL, { ...ASKER, id: requestNamed("r2") });
  expect(answer).toMatchObject({ kind: "refused", reason: "reads-switched" });
  expect(OPERATION_REFUSALS["reads-switched"].next).toContain("reverse with --tablet-types replica,rdonly");
  expect(await harness.records.requests.get("r2")).toBeUndefined();
  // Its advice works.
  await done(harness, { verb: "reverse", options: { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA", "RDONLY"] } }, "r3");
  await done(harness, CANCEL, "r4");
  expect(await outcomeOf(harness, "r4")).toMatchObject({ kind: "succeeded" });
});

test("Vitess 22 cancels with reads switched, so the cancel is requested and executed", async () => {
  await withReadsSwitched(22);
  await done(harness, CANCEL, "r2");
  expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
});

test("reads of one type that go back leave the rollback of the writes one press", async () => {
  harness = await openHarnessWithMove(redis.url);
  await done(harness, SWITCH_AT_ONCE, "r1");
  const until = findRollbackDeadline(await followed(harness));
  expect(until).toBeDefined();
  await requestOperation(harness.deps, await followed(harness), READS_BACK, { ...ASKER, id: requestNamed("r2") });
  await carriedOut(harness.deps, "r2");
  expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
  expect(findRollbackDeadline(await followed(harness))).toBe(until);
  await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("r3") });
  await carriedOut(harness.deps, "r3");
  expect(await outcomeOf(harness, "r3")).toMatchObject({ kind: "succeeded" });
  expect(findRollbackDeadline(await followed(harness))).toBeUndefined();
});
