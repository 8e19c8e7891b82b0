import { WebAPIRateLimitedError } from "@slack/web-api";
import { afterEach, describe, expect, test } from "vitest";
import { post as postAs, startBolt, type Running } from "./bolt-app.ts";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { call } from "./call.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
async function practiceSlack(): Promise<PracticeSlack> {
  const slack = await startPracticeSlack();
  closers.push(() => slack.close());
  return slack;
}
async function bolt(...args: Parameters<typeof startBolt>): Promise<Running> {
  const running = await startBolt(...args);
  closers.push(() => running.close());
  return running;
}
const say = { channel: "C0MOVES", text: "copying" };

describe("a planted fault in the Web API", () => {
  test("429 reaches an unmodified client as its rate limit error, with the seconds to wait", async () => {
    const { slack, app } = await bolt({}, () => undefined);
    slack.faults.add({ method: "chat.postMessage", kind: "429", retryAfter: 7 });
    const error: unknown = await postAs(app.client, say).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WebAPIRateLimitedError);
    expect(error).toMatchObject({ retryAfter: 7 });
    expect(await postAs(app.client, say)).toMatch(/^\d+\.\d{6}$/u);
  });

  test("5xx and ok:false answer without any effect", async () => {
    const slack = await practiceSlack();
    slack.faults.add({ method: "*", kind: "5xx", status: 502 });
    slack.faults.add({ method: "chat.postMessage", kind: "ok-false", error: "fatal_error" });
    expect((await call(slack, "chat.postMessage", say)).status).toBe(502);
    expect((await call(slack, "chat.postMessage", say)).body["error"]).toBe("fatal_error");
    expect(slack.messages("C0MOVES")).toEqual([]);
  });

  test("a dropped call did not happen; an accepted one did, though both look the same to the caller", async () => {
    const slack = await practiceSlack();
    slack.faults.add({ method: "chat.postMessage", kind: "drop" });
    await expect(call(slack, "chat.postMessage", say)).rejects.toThrow("fetch failed");
    expect(slack.messages("C0MOVES")).toEqual([]);
    slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail" });
    await expect(call(slack, "chat.postMessage", say)).rejects.toThrow("fetch failed");
    expect(slack.messages("C0MOVES").map((message) => message.text)).toEqual(["copying"]);
  });

  test("a slow call is answered, later", async () => {
    const slack = await practiceSlack();
    slack.faults.add({ method: "chat.postMessage", kind: "slow", ms: 120 });
    const started = performance.now();
    expect((await call(slack, "chat.postMessage", say)).body["ok"]).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(110);
  });

  test("hits as often as requested, and only the calls it is meant for", async () => {
    const slack = await practiceSlack();
    slack.faults.add({
      method: "chat.postMessage",
      kind: "ok-false",
      error: "fatal_error",
      times: 2,
      when: (args) => args["channel"] === "C0INC42",
    });
    const channels = ["C0MOVES", "C0INC42", "C0INC42", "C0INC42"];
    const answers = [];
    for (const channel of channels) answers.push((await call(slack, "chat.postMessage", { ...say, channel })).body["ok"]);
    expect(answers).toEqual([true, false, false, true]);
  });
});

describe("a planted fault in delivery", () => {
  const status = { user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "status" } as const;

  test("a duplicate delivers the same command twice, with one trigger and one response_url", async () => {
    const seen: string[] = [];
    const { slack } = await bolt({}, (app) => {
      app.command("/movetables", async ({ ack, command }) => {
        seen.push(`${command.trigger_id} ${command.response_url}`);
        await ack();
      });
    });
    slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    await slack.runCommand(status);
    expect(seen).toHaveLength(2);
    expect(new Set(seen).size).toBe(1);
  });

  test("a lost ack is a timeout for the person, though the app did its work", async () => {
    let worked = 0;
    const { slack } = await bolt({}, (app) => {
      app.command("/movetables", async ({ ack }) => {
        worked += 1;
        await ack("done");
      });
    });
    slack.faults.add({ deliver: "*", kind: "lost-ack" });
    expect(await slack.runCommand(status)).toEqual({ ok: false, error: "operation_timeout" });
    expect(worked).toBe(1);
    expect(slack.ephemerals("U0ANA").map((entry) => entry.from)).toEqual(["slack"]);
  });

  test("what is not delivered never reaches the app", async () => {
    let worked = 0;
    const { slack } = await bolt({ ackTimeoutMs: 100 }, (app) => {
      app.command("/movetables", async ({ ack }) => {
        worked += 1;
        await ack();
      });
    });
    slack.faults.add({ deliver: "slash_commands", kind: "not-delivered" });
    expect(await slack.runCommand(status)).toEqual({ ok: false, error: "operation_timeout" });
    expect(worked).toBe(0);
    expect(await slack.runCommand(status)).toMatchObject({ ok: true });
  });
});
