import { setTimeout as sleep } from "node:timers/promises";
import { HTTPModuleFunctions, HTTPReceiver, isRawBodyError } from "@slack/bolt";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { Fault } from "../../../operations/fault.ts";
import { createSlackLog } from "../../web-api/slack-log.ts";
import { type SlackTransport, STOP_WITHIN_MS, type TransportOptions } from "./transport.ts";

/** The largest that Slack sends, a form with all its fields, is far below this. */
const MOST_BYTES = 1_000_000;
// Longer than load balancers keep an idle connection (AWS and nginx 60 s, Google 10 min): whoever closes first must be the proxy, or it sends
// a click into a connection that has just been closed and answers Slack with an error.
const KEEP_ALIVE_MS = 650_000;

/**
 * Signed HTTP: Slack calls Tandem at `/slack/events`. `GET /healthz` answers while it listens, and `GET /readyz` with 503 while
 * `isReady` is false. What is larger than a megabyte is refused with 413, and a body that is no JSON object with 400.
 */
export function openHttp(options: Extract<TransportOptions, { kind: "http" }>, log: Logger, isReady: () => boolean): SlackTransport {
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret(),
    logger: createSlackLog(log),
    // Whatever fails inside a listener, Slack must not resend the command: Tandem recovers by itself.
    processEventErrorHandler: () => Promise.resolve(true),
    customRoutes: [
      { path: "/healthz", method: "GET", handler: (_request, response) => answerProbe(response, 200, "ok") },
      {
        path: "/readyz",
        method: "GET",
        handler: (_request, response) => (isReady() ? answerProbe(response, 200, "ok") : answerProbe(response, 503, "jobs are not done")),
      },
    ],
  });
  // Bolt reads it at every request.
  Object.defineProperty(receiver, "signingSecret", { get: options.signingSecret });
  const pass = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    if (request.method === "POST") void passIfObject(request, response, pass);
    else pass(request, response);
  };
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
        server = await receiver.start({ port, host }, { keepAliveTimeout: KEEP_ALIVE_MS });
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
        throw new Fault("unexpected", `${host} port ${port} cannot be listened on (${code}); look at PORT and TANDEM_HOST`, {
          cause: error,
        });
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

/**
 * Hands a request to Bolt, which checks its signature, unless its body is too large or JSON but no object: Bolt takes every body for an
 * object, and would never answer `null`. Never rejects.
 */
async function passIfObject(request: IncomingMessage, response: ServerResponse, pass: RequestListener): Promise<void> {
  try {
    // Bolt finds the body in the request afterwards and does not read it again.
    const read = await HTTPModuleFunctions.bufferIncomingMessage(request, MOST_BYTES);
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(read);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return answerWith(response, 400);
  } catch (error) {
    if (isRawBodyError(error)) return answerWith(response, error.statusCode);
    // No JSON: Bolt answers that, after it has checked the signature.
  }
  try {
    pass(request, response);
  } catch {
    answerWith(response, 404);
  }
}

function answerProbe(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}

function answerWith(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: "close" }).end();
}
