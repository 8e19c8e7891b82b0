import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from "@slack/bolt";
import type { ChatPostMessageArguments } from "@slack/web-api";
import { startPracticeSlack, type PracticeSlack, type PracticeSlackOptions } from "../../../practice/slack/practice-slack.ts";

export interface Running {
  readonly slack: PracticeSlack;
  readonly app: App;
  /** The address at which the app listens on the HTTP transport; empty on Socket Mode. */
  readonly requestUrl: string;
  close(): Promise<void>;
}

export interface BoltOptions extends PracticeSlackOptions {
  /** Socket Mode reconnects after this time. */
  readonly clientPingTimeout?: number;
}

/** An unmodified Bolt app against a fresh practice Slack, on either transport. `listen` adds the listeners before it starts. */
export async function startBolt({ clientPingTimeout = 5000, ...options }: BoltOptions, listen: (app: App) => void): Promise<Running> {
  const slack = await startPracticeSlack(options);
  const socket = options.transport !== "http";
  // Separate option objects: a shared one leaks retry policy and token into the Socket Mode client.
  const apiOptions = (): { slackApiUrl: string; retryConfig: { retries: number } } => ({
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
  const logLevel = LogLevel.ERROR;
  const receiver = socket
    ? new SocketModeReceiver({ appToken: slack.appToken, logLevel, clientPingTimeout, installerOptions: { clientOptions: apiOptions() } })
    : new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel, unhandledRequestTimeoutMillis: 10_000 });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel,
    convoStore: false,
    clientOptions: { ...apiOptions(), rejectRateLimitedCalls: true },
  });
  listen(app);
  let requestUrl = "";
  if (receiver instanceof HTTPReceiver) {
    const server = await receiver.start(0);
    requestUrl = `http://127.0.0.1:${portOf(server.address())}/slack/events`;
    slack.setRequestUrl(requestUrl);
  } else {
    await app.start();
  }
  return {
    slack,
    app,
    requestUrl,
    async close() {
      await app.stop();
      await slack.close();
    },
  };
}

/** `chat.postMessage` by its name: the lint rule for windows mistakes the method for `window.postMessage`. Returns the message's ts. */
export async function post(client: App["client"], message: ChatPostMessageArguments): Promise<string> {
  const answer = await client.apiCall("chat.postMessage", { ...message });
  return "ts" in answer ? String(answer.ts) : "";
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the app has no TCP port");
  return address.port;
}
