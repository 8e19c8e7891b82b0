import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { openLog } from "../../../src/logging.ts";
import { withoutSecrets } from "../../../src/slack/web-api/secrets.ts";
import { createSlackLog } from "../../../src/slack/web-api/slack-log.ts";
import { askInSlack, listeningLog, openHarness, toldTo } from "../app/harness.ts";
import { bench } from "../../store/with-redis.ts";

const redis = bench();

describe("a text on its way to the log", () => {
  test.each([
    ["token xoxb-123-456-abcDEF of the bot", "token [token] of the bot"],
    ["xapp-1-A012-345-deadbeef refused", "[token] refused"],
    ["Bearer xoxe.xoxp-1-Mi0yLTE", "Bearer [token]"],
    ["posting to https://hooks.slack.com/commands/T0/1/abc failed", "posting to [url] failed"],
    ["https://hooks.slack.com/actions/T0/1/abc", "[url]"],
    ["wss://wss-primary.slack.com/link/?ticket=12-34", "[url]"],
    ["workflow customer.xoxo is fine", "workflow customer.xoxo is fine"],
  ])("%s", (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
  });
});

test("credentials in fields and errors are redacted by pino wherever they stand", () => {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) });
  const inbound = { id: "slash-1", responseUrl: "https://hooks.slack.com/commands/T0/1/abc" };
  const err = Object.assign(new Error("bad token xoxb-1-2-secret"), { headers: { authorization: "xoxb-1-2-secret" } });
  openLog("info", sink).info({ inbound, job: { inbound }, token: "xoxb-1", err }, "It failed");
  expect(lines.join("")).toContain("slash-1");
  expect(lines.join("")).toContain("bad token [token]");
  expect(lines.join("")).not.toMatch(/hooks|xoxb/);
});

test("what Slack's packages would write at debug level never reaches the log, nor do tokens in their errors", () => {
  const { lines, logger } = listeningLog();
  const log = createSlackLog(logger);
  log.debug('Received a message on the WebSocket: {"response_url":"https://hooks.slack.com/commands/T0/1/abc"}');
  log.error("failed with", new Error("bad token xoxb-1-2-secret"), { headers: { authorization: "Bearer xoxb-1-2-secret" } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("bad token [token]");
  expect(lines.join("")).not.toContain("secret");
});

test("a whole conversation with failures at every step leaves no token and no response URL in a log at trace level", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, jobs, log } = harness;
  const { channel, ts } = await askInSlack(harness);
  for (const method of ["views.open", "chat.postEphemeral"]) slack.faults.add({ method, kind: "5xx", times: 9 });
  jobs.fail();
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text: "create" });
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text: "list" });
  await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  slack.sockets.drop();
  await expect.poll(() => slack.sockets.count()).toBe(1);
  const written = log.join("");
  expect(written).toContain("failed after the acknowledgement");
  expect(written).not.toMatch(/xoxb-|xapp-|\/response\/|Bearer/);
});
