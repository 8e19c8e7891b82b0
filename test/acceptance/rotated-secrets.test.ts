import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type RoleProcess, startRole } from "../../deploy/demo/role.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { MAIN } from "../compiled.ts";
import { listenOnLoopback } from "../loopback.ts";
import { openSurroundings, peopleAreKnown, settingsFor, type Surroundings } from "./harness.ts";
import { ANA, MOVES, words } from "./people.ts";

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

/** Files of secrets, as an orchestrator mounts them. */
function openFolder(): (name: string, secret: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-rotated-"));
  toClose.push(() => rmSync(folder, { recursive: true }));
  return (name, secret) => {
    const path = join(folder, name);
    writeFileSync(`${path}.new`, `${secret}\n`);
    renameSync(`${path}.new`, path);
    return path;
  };
}

async function start(env: Record<string, string>): Promise<RoleProcess> {
  const role = await startRole("both", env, { program: MAIN });
  toClose.push(() => role.stop());
  return role;
}

/** Mentions Tandem again and again until the answer comes, for which it needs its bot token, as somebody does while secrets are replaced. */
async function isAnswered({ slack }: Surroundings): Promise<void> {
  const before = slack.ephemerals(ANA).length;
  const isTold = async (): Promise<boolean> => {
    await slack.mention({ user: ANA, channel: MOVES, text: "keyspaces" });
    const told = slack.ephemerals(ANA).slice(before);
    return told.some((one) => words(one).includes("commerce"));
  };
  await expect.poll(isTold, { timeout: 40_000, interval: 1_000 }).toBe(true);
}

it("tokens and Redis's password in files rotate without a restart, over Socket Mode", { timeout: 180_000 }, async () => {
  const around = await openSurroundings();
  toClose.push(() => around.close());
  const { slack, redis } = around;
  const write = openFolder();
  const admin = openRedis(redis.url, "records", () => {});
  toClose.push(() => admin.disconnect());
  await admin.call("CONFIG", "SET", "requirepass", "first");
  const { SLACK_BOT_TOKEN: bot = "", SLACK_APP_TOKEN: app = "", ...rest } = settingsFor(around);
  const role = await start({
    ...rest,
    SLACK_BOT_TOKEN_FILE: write("bot", bot),
    SLACK_APP_TOKEN_FILE: write("app", app),
    REDIS_PASSWORD_FILE: write("redis", "first"),
  });
  await peopleAreKnown(around);
  await isAnswered(around);

  // Slack drops the old tokens before the files have the new ones, and Redis its old connections.
  slack.rotateSecrets({ botToken: "xoxb-practice-second", appToken: "xapp-practice-second" });
  slack.sockets.drop();
  await admin.call("CONFIG", "SET", "requirepass", "second");
  await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await expect.poll(() => role.log().join("\n"), { timeout: 30_000 }).toContain("Slack does not take Tandem's app token any more");
  write("bot", "");
  write("app", "xapp-practice-second");
  write("redis", "second");
  // The file is looked at when the token is needed.
  const neededAgain = async (): Promise<string> => {
    await slack.mention({ user: ANA, channel: MOVES, text: "keyspaces" });
    return role.log().join("\n");
  };
  await expect.poll(neededAgain, { timeout: 60_000, interval: 1_000 }).toContain("bot is empty");
  write("bot", "xoxb-practice-second");
  await isAnswered(around);
  expect(role.log().filter((line) => line.includes("bot is empty")).length).toBeLessThanOrEqual(2);
  expect(role.log().join("\n")).not.toMatch(/xoxb-practice-second|xapp-practice-second/);
});

it("the signing secret in a file rotates without a restart, over HTTP", { timeout: 120_000 }, async () => {
  const around = await openSurroundings({}, [], { transport: "http" });
  toClose.push(() => around.close());
  const { slack } = around;
  const write = openFolder();
  const free = createServer();
  const port = await listenOnLoopback(free);
  await new Promise((resolve) => free.close(resolve));
  const { SLACK_APP_TOKEN: _app, ...rest } = settingsFor(around);
  const signing = write("signing", slack.signingSecret);
  await start({ ...rest, SLACK_TRANSPORT: "http", PORT: String(port), SLACK_SIGNING_SECRET_FILE: signing });
  slack.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  await peopleAreKnown(around);
  await isAnswered(around);
  slack.rotateSecrets({ signingSecret: "another-signing-secret" });
  expect(await slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: "help" })).toMatchObject({
    error: "http_401",
  });
  write("signing", "another-signing-secret");
  await isAnswered(around);
});
