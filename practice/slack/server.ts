import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { isJson, parseJson, type Json } from "./blocks/json.ts";
import { readBody, sendJson } from "./workspace/http.ts";
import type { ResponseUrls } from "./workspace/response-urls.ts";
import { serveWebApi, type WebApi } from "./web-api/serve.ts";
import type { SocketMode } from "./delivery/socket-mode.ts";
import { isPng } from "./workspace/png.ts";
import type { Workspace } from "./workspace/workspace.ts";

interface Routes {
  readonly webApi: WebApi;
  readonly responseUrls: ResponseUrls;
  readonly socketMode: SocketMode;
  readonly workspace: Workspace;
  /** The page and its endpoints; true if it has answered. */
  page(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

export interface Listening {
  readonly baseUrl: string;
  /** Set once everything behind the routes exists; requests before that get 503. */
  serve(routes: Routes): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. */
export async function listen(port: number): Promise<Listening> {
  let routes: Routes | undefined;
  const server: Server = createServer((request, response) => {
    const answering = routes ? route(routes, request, response) : Promise.reject(new Error("not ready"));
    answering.catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 503, String(error));
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (routes) routes.socketMode.upgrade(request, socket, head);
    else socket.destroy();
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${requirePort(server.address())}`,
    serve: (ready) => {
      routes = ready;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A client that reconnected meanwhile has a new socket, which is no longer a request: it would stay for ever.
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page elsewhere could reach this port under its own name; only local names are served.
  const host = (request.headers.host ?? "").replace(/:\d+$/u, "");
  if (!["127.0.0.1", "localhost"].includes(host)) return sendJson(response, 403, "only this machine may call the practice Slack");
  const url = new URL(request.url ?? "/", "http://practice");
  const [, area = "", name = ""] = url.pathname.split("/");
  if (area === "api") return serveWebApi(routes.webApi, name, request, response);
  if (area === "response" && request.method === "POST") {
    const answer = routes.responseUrls.use(name, await readJsonBody(request));
    return sendJson(response, answer.status, answer.body);
  }
  if (area === "upload" && request.method === "POST") return takeUpload(routes.workspace, name, request, response);
  if (area === "files") return sendFile(routes.workspace, name, response);
  if (!(await routes.page(url, request, response))) sendJson(response, 404, "not found");
}

async function readJsonBody(request: IncomingMessage): Promise<Json> {
  const parsed = parseJson((await readBody(request)).toString("utf8"));
  return isJson(parsed) ? parsed : {};
}

/** Accepts the raw bytes, or the multipart form with one part that WebClient sends (docs/facts/slack-delivery.md#upload-body). */
async function takeUpload(workspace: Workspace, id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = workspace.files.get(id);
  if (!file) return sendJson(response, 404, "no such upload");
  const body = await readBody(request);
  const boundary = /boundary="?([^";]+)"?/u.exec(request.headers["content-type"] ?? "")?.[1];
  const content = boundary === undefined ? body : findFirstPart(body, boundary);
  workspace.files.set(id, { ...file, content, length: content.length });
  workspace.changed();
  sendJson(response, 200, `OK - ${content.length}`);
}

function findFirstPart(body: Buffer, boundary: string): Buffer {
  const start = body.indexOf("\r\n\r\n") + 4;
  const end = body.indexOf(`\r\n--${boundary}`, start);
  return body.subarray(start, end < 0 ? body.length : end);
}

function sendFile(workspace: Workspace, id: string, response: ServerResponse): void {
  const file = workspace.files.get(id);
  if (file?.content && isPng(file.content)) response.writeHead(200, { "content-type": "image/png" }).end(file.content);
  else if (file?.content) sendJson(response, 200, file.content.toString("utf8"), { "x-content-type-options": "nosniff" });
  else sendJson(response, 404, "no such file");
}

function requirePort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the practice Slack has no TCP port");
  return address.port;
}
