import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { planCreateOnly } from "../../../src/operations/moves/create-move.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { COMMERCE } from "../moves.ts";
import { C2C, openHarness, type Harness } from "../harness.ts";
import { tablesNamed } from "../../names.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

const THROTTLER = ["throttler status of customer/0 zone1-0000000200", "throttler check of customer/0 zone1-0000000200"];

const IMAGES = "row images of commerce/0 zone1-0000000100 (PRIMARY)";
const MYSQL = [IMAGES, "settings of MySQL", "triggers and views of commerce"];

test.each([
  [12, ["schema changes", ...THROTTLER, ...MYSQL]],
  [14, ["schema changes", ...THROTTLER, IMAGES]],
  [17, ["schema changes", ...THROTTLER]],
  [18, THROTTLER],
  [20, THROTTLER],
  [21, []],
  [24, []],
])("Vitess %i is checked as far as possible, and the report says what it does not show", async (version, untold) => {
  harness = await openHarness(redis.url, { version });
  const answer = await planCreateOnly(harness.deps, C2C, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer") });
  if (answer.kind !== "planned-create") throw new Error(JSON.stringify(answer));
  const unseen = answer.findings.filter((one) => one.code === "could-not-look");
  expect(unseen.flatMap((one) => one.evidence)).toEqual(untold.map((what) => `${what}: this version of Vitess does not tell`));
  expect(answer.findings.filter((one) => one.severity === "blocking")).toEqual([]);
  const bad = answer.findings.find((one) => one.code === "known-bad-version")?.evidence ?? [];
  // Nothing is at the target, so no release's fault applies.
  expect(bad).toEqual([]);
});
