import { setTimeout as pause } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiFault, FaultPlan } from "../workspace/faults.ts";
import { readString, type Json } from "../blocks/json.ts";
import type { RateLimits } from "../workspace/rate-limits.ts";
import { readBody, sendJson } from "../workspace/http.ts";
import { parseCall, type ParsedCall } from "./arguments.ts";
import { fail, type ApiContext, type ApiMethod } from "./method.ts";
import { METHODS } from "./methods.ts";

export interface WebApi {
  readonly context: ApiContext;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly rateLimits: RateLimits;
  readonly faults: FaultPlan;
}

/** Serves one Web API call: planted faults first, then tokens, limits and scopes, then the method. Always HTTP 200, except 429 and planted 5xx. */
export async function serveWebApi(api: WebApi, method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", api.context.baseUrl);
  const headers = { contentType: request.headers["content-type"] ?? "", authorization: request.headers.authorization ?? "" };
  const call = parseCall(url, headers, (await readBody(request)).toString("utf8"));
  const log = (answer: string): void => {
    const { workspace } = api.context;
    workspace.calls.push({ method, args: call.args, token: call.token, at: workspace.now(), answer });
    workspace.changed();
  };

  const fault = api.faults.nextForCall(method, call.args);
  if (fault?.kind === "slow") await pause(fault.ms);
  if (fault && breakCall(fault, response, log)) return;

  const answer = answerMethod(api, method, call);
  if (typeof answer === "number") {
    log("http_429");
    sendJson(response, 429, fail("ratelimited"), { "retry-after": String(answer) });
    return;
  }
  if (fault?.kind === "accept-then-fail") {
    log("dropped");
    response.destroy();
    return;
  }
  log(answer["ok"] === true ? "ok" : String(answer["error"]));
  sendJson(response, 200, answer);
}

/** The method's answer, or the seconds to wait if its budget is spent. */
function answerMethod(api: WebApi, name: string, call: ParsedCall): Json | number {
  const method = METHODS.get(name);
  if (!method) return fail("unknown_method", { req_method: name });
  const refused = findTokenProblem(api, method, call.token);
  if (refused !== undefined) return fail(refused);
  const wait = api.rateLimits.take(name, method.tier, readString(call.args, "channel") ?? "");
  if (wait > 0) return wait;
  const { scopes } = api.context.workspace;
  if (method.scopes && !method.scopes.some((scope) => scopes.includes(scope)))
    return fail("missing_scope", { needed: method.scopes[0], provided: scopes.join(",") });
  return method.run(api.context, call.args);
}

function findTokenProblem(api: WebApi, method: ApiMethod, token: string): string | undefined {
  const wanted = method.token ?? "bot";
  if (wanted === "none") return undefined;
  if (token === "") return "not_authed";
  if (token === api.tokens[wanted]) return undefined;
  return [api.tokens.bot, api.tokens.app].includes(token) ? "not_allowed_token_type" : "invalid_auth";
}

/** True if the fault has already ended the call. */
function breakCall(fault: ApiFault, response: ServerResponse, log: (answer: string) => void): boolean {
  switch (fault.kind) {
    case "429":
      log("http_429");
      sendJson(response, 429, fail("ratelimited"), { "retry-after": String(fault.retryAfter ?? 1) });
      return true;
    case "5xx":
      log(`http_${fault.status ?? 503}`);
      sendJson(response, fault.status ?? 503, "unavailable");
      return true;
    case "drop":
      log("dropped");
      response.destroy();
      return true;
    case "ok-false":
      log(fault.error);
      sendJson(response, 200, fail(fault.error));
      return true;
    case "slow":
    case "accept-then-fail":
      break;
  }
  return false;
}
