import { createHmac } from "node:crypto";
import { request } from "node:http";
import type { EnvelopeKind } from "../workspace/faults.ts";
import { isJson, parseJson, type Json } from "../blocks/json.ts";
import type { Ack, Retry, Transport } from "./transport.ts";

export interface SignedHttp extends Transport {
  /** The app's address; until it is set, everything is `dispatch_failed`. */
  setRequestUrl(url: string): void;
}

/** Slack's side of the HTTP transport: forms and JSON with `v0` signatures, the response body as the ack. */
export function createSignedHttp(options: {
  readonly signingSecret: () => string;
  readonly ackTimeoutMs: number;
  now(): Date;
}): SignedHttp {
  let requestUrl: string | undefined;
  return {
    setRequestUrl(url) {
      if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname))
        throw new Error(`the practice Slack speaks to this machine only, not to ${url}`);
      requestUrl = url;
    },
    send(kind, payload, retry) {
      if (requestUrl === undefined) return Promise.resolve({ ok: false, error: "dispatch_failed" });
      const body = encode(kind, payload);
      return send(
        { url: requestUrl, body, ackTimeoutMs: options.ackTimeoutMs },
        {
          // Bolt accepts this content type only without a charset (docs/facts/slack-delivery.md#content-type).
          "content-type": kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
          ...createSignature(options.signingSecret(), body, options.now()),
          ...createRetryHeaders(retry),
        },
      );
    },
  };
}

/** The headers by which an app knows that Slack sent this body. */
export function createSignature(signingSecret: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${signature}` };
}

function encode(kind: EnvelopeKind, payload: Json): string {
  if (kind === "events_api") return JSON.stringify(payload);
  if (kind === "interactive") return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)])).toString();
}

function createRetryHeaders(retry: Retry | undefined): Record<string, string> {
  return retry ? { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": retry.reason } : {};
}

function send(
  { url, body, ackTimeoutMs }: { readonly url: string; readonly body: string; readonly ackTimeoutMs: number },
  headers: Record<string, string>,
): Promise<Ack> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        clearTimeout(timer);
        const status = incoming.statusCode ?? 0;
        const noRetry = incoming.headers["x-slack-no-retry"] === "1";
        if (status >= 200 && status < 300) resolve({ ok: true, payload: toPayload(Buffer.concat(chunks).toString("utf8")) });
        else resolve({ ok: false, error: `http_${status}`, noRetry });
      });
    });
    const timer = setTimeout(() => {
      resolve({ ok: false, error: "operation_timeout" });
      outgoing.destroy();
    }, ackTimeoutMs);
    outgoing.on("error", () => {
      clearTimeout(timer);
      resolve({ ok: false, error: "dispatch_failed" });
    });
    outgoing.end(body);
  });
}

/** A plain text response is a message's text. */
function toPayload(body: string): Json {
  if (body === "") return {};
  const parsed = parseJson(body);
  return isJson(parsed) ? parsed : { text: body };
}
