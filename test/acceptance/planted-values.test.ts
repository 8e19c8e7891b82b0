import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Harness, openHarness } from "./harness.ts";
import { ANA, approved, ask, callsOf, inThread, newMove } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";

/** Row values and secrets in forms that no rule and no list of forms knows. */
const PLANTED = ["plantedrow", "planted-pw", "4111222233334444", "plantedtoken"];
const [ROW = "", PASSWORD = "", CARD = "", TOKEN = ""] = PLANTED;
const TEXT = `flurb of O'${ROW} [${ROW} ${CARD}] as redis://ana:${PASSWORD}@db/${TOKEN}, {"a":{"b":"${ROW}"}} \\'${ROW}\\' _utf8mb4'${ROW}' ${CARD}`;

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});

afterAll(async () => {
  await harness.close();
});

it("values in Vitess's errors, streams and VDiffs are in no message, no file, no line of the log and no key of Redis", async () => {
  const move = await newMove(harness, "flurb");

  harness.vitess.state.setMessage("customer", "flurb", `task error: ${TEXT}`);
  await ask(harness, ANA, "stop customer.flurb");
  await inThread(harness, move, /A stream reports an error/);
  for (const line of ["status", "diagnose", "show"]) await ask(harness, ANA, `${line} customer.flurb`);
  await ask(harness, ANA, "show customer.flurb --logs");
  harness.vitess.state.setMessage("customer", "flurb", "");
  await ask(harness, ANA, "start customer.flurb");
  await inThread(harness, move, /Ana started the workflow/);

  harness.vitess.faults.inject({ rpc: "VDiffCreate" }, { kind: "error", details: TEXT });
  await ask(harness, ANA, "vdiff create customer.flurb");
  harness.vitess.faults.inject({ rpc: "VDiffShow", times: 3 }, { kind: "error", details: TEXT });
  await ask(harness, ANA, "vdiff show customer.flurb");
  harness.vitess.faults.inject({ rpc: "ValidateKeyspace" }, { kind: "error", details: TEXT });
  await ask(harness, ANA, "validate customer");
  harness.vitess.faults.clear();
  harness.vitess.faults.inject(
    { rpc: "WorkflowSwitchTraffic", where: (request) => request["workflow"] === "flurb" && request["dry_run"] !== true },
    { kind: "error", details: TEXT },
  );
  await approved(harness, move, "switch");
  await inThread(harness, move, /Not switched|Switch failed|failed/i);
  await ask(harness, ANA, `explain ${TEXT}`);
  expect(callsOf(harness, "WorkflowSwitchTraffic", "flurb").length).toBeGreaterThan(0);

  expectNoSecrets(harness, PLANTED);
  const kept = await everythingKept(harness.redis.url);
  expect(kept.length).toBeGreaterThan(1_000);
  for (const planted of PLANTED) expect(occurrences(kept, planted)).toEqual([]);
});

function occurrences(kept: string, planted: string): readonly string[] {
  return [...kept.matchAll(new RegExp(`.{0,200}${planted}.{0,40}`, "g"))].map(([around]) => around);
}

/** Every key of Redis with what it holds, as Redis itself dumps it and as text. */
async function everythingKept(url: string): Promise<string> {
  const redis = new Redis(url);
  const kept: unknown[] = [];
  for (const key of await redis.keys("*")) kept.push(key, await redis.eval(READ, 1, key));
  await redis.quit();
  return JSON.stringify(kept);
}

// In one step, because a queue may delete a key in between, or use its name for something else.
const READ = `
local read = {
  string = {'GET'}, hash = {'HGETALL'}, list = {'LRANGE', 0, -1}, set = {'SMEMBERS'}, zset = {'ZRANGE', 0, -1}, stream = {'XRANGE', '-', '+'},
}
local command = read[redis.call('TYPE', KEYS[1]).ok]
return command and redis.call(command[1], KEYS[1], unpack(command, 2))`;
