import { words } from "../../slack/words.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { formatTabletAlias } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { JudgedFinding } from "../../../src/core/findings/overrides.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { renderRequest } from "../../../src/slack/request/message.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, ASKER, carriedOut, followed, outcomeOf, runningMove, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { QUICK, type Harness } from "../harness.ts";
import { openHarnessWithMove, openPrepared } from "../prepared-move.ts";
import { requestNamed, shardNamed } from "../../names.ts";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

async function runningMoveWithRdonly(prepared: Harness): Promise<void> {
  const { state } = prepared.simulator;
  state.addTablet({ keyspace: "commerce", shard: shardNamed("0"), uid: 102, type: "RDONLY" });
  state.addTablet({ keyspace: "customer", shard: shardNamed("0"), uid: 202, type: "RDONLY" });
  await runningMove(prepared);
}

/** A running move whose source and target serve rdonly reads too, and a dead rdonly tablet at the source. */
async function withDeadRdonly(version: number): Promise<void> {
  harness = await openPrepared(redis.url, runningMoveWithRdonly, { version });
  harness.simulator.state.setTabletAlive(102, false);
}

function found(answer: Answer, code: string): JudgedFinding | undefined {
  if (answer.kind !== "preflight") throw new Error(JSON.stringify(answer));
  return answer.findings.find((one) => one.code === code);
}

test.each([12, 14, 23])("on Vitess %i a dead rdonly tablet of the source is named before anybody is asked to vote", async (version) => {
  await withDeadRdonly(version);
  const answer = await requestOperation(harness.deps, await followed(harness), SWITCH_AT_ONCE, { ...ASKER, id: requestNamed("r1") });
  const silent = found(answer, "tablet-silent");
  expect(silent).toMatchObject({ severity: "blocking" });
  expect(silent?.evidence[0]).toMatch(/^zone1-0000000102 /);
  expect(await harness.records.requests.get("r1")).toBeUndefined();
  expect(harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic")).toEqual([]);
});

const cannotAsk: Vitess["answers"] = () => Promise.reject(new Fault("unreachable", "no connection"));

/** The text of the request as people see it, as far as it says what will happen. */
async function happens(id: string): Promise<string> {
  const request = await harness.records.requests.get(id);
  if (request === undefined) throw new Error("no request");
  return words(renderRequest(request, undefined, { now: request.askedAt, limits: DEFAULT_LIMITS, approverGroups: [] }));
}

test("while every tablet answers, the request says how long Vitess keeps writes waiting", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 14 });
  expect(await requestOperation(harness.deps, await followed(harness), SWITCH_AT_ONCE, { ...ASKER, id: requestNamed("r1") })).toMatchObject(
    {
      kind: "receipt",
    },
  );
  expect(await happens("r1")).toContain("up to 30 s");
});

test("if nobody could check whether tablets answer, the request says so, and promises no time for which writes stop", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 14 });
  const deps = { ...harness.deps, vitess: () => ({ ...harness.vitess, answers: cannotAsk }) };
  expect(await requestOperation(deps, await followed(harness), SWITCH_AT_ONCE, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
    kind: "receipt",
  });
  const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
  expect(findings.find((one) => one.code === "tablets-not-asked")).toMatchObject({
    severity: "warning",
    evidence: ["commerce/0 zone1-0000000100: no connection", expect.any(String)],
  });
  const said = await happens("r1");
  expect(said).toContain("*For how long writes stop nobody can say: not every tablet could be asked");
  expect(said).not.toContain("30 s");
});

test("a tablet that dies after the approval stops the switch right before its call", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 14 });
  await approved(harness, SWITCH, "r1");
  harness.simulator.state.addTablet({ keyspace: "commerce", shard: shardNamed("0"), uid: 103, type: "DRAINED" });
  harness.simulator.state.setTabletAlive(103, false);
  await carriedOut(harness.deps, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({
    kind: "refused",
    reason: "preflight-blocked",
    difference: [
      expect.stringContaining("zone1-0000000103 (DRAINED of commerce/0)"),
      expect.any(String),
      expect.stringMatching(/^asked twice/),
    ],
  });
});

test("a tablet that is slow to answer once does not end an approved switch", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 14 });
  await approved(harness, SWITCH_AT_ONCE, "r1");
  const patience: boolean[] = [];
  const answers: Vitess["answers"] = (tablet, isAgain = false) => {
    patience.push(isAgain);
    return isAgain ? harness.vitess.answers(tablet, isAgain) : Promise.resolve(false);
  };
  await carriedOut({ ...harness.deps, vitess: () => ({ ...harness.vitess, answers }) }, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  expect(patience).toContain(true);
});

const OTHER = { shard: shardNamed("other"), type: "REPLICA", alias: formatTabletAlias("zone1", 900) } as const;

test("a dead tablet of a shard outside the move stops nothing", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 23 });
  const elsewhere: Vitess["tablets"] = async (keyspace) => {
    const tablets = await harness.vitess.tablets(keyspace);
    return [...tablets, ...tablets.slice(0, 1).map((one) => ({ ...one, ...OTHER }))];
  };
  const asked: string[] = [];
  const answers: Vitess["answers"] = (tablet) => Promise.resolve(asked.push(tablet) > 0 && tablet !== OTHER.alias);
  const deps = { ...harness.deps, vitess: () => ({ ...harness.vitess, tablets: elsewhere, answers }) };
  await requestOperation(deps, await followed(harness), SWITCH_AT_ONCE, { ...ASKER, id: requestNamed("r0") });
  await approved(harness, SWITCH_AT_ONCE, "r1");
  await carriedOut(deps, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  expect(asked.length).toBeGreaterThan(0);
  expect(asked).not.toContain(OTHER.alias);
});

test("with --force an approved switch runs, and no silent tablet holds it up", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 23 });
  await approved(harness, { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true, force: true } }, "r1");
  const asked: string[] = [];
  const answers: Vitess["answers"] = (tablet) => Promise.resolve(asked.push(tablet) < 0);
  await carriedOut({ ...harness.deps, vitess: () => ({ ...harness.vitess, answers }) }, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  expect(asked).toEqual([]);
});

const slow: Vitess["answers"] = () => sleep(QUICK.lookLastsMs / 2 + 200, true);

test("tablets that take long to answer do not make the look too old to act on", async () => {
  harness = await openHarnessWithMove(redis.url, { version: 23 });
  await approved(harness, SWITCH_AT_ONCE, "r1");
  await carriedOut({ ...harness.deps, vitess: () => ({ ...harness.vitess, answers: slow }) }, "r1");
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
});
