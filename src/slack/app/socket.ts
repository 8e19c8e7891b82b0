import { setTimeout as sleep } from "node:timers/promises";
import { SocketModeReceiver } from "@slack/bolt";
import type { Logger } from "pino";
import { Fault } from "../../operations/fault.ts";
import { slackClientOptions } from "../outbound/clients.ts";
import { loggable } from "../outbound/secrets.ts";
import { slackLog } from "../outbound/slack-log.ts";
import { withoutEmptyRejections } from "./empty-rejections.ts";
import { START_WITHIN_MS, STOP_WITHIN_MS } from "./transport.ts";
import type { SlackTransport } from "./transport.ts";

const OPEN_TIMEOUT_MS = 10_000;

/** Socket Mode: Tandem calls Slack and keeps the line open, so no address of its own is needed. */
export function openSocket(options: { readonly appToken: string; readonly apiUrl?: string }, log: Logger): SlackTransport {
  const access = options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl };
  // The receiver's own options object, shared with nobody: otherwise its retry policy and its token leak into the app's client
  // (slack.md 1.4, traps 1 and 2). A reconnection is tried for as long as it takes by the client itself.
  const clientOptions = { ...slackClientOptions(access, log, OPEN_TIMEOUT_MS), retryConfig: { retries: 3, factor: 1.5, minTimeout: 500 } };
  const receiver = new SocketModeReceiver({ appToken: options.appToken, logger: slackLog(log), installerOptions: { clientOptions } });
  const { client } = receiver;
  let connected = false;
  client.on("connected", () => (connected = true));
  for (const event of ["reconnecting", "disconnected", "close"]) client.on(event, () => (connected = false));

  return {
    receiver,
    isConnected: () => connected,
    port: () => undefined,
    async start() {
      const starting = receiver.start().then(() => "connected" as const);
      const first = await Promise.race([starting.catch(refusedBy), sleep(START_WITHIN_MS, "late" as const, { ref: false })]);
      if (first === "connected") return;
      await disconnect(client);
      throw new Fault(
        "timed-out",
        `Slack opened no Socket Mode connection within ${START_WITHIN_MS / 1000} s; look at the network and at SLACK_API_URL`,
      );
    },
    stop: () => withoutEmptyRejections(log, () => disconnect(client)),
  };
}

/** Waits for the socket to be closed, which Bolt's own stop does not (slack.md 1.4, trap 5). */
async function disconnect(client: SocketModeReceiver["client"]): Promise<void> {
  await Promise.race([client.disconnect(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
}

function refusedBy(error: unknown): never {
  const { message } = loggable(error);
  throw new Fault(
    "denied",
    `Slack refused the Socket Mode connection: ${message}; look at SLACK_APP_TOKEN (connections:write) and at the app's Socket Mode setting`,
  );
}
