import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { compiled } from "../compiled.ts";
import { bench } from "../store/with-redis.ts";
import { askInSlack, openHarness, toldTo } from "../slack/app/harness.ts";

const redis = bench();

test("a vote whose process is killed between the store and the acknowledgement stands, and counts once if pressed again at another replica", async () => {
  const { records, prefix } = redis.fresh();
  const harness = await openHarness(records);
  const { slack, app } = harness;
  const { channel, ts } = await askInSlack(harness);
  await app.stop();
  await expect.poll(() => slack.sockets.count()).toBe(0);

  const args = [
    compiled(new URL("../slack/app/dying-app.ts", import.meta.url)),
    redis.server().url,
    prefix,
    slack.apiUrl,
    slack.botToken,
    slack.appToken,
  ];
  const dying = spawn(process.execPath, args, { stdio: "ignore" });
  onTestFinished(() => void dying.kill("SIGKILL"));
  const ended = once(dying, "exit");
  await expect.poll(() => slack.sockets.count(), { timeout: 45_000 }).toBe(1);
  expect(await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" })).toMatchObject({ ok: false });
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect((await records.requests.get("q-1"))?.votes).toMatchObject([{ by: "U0BEN", kind: "approve" }]);

  const replica = await openHarness(records, "socket", {}, slack);
  await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect((await records.requests.get("q-1"))?.votes).toHaveLength(1);
  expect(replica.app.health().connected).toBe(true);
  // A process of its own has to start.
}, 60_000);
