import { Agent, createServer, request, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { NOBODY } from "../../../src/core/operation/request/policy.ts";
import { openHttp } from "../../../src/slack/app/transport/http.ts";
import { openSlackApp } from "../../../src/slack/app/open.ts";
import { openSocket } from "../../../src/slack/app/transport/socket.ts";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { createSignature } from "../../../practice/slack/delivery/signed-http.ts";
import { listenOnLoopback } from "../../loopback.ts";
import { bench } from "../../store/with-redis.ts";
import { ONE_CLUSTER } from "./clusters.ts";
import { recordingJobs } from "./recording-jobs.ts";
import { listeningLog, openHarness, toldTo } from "./harness.ts";

const redis = bench();
const toClose: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

async function practiceSlack(): Promise<PracticeSlack> {
  const slack = await startPracticeSlack({ rateLimits: false });
  toClose.push(() => slack.close());
  return slack;
}

/** Something that is not Slack, at an address of its own. */
async function elsewhere(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  const port = await listenOnLoopback(server);
  toClose.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${port}/api/`;
}

/** The rejections that nobody handled from now on, until the test ends. */
function noteUnhandled(): readonly unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  toClose.push(() => process.off("unhandledRejection", note));
  return unhandled;
}

function sendSigned(
  { signingSecret }: PracticeSlack,
  app: { readonly port: () => number | undefined },
  type: string,
  body: string,
): Promise<Response> {
  return fetch(`http://127.0.0.1:${app.port() ?? 0}/slack/events`, {
    method: "POST",
    body,
    headers: { "content-type": type, ...createSignature(signingSecret, body, new Date()) },
    signal: AbortSignal.timeout(10_000),
  });
}

describe("starting with Socket Mode", () => {
  test("with a token that Slack rejects ends at once and names the setting to check", async () => {
    const slack = await practiceSlack();
    const socket = openSocket({ appToken: () => "xapp-practice-wrong", apiUrl: slack.apiUrl }, listeningLog().logger);
    await expect(socket.start()).rejects.toMatchObject({ kind: "denied", message: expect.stringMatching(/invalid_auth.*SLACK_APP_TOKEN/) });
    await socket.stop();
  });

  test("with an address that never answers ends at its deadline", async () => {
    const apiUrl = await elsewhere(() => undefined);
    const socket = openSocket({ appToken: () => "xapp-practice-app", apiUrl, startWithinMs: 400 }, listeningLog().logger);
    await expect(socket.start()).rejects.toMatchObject({ kind: "timed-out", message: expect.stringContaining("SLACK_API_URL") });
    await socket.stop();
  });

  test("with an address that does not know the method ends at its deadline too", async () => {
    const apiUrl = await elsewhere((_request, response) => void response.writeHead(404).end());
    const socket = openSocket({ appToken: () => "xapp-practice-app", apiUrl, startWithinMs: 3_000 }, listeningLog().logger);
    // Chance decides whether the deadline falls into an attempt or into the pause after one.
    await expect(socket.start()).rejects.toMatchObject({ kind: expect.stringMatching(/^(unreachable|timed-out)$/) });
    await socket.stop();
  });

  test("waits out a short outage of Slack", async () => {
    const slack = await practiceSlack();
    slack.faults.add({ method: "apps.connections.open", kind: "5xx", times: 2 });
    const socket = openSocket({ appToken: () => slack.appToken, apiUrl: slack.apiUrl }, listeningLog().logger);
    await socket.start();
    expect(socket.isConnected()).toBe(true);
    await socket.stop();
    expect(socket.isConnected()).toBe(false);
    await expect.poll(() => slack.sockets.count()).toBe(0);
  });
});

describe("a running app over Socket Mode", () => {
  test("is back within two seconds after Slack asked it to reconnect, and accepts commands again", async () => {
    const { slack, app, records } = await openHarness(redis.fresh().records);
    for (const reason of ["refresh_requested", "warning"] as const) {
      slack.sockets.disconnect(reason);
      await expect.poll(() => slack.sockets.count()).toBe(1);
      await expect.poll(() => app.health().connected).toBe(true);
    }
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "list" });
    expect(await records.inbox.pending()).toHaveLength(1);
  });

  test("comes back after its socket was cut and Slack was unreachable for a while", async () => {
    const { slack, app, log } = await openHarness(redis.fresh().records);
    slack.faults.add({ method: "apps.connections.open", kind: "drop", times: 3 });
    slack.sockets.drop();
    await expect.poll(() => app.health().connected).toBe(false);
    await expect.poll(() => app.health().connected).toBe(true);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "help" });
    expect(toldTo(slack, "U0ANA")).toHaveLength(1);
    expect(log.join("")).toContain("Slack cannot be reached over Socket Mode");
  });

  test("stops in the middle of a reconnection without an unhandled rejection", async () => {
    const unhandled = noteUnhandled();
    for (const afterMs of [0, 5, 20, 60]) {
      const { slack, app } = await openHarness(redis.fresh().records);
      slack.sockets.disconnect("warning");
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await app.stop();
      await expect.poll(() => slack.sockets.count()).toBe(0);
    }
    expect(unhandled).toEqual([]);
  });

  test("stops accepting commands, and waits for those it has started", async () => {
    const { slack, app, jobs } = await openHarness(redis.fresh().records);
    jobs.hang();
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "list" });
    await expect.poll(() => app.health().inFlight).toBe(1);
    await app.stop();
    expect(await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "list" })).toMatchObject({
      ok: false,
    });
  });
});

describe("HTTP", () => {
  test("reports that it is healthy, refuses what Slack did not sign, and frees its port when it stops", async () => {
    const { app } = await openHarness(redis.fresh().records, "http");
    const url = `http://127.0.0.1:${app.port() ?? 0}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const forged = {
      method: "POST",
      body: "command=%2Fmovetables&text=list",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    expect((await fetch(`${url}/slack/events`, forged)).status).toBe(401);
    await app.stop();
    expect(app.health().connected).toBe(false);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
  });

  test("says that it is not ready while jobs are not done", async () => {
    let isReady = true;
    const options = { kind: "http", signingSecret: () => "s", port: 0, host: "127.0.0.1" } as const;
    const http = openHttp(options, listeningLog().logger, () => isReady);
    toClose.push(() => http.stop());
    await http.start();
    const status = async () => (await fetch(`http://127.0.0.1:${http.port() ?? 0}/readyz`)).status;
    expect(await status()).toBe(200);
    isReady = false;
    expect(await status()).toBe(503);
  });

  test.each([
    ["null as JSON", "application/json", "null"],
    ["null as a form's payload", "application/x-www-form-urlencoded", "payload=null"],
    ["a list", "application/json", '[{"type":"event_callback"}]'],
    ["a number", "application/json", "7"],
    ["a text", "application/json", '"url_verification"'],
    ["no JSON", "application/json", "{"],
  ])("signed but %s, a request is refused and changes nothing", async (_, type, body) => {
    const { app, slack, records, log } = await openHarness(redis.fresh().records, "http");
    const unhandled = noteUnhandled();
    expect((await sendSigned(slack, app, type, body)).status).toBe(400);
    expect(unhandled).toEqual([]);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "list" });
    expect(await records.inbox.pending()).toHaveLength(1);
    expect(log.join("")).not.toContain("TypeError");
  });

  test("larger than anything that Slack sends, a request is refused before it is read", async () => {
    const { app, slack } = await openHarness(redis.fresh().records, "http");
    const answer = await sendSigned(slack, app, "application/json", JSON.stringify({ padding: "x".repeat(1_100_000) }));
    expect(answer.status).toBe(413);
  });

  test("keeps a proxy's idle connection for longer than proxies do", async () => {
    const { app } = await openHarness(redis.fresh().records, "http");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    toClose.push(() => agent.destroy());
    const headers = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
      const sent = request({ agent, host: "127.0.0.1", port: app.port(), path: "/healthz" }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.headers));
      });
      sent.on("error", reject).end();
    });
    const seconds = Number(/timeout=(\d+)/.exec(String(headers["keep-alive"]))?.[1]);
    // AWS's load balancers keep a connection for 60 s, nginx for 60 s, Envoy and Google's for up to 10 min unless told otherwise.
    expect(seconds).toBeGreaterThan(600);
  });

  test("on a port in use names the setting to check", async () => {
    const taken = new URL(await elsewhere(() => undefined));
    const options = { kind: "http", signingSecret: () => "s", port: Number(taken.port), host: "127.0.0.1" } as const;
    await expect(openHttp(options, listeningLog().logger, () => true).start()).rejects.toMatchObject({
      message: expect.stringMatching(/EADDRINUSE.*PORT/),
    });
  });
});

test("a bot token that Slack rejects is found before anything starts", async () => {
  const slack = await practiceSlack();
  const { logger: log, lines } = listeningLog();
  const { records } = redis.fresh();
  const opening = openSlackApp({
    noteUnknown: () => {},
    transport: { kind: "socket", appToken: () => slack.appToken },
    botToken: () => "xoxb-practice-wrong",
    apiUrl: slack.apiUrl,
    records,
    jobs: recordingJobs(),
    clusters: ONE_CLUSTER,
    policy: () => NOBODY,
    log,
  });
  await expect(opening).rejects.toMatchObject({ kind: "denied", message: expect.stringContaining("invalid_auth") });
  expect(lines.join("")).not.toContain("xoxb-");
});
