import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { ACTIONS } from "../../src/slack/actions.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { cast } from "../acceptance/harness.ts";
import { compiled } from "../compiled.ts";
import { count } from "../counts.ts";
import type { Death } from "../mortal-port.ts";
import { countRuns } from "../seed.ts";
import { askInSlack, type Harness, openHarness, openRequest, toldTo } from "../slack/app/harness.ts";
import { MOVE_ID, REQUEST } from "../store/literals.ts";
import { bench } from "../store/with-redis.ts";
import type { AppTask } from "./mortal-app.ts";

const MORTAL_APP = compiled(new URL("mortal-app.ts", import.meta.url));
/** Slack lets an app have ten connections. */
const AT_ONCE = 10;
/** `RUNS=1000 npx vitest run --mode faults test/faults/killed-app.test.ts` takes about ten minutes. */
const RUNS = countRuns(20, 100);
const STARTED_WITHIN_MS = 60_000;
const ANSWERED_WITHIN_MS = 30_000;
/** More than a vote makes, so that some live until they have answered. */
const CALLS = 12;
const WHENS = ["before", "during", "after"] as const;

const redis = bench();
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const one of running) one.kill("SIGKILL");
});

test(
  "no vote is lost or doubled, whenever between the click, the write and the acknowledgement its app is killed",
  async () => {
    let stood = 0;
    for (let run = 0; run < RUNS; run += AT_ONCE) stood += await killWhileTheyVote(run);
    console.log(`${RUNS} apps killed, each with a vote: ${stood} votes were written before, ${RUNS - stood} were not`);
    count("apps killed with a vote", { "after its write": stood, "before its write": RUNS - stood });
    expect(stood).toBeGreaterThan(0);
    expect(stood).toBeLessThan(RUNS);
  },
  STARTED_WITHIN_MS + RUNS * 5_000,
);

/**
 * Ten people vote on one request, each through an app of their own that is killed at another call. Then everybody presses again, in an app
 * that lives. Returns how many votes were written before that.
 */
async function killWhileTheyVote(run: number): Promise<number> {
  const { records, prefix } = redis.fresh();
  const voters = Array.from({ length: AT_ONCE }, (_, place) => `U0AP${place}`);
  const harness = await openHarness(records, "socket", cast(voters));
  const { slack } = harness;
  const request = openRequest({ rule: { people: AT_ONCE + 1, requesterCounts: false } });
  const { channel, ts } = await askInSlack(harness, request);
  await harness.app.stop();
  await slack.waitFor(() => slack.sockets.count() === 0, STARTED_WITHIN_MS);
  const press = (user: string) => slack.click({ user, channel, ts, actionId: ACTIONS.approve });
  const shared = { redisUrl: redis.server().url, prefix, approvers: voters };

  const apps = voters.map((_, place) => startApp(harness, { ...shared, death: drawDeath(run + place) }));
  await slack.waitFor(() => slack.sockets.count() === AT_ONCE, STARTED_WITHIN_MS);
  // Each press goes to another connection.
  for (const voter of voters) void press(voter);
  await slack.waitFor(() => AT_ONCE - slack.sockets.count() + countTold(harness, voters) >= AT_ONCE, ANSWERED_WITHIN_MS);
  for (const app of apps) app.kill("SIGKILL");
  await slack.waitFor(() => slack.sockets.count() === 0, ANSWERED_WITHIN_MS);
  const before = await votersOf(records);

  startApp(harness, shared);
  await slack.waitFor(() => slack.sockets.count() === 1, STARTED_WITHIN_MS);
  const told = voters.map((voter) => toldTo(slack, voter).length);
  for (const voter of voters) void press(voter);
  await slack.waitFor(() => voters.every((voter, place) => toldTo(slack, voter).length > (told[place] ?? 0)), ANSWERED_WITHIN_MS);
  const answers = voters.map((voter) => toldTo(slack, voter).at(-1)?.startsWith("Your vote is already counted"));
  expect(answers).toEqual(voters.map((voter) => before.includes(voter)));

  expect((await votersOf(records)).toSorted()).toEqual(voters);
  const lines = (await records.entries(MOVE_ID, 0)).flatMap(({ body }) => (body.kind === "vote" ? [String(body.by)] : []));
  expect(lines.toSorted()).toEqual(voters);
  const { entries } = await records.auditOf(MOVE_ID);
  expect(entries.flatMap(({ event }) => (event.kind === "vote" ? [String(event.by)] : [])).toSorted()).toEqual(voters);
  expect(await verifyAudit(redis.redis(), prefix)).toMatchObject({ kind: "intact" });
  for (const app of running) app.kill("SIGKILL");
  return before.length;
}

function startApp(
  { slack: { apiUrl, botToken, appToken } }: Harness,
  task: Omit<AppTask, "apiUrl" | "botToken" | "appToken">,
): ChildProcess {
  const env = { ...process.env, MORTAL: JSON.stringify({ ...task, apiUrl, botToken, appToken } satisfies AppTask) };
  const app = spawn(process.execPath, [MORTAL_APP], { env, stdio: ["ignore", "ignore", "inherit"] });
  running.add(app);
  void once(app, "exit").then(() => running.delete(app));
  return app;
}

/** Every call in turn, in all three ways. */
function drawDeath(run: number): Death {
  return { at: 1 + (run % CALLS), when: WHENS[Math.floor(run / CALLS) % WHENS.length] ?? "after" };
}

function countTold({ slack }: Harness, voters: readonly string[]): number {
  return voters.filter((voter) => toldTo(slack, voter).length > 0).length;
}

async function votersOf(records: Harness["records"]): Promise<readonly string[]> {
  return (await records.requests.get(REQUEST.id))?.votes.map(({ by }) => String(by)) ?? [];
}
