import { setTimeout as pause } from "node:timers/promises";
import { createServer, type Server } from "node:http";
import { WebSocket } from "ws";
import { afterEach, describe, expect, test } from "vitest";
import { isJson, parseJson, type Json } from "../../../practice/slack/blocks/json.ts";
import { readBody } from "../../../practice/slack/workspace/http.ts";
import { startPracticeSlack, type PracticeSlack, type PracticeSlackOptions } from "../../../practice/slack/practice-slack.ts";
import { startBolt } from "./bolt-app.ts";
import { call } from "./call.ts";
import { listenOnLoopback } from "../../loopback.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
async function practiceSlack(options: PracticeSlackOptions = {}): Promise<PracticeSlack> {
  const slack = await startPracticeSlack(options);
  closers.push(() => slack.close());
  return slack;
}

/** A bare Socket Mode client: keeps every frame, answers none by itself. */
async function connect(slack: PracticeSlack, onFrame: (frame: Json, socket: WebSocket) => void = () => undefined): Promise<Json[]> {
  const { body } = await call(slack, "apps.connections.open", {}, slack.appToken);
  const frames: Json[] = [];
  const socket = new WebSocket(String(body["url"]));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("message", (data: Buffer) => {
      const frame = parseJson(data.toString("utf8"));
      if (!isJson(frame)) return;
      frames.push(frame);
      onFrame(frame, socket);
      resolve();
    });
  });
  return frames;
}
const acking = (frame: Json, socket: WebSocket): void => {
  if (frame["envelope_id"] !== undefined) socket.send(JSON.stringify({ envelope_id: frame["envelope_id"], payload: { text: "here" } }));
};
/** Well above the retry delays of these tests. */
const RETRIES_ARE_OVER_MS = 200;
const commandsIn = (frames: readonly Json[]): number => frames.filter((frame) => frame["type"] === "slash_commands").length;
const status = { user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "status" } as const;

describe("Socket Mode", () => {
  test("greets with hello, and a ticket opens one connection only", async () => {
    const slack = await practiceSlack();
    const { body } = await call(slack, "apps.connections.open", {}, slack.appToken);
    const first = new WebSocket(String(body["url"]));
    const hello = await new Promise((resolve) => first.once("message", (data: Buffer) => resolve(parseJson(data.toString("utf8")))));
    expect(hello).toMatchObject({ type: "hello", num_connections: 1, connection_info: { app_id: "A0TANDEM" } });
    const second = new WebSocket(String(body["url"]));
    const refused = await new Promise((resolve) => second.once("error", resolve));
    expect(String(refused)).toContain("401");
  });

  test("only the app token may open a connection", async () => {
    const slack = await practiceSlack();
    expect((await call(slack, "apps.connections.open")).body["error"]).toBe("not_allowed_token_type");
  });

  test("each envelope goes to one of several connections, in turn", async () => {
    const slack = await practiceSlack();
    const [one, two] = [await connect(slack, acking), await connect(slack, acking)];
    for (let count = 0; count < 4; count += 1) await slack.runCommand(status);
    expect([commandsIn(one), commandsIn(two)]).toEqual([2, 2]);
  });

  test("a command's envelope carries what Slack sends, and no thread", async () => {
    const slack = await practiceSlack();
    const frames = await connect(slack, acking);
    await slack.runCommand(status);
    expect(frames[1]).toMatchObject({
      type: "slash_commands",
      accepts_response_payload: true,
      payload: {
        command: "/movetables",
        text: "status",
        user_id: "U0ANA",
        user_name: "ana",
        channel_id: "C0MOVES",
        channel_name: "db-moves",
        team_id: "T0PRACTICE",
      },
    });
    expect(Object.keys(frames[1]?.["payload"] ?? {})).not.toContain("thread_ts");
  });

  test("the eleventh connection is rejected", async () => {
    const slack = await practiceSlack();
    for (let count = 0; count < 10; count += 1) await connect(slack);
    expect(await connect(slack)).toMatchObject([{ type: "disconnect", reason: "too_many_websockets" }]);
    expect(slack.sockets.count()).toBe(10);
  });

  test("without a connection the person sees that the dispatch failed", async () => {
    const slack = await practiceSlack();
    expect(await slack.runCommand(status)).toEqual({ ok: false, error: "dispatch_failed" });
    expect(slack.ephemerals("U0ANA")[0]?.text).toBe('/movetables failed with the error "dispatch_failed"');
  });

  test("a connection gets nothing more after a disconnect frame", async () => {
    const slack = await practiceSlack();
    const frames = await connect(slack, acking);
    slack.sockets.disconnect("refresh_requested");
    expect(await slack.runCommand(status)).toEqual({ ok: false, error: "dispatch_failed" });
    await expect.poll(() => frames.map((frame) => frame["type"])).toEqual(["hello", "disconnect"]);
  });

  test("a Bolt app comes back by itself after its socket is dropped", async () => {
    const running = await startBolt({ clientPingTimeout: 200 }, (app) => {
      app.command("/movetables", ({ ack }) => ack("back"));
    });
    closers.push(() => running.close());
    const { slack } = running;
    slack.sockets.drop();
    await slack.waitFor(() => slack.sockets.count() === 1);
    expect(await slack.runCommand(status)).toEqual({ ok: true, payload: { text: "back" } });
  });
});

describe("events over HTTP", () => {
  interface Received {
    readonly retry: string | undefined;
    readonly reason: string | undefined;
    readonly contentType: string | undefined;
    readonly id: unknown;
  }
  async function listener(
    answers: (call: number) => { readonly status: number; readonly headers?: Record<string, string> },
  ): Promise<{ url: string; received: Received[] }> {
    const received: Received[] = [];
    const server: Server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const event = parseJson(body.toString("utf8"));
        const { headers } = request;
        received.push({
          retry: headers["x-slack-retry-num"]?.toString(),
          reason: headers["x-slack-retry-reason"]?.toString(),
          contentType: headers["content-type"]?.toString(),
          id: isJson(event) ? event["event_id"] : undefined,
        });
        const answer = answers(received.length);
        response.writeHead(answer.status, answer.headers).end();
      });
    });
    const port = await listenOnLoopback(server);
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    return { url: `http://127.0.0.1:${port}/slack/events`, received };
  }
  test("an unacknowledged event is sent three more times, the same event each time", async () => {
    const slack = await practiceSlack({ transport: "http", eventRetryDelaysMs: [0, 10, 20] });
    const { url, received } = await listener(() => ({ status: 500 }));
    slack.setRequestUrl(url);
    await slack.openHome("U0ANA");
    await pause(RETRIES_ARE_OVER_MS);
    expect(received.map(({ retry, reason }) => [retry, reason])).toEqual([
      [undefined, undefined],
      ["1", "http_error"],
      ["2", "http_error"],
      ["3", "http_error"],
    ]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(received[0]?.contentType).toBe("application/json");
  });

  test("an event is not sent again if it was acknowledged, or if its answer forbids it", async () => {
    const slack = await practiceSlack({ transport: "http", eventRetryDelaysMs: [0, 10, 20] });
    const { url, received } = await listener((count) => (count === 1 ? { status: 500 } : { status: 200 }));
    slack.setRequestUrl(url);
    await slack.openHome("U0ANA");
    await pause(RETRIES_ARE_OVER_MS);
    expect(received).toHaveLength(2);

    const other = await listener(() => ({ status: 500, headers: { "x-slack-no-retry": "1" } }));
    slack.setRequestUrl(other.url);
    await slack.openHome("U0ANA");
    await pause(RETRIES_ARE_OVER_MS);
    expect(other.received).toHaveLength(1);
  });

  test("an app on another machine is never called", async () => {
    const slack = await practiceSlack({ transport: "http" });
    expect(() => slack.setRequestUrl("https://hooks.example.com/slack/events")).toThrow("this machine only");
  });

  test("Bolt rejects a wrong signing secret", async () => {
    const slack = await practiceSlack({ transport: "http", signingSecret: "another" });
    const running = await startBolt({ transport: "http" }, (app) => {
      app.command("/movetables", ({ ack }) => ack());
    });
    closers.push(() => running.close());
    slack.setRequestUrl(running.requestUrl);
    expect(await slack.runCommand(status)).toMatchObject({ ok: false, error: "http_401" });
  });
});
