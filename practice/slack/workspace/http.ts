import type { IncomingMessage, ServerResponse } from "node:http";

/** Far above any real payload; a larger body is cut off with an error. */
const LARGEST_BODY = 20_000_000;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > LARGEST_BODY) throw new Error("request body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** A string is sent as plain text, anything else as JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const contentType = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  response.writeHead(status, { "content-type": contentType, ...headers });
  response.end(text);
}
