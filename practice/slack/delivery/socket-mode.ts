import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { APP_ID } from "../workspace/cast.ts";
import { isJson, readObject, parseJson, readString } from "../blocks/json.ts";
import type { Ack, Transport } from "./transport.ts";

/** Slack's limit for one app (docs/facts/slack-limits.md#socket-connections). */
const MOST_CONNECTIONS = 10;

/** How long a client may take to answer a closing handshake before its connection is cut. */
const GOODBYE_MS = 300;

export type DisconnectReason = "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets";

export interface SocketMode extends Transport {
  /** A one-time path for apps.connections.open to return. */
  issuePath(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connectionCount(): number;
  /** Sends a `disconnect` frame to every connection; none gets an envelope afterwards. */
  disconnect(reason: DisconnectReason): void;
  /** Cuts every connection without notice, like a lost network. */
  drop(): void;
  /** Closes every connection properly and waits briefly for the answer. */
  close(): Promise<void>;
}

/** Slack's side of Socket Mode: hello, envelopes to one connection each in turn, acks within `ackTimeoutMs`. */
export function createSocketMode({ ackTimeoutMs, changed }: { readonly ackTimeoutMs: number; readonly changed: () => void }): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const live: WebSocket[] = [];
  const waiting = new Map<string, (ack: Ack) => void>();

  function leave(socket: WebSocket): void {
    const index = live.indexOf(socket);
    if (index >= 0) live.splice(index, 1);
    changed();
  }

  function welcome(socket: WebSocket): void {
    socket.on("close", () => leave(socket));
    socket.on("error", () => leave(socket));
    socket.on("message", (data) => settle(toText(data)));
    if (live.length >= MOST_CONNECTIONS) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    live.push(socket);
    const debug_info = { host: "practice", approximate_connection_time: 3600 };
    socket.send(JSON.stringify({ type: "hello", num_connections: live.length, connection_info: { app_id: APP_ID }, debug_info }));
    changed();
  }

  function settle(frame: string): void {
    const message = parseJson(frame);
    if (!isJson(message)) return;
    waiting.get(readString(message, "envelope_id") ?? "")?.({ ok: true, payload: readObject(message, "payload") });
  }

  function awaitAck(id: string): Promise<Ack> {
    return new Promise((resolve) => {
      const settleWith = (ack: Ack): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(ack);
      };
      const timer = setTimeout(() => settleWith({ ok: false, error: "operation_timeout" }), ackTimeoutMs);
      waiting.set(id, settleWith);
    });
  }

  return {
    issuePath() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${APP_ID}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? "/", "http://practice").searchParams.get("ticket") ?? "";
      if (!tickets.delete(ticket)) {
        socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    connectionCount: () => live.length,
    disconnect(reason) {
      for (const socket of live.splice(0)) socket.send(JSON.stringify({ type: "disconnect", reason }));
      changed();
    },
    drop() {
      for (const socket of live.splice(0)) socket.terminate();
      changed();
    },
    async close() {
      for (const settleWith of waiting.values()) settleWith({ ok: false, error: "dispatch_failed" });
      await Promise.all([...server.clients].map(sayGoodbye));
      server.close();
    },
    send(kind, payload, retry) {
      const socket = live.shift();
      if (!socket) return Promise.resolve({ ok: false, error: "dispatch_failed" });
      live.push(socket); // the next envelope goes to the next connection
      const id = randomUUID();
      const retried = kind === "events_api" ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? "" } : {};
      const ack = awaitAck(id);
      socket.send(JSON.stringify({ type: kind, envelope_id: id, payload, accepts_response_payload: kind !== "events_api", ...retried }));
      return ack;
    },
  };
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close();
  });
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
