import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../../src/core/answers.ts";
import type { JudgedFinding } from "../../../src/core/preflight/overrides.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { renderRequest } from "../../../src/slack/request/message.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/policy.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { approved, ASKER, carriedOut, followed, outcomeOf, runningMove, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { openStage, type Stage } from "../stage.ts";

let redis: PrivateRedis;
let stage: Stage;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => stage.end());
afterAll(() => redis.close());

/** A running move whose source and target serve rdonly reads as well, and a dead rdonly tablet at the source. */
async function withDeadRdonly(version: number): Promise<void> {
  stage = await openStage(redis.url, { version });
  const { state } = stage.simulator;
  state.addTablet({ keyspace: "commerce", shard: "0", uid: 102, type: "RDONLY" });
  state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "RDONLY" });
  await runningMove(stage);
  state.setTabletAlive(102, false);
}

function found(answer: Answer, code: string): JudgedFinding | undefined {
  if (answer.kind !== "preflight") throw new Error(JSON.stringify(answer));
  return answer.findings.find((one) => one.code === code);
}

test.each([12, 14, 23])("on Vitess %i a dead rdonly tablet of the source is named before anybody is asked to vote", async (version) => {
  await withDeadRdonly(version);
  const answer = await requestOperation(stage.deps, await followed(stage), SWITCH_AT_ONCE, { ...ASKER, id: "r1" });
  const silent = found(answer, "tablet-silent");
  expect(silent).toMatchObject({ severity: "blocking" });
  expect(silent?.evidence[0]).toBe("zone1-0000000102 (RDONLY of commerce/0) does not answer vtctld");
  expect(await stage.records.requests.get("r1")).toBeUndefined();
  expect(stage.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic")).toEqual([]);
});

const cannotAsk: Vitess["answers"] = () => Promise.reject(new Fault("unreachable", "no connection"));

/** The text of the request as people see it, as far as it speaks of what happens. */
async function happens(id: string): Promise<string> {
  const request = await stage.records.requests.get(id);
  if (request === undefined) throw new Error("no request");
  const shown = JSON.stringify(renderRequest(request, undefined, { now: request.askedAt, limits: DEFAULT_LIMITS, approverGroups: [] }));
  return shown.slice(shown.indexOf("*What happens*"), shown.indexOf(";", shown.indexOf("*What happens*") + 1) + 600);
}

test("while every tablet answers, the request says how long Vitess lets writes wait", async () => {
  stage = await openStage(redis.url, { version: 14 });
  await runningMove(stage);
  expect(await requestOperation(stage.deps, await followed(stage), SWITCH_AT_ONCE, { ...ASKER, id: "r1" })).toMatchObject({
    kind: "receipt",
  });
  expect(await happens("r1")).toContain("Vitess waits up to 30 s for that");
});

test("where nobody could ask whether tablets answer, that is said, and no promise is made of how long writes stop", async () => {
  stage = await openStage(redis.url, { version: 14 });
  await runningMove(stage);
  const deps = { ...stage.deps, vitess: () => ({ ...stage.vitess, answers: cannotAsk }) };
  expect(await requestOperation(deps, await followed(stage), SWITCH_AT_ONCE, { ...ASKER, id: "r1" })).toMatchObject({ kind: "receipt" });
  const findings = (await stage.records.requests.get("r1"))?.shown.findings ?? [];
  expect(findings.find((one) => one.code === "tablets-not-asked")).toMatchObject({
    severity: "warning",
    evidence: ["commerce/0 zone1-0000000100: no connection", "how long writes would stop cannot be said"],
  });
  const words = await happens("r1");
  expect(words).toContain("for how long nobody can say");
  expect(words).not.toContain("30 s");
});

test("a tablet that dies after the approval stops the switch right before its call", async () => {
  stage = await openStage(redis.url, { version: 14 });
  await runningMove(stage);
  await approved(stage, SWITCH, "r1");
  stage.simulator.state.addTablet({ keyspace: "commerce", shard: "0", uid: 103, type: "DRAINED" });
  stage.simulator.state.setTabletAlive(103, false);
  await carriedOut(stage.deps, "r1");
  expect(await outcomeOf(stage, "r1")).toMatchObject({
    kind: "refused",
    reason: "preflight-blocked",
    difference: [expect.stringContaining("zone1-0000000103 (DRAINED of commerce/0) does not answer vtctld"), expect.any(String)],
  });
});
