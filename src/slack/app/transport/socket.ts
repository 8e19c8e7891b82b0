import { setTimeout as sleep } from "node:timers/promises";
import { SocketModeReceiver } from "@slack/bolt";
import type { Logger } from "pino";
import { computeBackoffMs } from "../../../operations/backoff.ts";
import { Fault } from "../../../operations/fault.ts";
import { openOutages } from "../../../operations/outages.ts";
import { toSlackClientOptions } from "../../web-api/clients.ts";
import { callSlack, RateLimited } from "../../web-api/faults.ts";
import { createSlackLog } from "../../web-api/slack-log.ts";
import { type SlackTransport, START_WITHIN_MS, STOP_WITHIN_MS } from "./transport.ts";

const OPEN_TIMEOUT_MS = 10_000;
const LOOK_FOR_TOKEN_EVERY_MS = 1_000;
const SOCKET_BACKOFF = { firstMs: 250, longestMs: 15_000 };

/**
 * Opens Socket Mode: Tandem calls Slack and keeps the connection open, so it needs no address of its own. Tandem reconnects by itself,
 * because Slack's package waits five seconds before every reconnection and ends the process when one fails or is stopped half-way
 * (docs/facts/slack-delivery.md#reconnect).
 */
export function openSocket(
  options: { readonly appToken: () => string; readonly apiUrl?: string; readonly startWithinMs?: number },
  log: Logger,
): SlackTransport {
  const { appToken, apiUrl, startWithinMs = START_WITHIN_MS } = options;
  // The receiver gets its own options object: a shared one would leak its token and retries into the app's client (traps 1, 2).
  const clientOptions = toSlackClientOptions({ token: appToken, ...(apiUrl === undefined ? {} : { apiUrl }) }, log, OPEN_TIMEOUT_MS);
  const receiver = new SocketModeReceiver({
    appToken: appToken(),
    logger: createSlackLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
  });
  const { client } = receiver;
  const outages = openOutages(log);
  let connected = false;
  const stopping = new AbortController();
  client.on("connected", () => (connected = true));
  client.on("disconnected", () => (connected = false));

  /** Makes one attempt to connect. It ends with Slack's hello, with a Fault, or when `withinMs` is over. */
  async function connect(withinMs: number): Promise<void> {
    const opening = callSlack("apps.connections.open", hello).then(() => "connected" as const);
    const first = await Promise.race([opening, sleep(withinMs, "late" as const, { ref: false })]);
    if (first === "connected") return;
    opening.catch(() => undefined);
    await disconnect();
    throw new Fault(
      "timed-out",
      `Slack opened no Socket Mode connection within ${Math.round(withinMs)} ms; look at the network and at SLACK_API_URL`,
    );
  }

  async function hello(): Promise<void> {
    try {
      await client.start();
    } catch (error) {
      // When a socket closes before the hello, the package rejects without a reason.
      if (error === undefined) throw new Fault("unreachable", "Slack closed the socket before its hello");
      throw error;
    }
  }

  /** Retries until Slack says hello, refuses the token, Tandem stops, or the deadline passes. Logs an outage once. */
  async function connectUntil(deadline: number): Promise<void> {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        await connect(Math.min(startWithinMs, deadline - performance.now()));
        outages.end("socket", "Slack is reached again over Socket Mode");
        return;
      } catch (error) {
        const limited = error instanceof RateLimited ? error.retryAfterMs : 0;
        const wait = Math.max(computeBackoffMs(failures, SOCKET_BACKOFF) * (0.5 + Math.random()), limited);
        if (isFinal(error))
          throw new Fault("denied", `${error.message}; look at SLACK_APP_TOKEN (connections:write) and at the app's Socket Mode setting`);
        if (performance.now() + wait > deadline) throw error;
        outages.meet("socket", "Slack cannot be reached over Socket Mode; it is tried until it can", { err: error, wait });
        await sleep(wait, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async function stayConnected(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (connected) await new Promise<void>((resolve) => void client.once("disconnected", () => resolve()));
      const used = appToken();
      try {
        await connectUntil(Number.POSITIVE_INFINITY);
      } catch (error) {
        log.fatal({ err: error }, "Slack does not take Tandem's app token any more; no command arrives until SLACK_APP_TOKEN is right");
        await awaitOtherToken(used);
      }
    }
  }

  /** Resolves when the token's file holds another one, or Tandem stops. */
  async function awaitOtherToken(refused: string): Promise<void> {
    while (!stopping.signal.aborted && appToken() === refused) {
      await sleep(LOOK_FOR_TOKEN_EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  async function disconnect(): Promise<void> {
    await Promise.race([client.disconnect(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  }

  return {
    receiver,
    isConnected: () => connected,
    port: () => undefined,
    async start() {
      await connectUntil(performance.now() + startWithinMs);
      void stayConnected();
    },
    async stop() {
      stopping.abort();
      // Bolt's stop does not wait until the socket is closed (trap 5).
      await disconnect();
    },
  };
}

function isFinal(error: unknown): error is Fault {
  return error instanceof Fault && (error.kind === "denied" || error.kind === "refused");
}
