import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendJson } from "../workspace/http.ts";
import { isJson, parseJson } from "../blocks/json.ts";
import type { Harness } from "../people/harness.ts";
import { doDeed } from "./deeds.ts";
import type { GuideHolder } from "./guide.ts";
import { takeSnapshot } from "./snapshot.ts";

export interface Page {
  /** True if the request was for the page and is answered. */
  answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
}

const SCRIPTS = ["client", "deeds", "fields", "guide", "looking", "modal", "places", "rows"];
const ASSETS: ReadonlyMap<string, readonly [file: string, type: string]> = new Map([
  ["/", ["page.html", "text/html"]],
  ["/page/style.css", ["style.css", "text/css"]],
  ...SCRIPTS.map((name): [string, [string, string]] => [`/page/${name}.js`, [`${name}.js`, "text/javascript"]]),
]);

/** Simultaneous changes are notified once. */
const QUIET_MS = 30;
const RECONNECT_MS = 500;

/** The page: its files, a snapshot of what a person sees, a stream that says "look again", and one endpoint for actions. */
export function servePage(harness: Harness, guiding: GuideHolder): Page {
  const watching = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  const stop = harness.workspace.onChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const response of watching) response.write("data: changed\n\n");
    }, QUIET_MS);
  });

  function watch(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    // The demo may begin anew at the same address; the page should notice soon.
    response.write(`retry: ${RECONNECT_MS}\ndata: changed\n\n`);
    watching.add(response);
    response.on("close", () => watching.delete(response));
  }

  return {
    async answer(url, request, response) {
      // A message's permalink opens the page at that message.
      const asset = ASSETS.get(url.pathname.startsWith("/archives/") ? "/" : url.pathname);
      if (asset) await sendAsset(asset, response);
      else if (url.pathname === "/favicon.ico") response.writeHead(204).end();
      else if (url.pathname === "/page/watch") watch(response);
      else if (url.pathname === "/page/snapshot") {
        const asked = (key: string): string => url.searchParams.get(key) ?? "";
        const looking = { user: asked("user"), channel: asked("channel"), thread: asked("thread") };
        sendJson(response, 200, takeSnapshot(harness, looking, guiding.guide));
      } else if (url.pathname === "/page/deed" && request.method === "POST") await takeDeed(harness, guiding, request, response);
      else return false;
      return true;
    },
    close() {
      stop();
      clearTimeout(timer);
      for (const response of watching) response.end();
    },
  };
}

async function takeDeed(harness: Harness, guiding: GuideHolder, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page from elsewhere cannot send this content type without a preflight request, which the practice Slack never allows.
  if (request.headers["content-type"] !== "application/json") return sendJson(response, 415, "send JSON");
  const deed = parseJson((await readBody(request)).toString("utf8"));
  try {
    sendJson(response, 200, isJson(deed) ? await doDeed(harness, guiding, deed) : {});
  } catch (error) {
    // What no longer exists cannot be pressed; the person is told, and the page already has the new state.
    sendJson(response, 200, { notice: error instanceof Error ? error.message : String(error) });
  }
}

async function sendAsset([file, type]: readonly [string, string], response: ServerResponse): Promise<void> {
  const content = await readFile(new URL(`client/${file}`, import.meta.url));
  response.writeHead(200, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
  });
  response.end(content);
}
