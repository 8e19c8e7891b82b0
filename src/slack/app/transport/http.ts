import { setTimeout as sleep } from "node:timers/promises";
import { HTTPReceiver } from "@slack/bolt";
import type { Server } from "node:http";
import type { Logger } from "pino";
import { Fault } from "../../../operations/fault.ts";
import { createSlackLog } from "../../web-api/slack-log.ts";
import { type SlackTransport, STOP_WITHIN_MS, type TransportOptions } from "./transport.ts";

/** Signed HTTP: Slack calls Tandem at `/slack/events`. `GET /healthz` answers while it listens. */
export function openHttp(options: Extract<TransportOptions, { kind: "http" }>, log: Logger): SlackTransport {
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret,
    logger: createSlackLog(log),
    // Whatever fails inside a listener, Slack must not resend the command: Tandem recovers by itself.
    processEventErrorHandler: () => Promise.resolve(true),
    customRoutes: [
      {
        path: "/healthz",
        method: "GET",
        handler: (_request, response) => void response.writeHead(200, { "content-type": "text/plain" }).end("ok"),
      },
    ],
  });
  let server: Server | undefined;

  return {
    receiver,
    isConnected: () => server?.listening === true,
    port() {
      const address = server?.address();
      return typeof address === "object" && address !== null ? address.port : undefined;
    },
    async start() {
      const { port, host } = options;
      try {
        server = await receiver.start({ port, ...(host === undefined ? {} : { host }) });
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
        throw new Fault("unexpected", `Port ${port} cannot be listened on (${code}); look at PORT`, { cause: error });
      }
    },
    async stop() {
      if (server === undefined) return;
      const open = server;
      const closed = receiver.stop();
      await Promise.race([closed, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      open.closeAllConnections();
      server = undefined;
    },
  };
}
