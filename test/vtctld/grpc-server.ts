import { once } from "node:events";
import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { TLSSocket } from "node:tls";
import { listenOnLoopback } from "../loopback.ts";

/** One call as it arrived. */
export interface SeenCall {
  readonly method: string;
  readonly message: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Whose certificate the caller presented; empty without one. */
  readonly fingerprint: string;
}

/**
 * An answer, a stream of them with its final status, an error status, no answer at all, a connection that breaks, or any of these after a
 * while.
 */
export type Reply =
  | { readonly kind: "answer"; readonly message: Buffer }
  | { readonly kind: "stream"; readonly messages: readonly Buffer[]; readonly code: number; readonly details: string }
  | { readonly kind: "status"; readonly code: number; readonly details: string }
  | { readonly kind: "hang" }
  | { readonly kind: "drop" }
  | { readonly kind: "later"; readonly reply: Promise<Reply> };

export interface GrpcServer {
  readonly address: string;
  readonly seen: readonly SeenCall[];
  /** The calls that their caller cancelled. */
  readonly cancelled: readonly string[];
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * A gRPC server for calls with one request, built on HTTP/2 directly: unlike a library's it writes `grpc-message` byte for byte as Go does,
 * so that a text with a trailing blank is lost on the way here as it is from vtctld.
 */
export async function startGrpcServer(
  reply: (call: SeenCall) => Reply,
  options: { tls?: SecureServerOptions; port?: number } = {},
): Promise<GrpcServer> {
  const seen: SeenCall[] = [];
  const cancelled: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server: Http2Server = options.tls === undefined ? createServer() : createSecureServer(options.tls);
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("error", () => stream.close());
    stream.on("close", () => stream.rstCode === constants.NGHTTP2_CANCEL && cancelled.push(rpcIn(headers)));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      // Five bytes before the message: compression flag and length.
      const call = {
        method: rpcIn(headers),
        message: Buffer.concat(chunks).subarray(5),
        headers,
        fingerprint: fingerprintOf(stream),
      };
      seen.push(call);
      send(stream, reply(call));
    });
  });
  const port = await listenOnLoopback(server, options.port);
  return {
    address: `127.0.0.1:${port}`,
    seen,
    cancelled,
    connections: () => sessions.size,
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function rpcIn({ ":path": path = "" }: IncomingHttpHeaders): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function fingerprintOf(stream: ServerHttp2Stream): string {
  const socket = stream.session?.socket;
  return socket instanceof TLSSocket ? (socket.getPeerCertificate().fingerprint256 ?? "") : "";
}

function send(stream: ServerHttp2Stream, reply: Reply): void {
  switch (reply.kind) {
    case "hang":
      return;
    case "later":
      void reply.reply.then((then) => send(stream, then));
      return;
    case "drop":
      stream.session?.destroy();
      return;
    case "answer":
      respond(stream, { "grpc-status": "0" }, [reply.message]);
      return;
    case "stream":
      respond(stream, { "grpc-status": String(reply.code), "grpc-message": asGoEncodes(reply.details) }, reply.messages);
      return;
    case "status":
      respond(stream, { "grpc-status": String(reply.code), "grpc-message": asGoEncodes(reply.details) });
  }
}

function respond(stream: ServerHttp2Stream, trailers: Record<string, string>, messages: readonly Buffer[] = []): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  for (const message of messages) {
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.write(Buffer.concat([prefix, message]));
  }
  stream.end();
}

/** Go's gRPC leaves printable ASCII unchanged, including blanks, and writes every other byte as %XX. */
function asGoEncodes(text: string): string {
  const bytes = [...Buffer.from(text, "utf8")];
  return bytes
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
