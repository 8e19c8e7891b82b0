import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Logger } from "pino";
import { createSlackLog } from "./slack-log.ts";

/** How to reach Slack's Web API. `apiUrl` is only for a practice Slack or a proxy. */
export interface SlackAccess {
  /** The token of the moment, which may be rotated. */
  readonly botToken: () => string;
  readonly apiUrl?: string;
}

/** One client per lane, each with its own queue, so progress never delays a decision (docs/facts/slack-delivery.md#client-queue). */
export interface SlackClients {
  readonly decisions: WebClient;
  readonly progress: WebClient;
}

// Slack answers in well under a second. After this long the answer counts as lost, and the job looks for the message before it posts again.
const CALL_TIMEOUT_MS = 10_000;

/** Opens the clients of both lanes. Sends nothing yet. Neither client retries: a job does, at its lane's pace. */
export function openSlackClients(access: SlackAccess, log: Logger): SlackClients {
  return { decisions: openSlackClient(access, log, CALL_TIMEOUT_MS), progress: openSlackClient(access, log, CALL_TIMEOUT_MS) };
}

/** Opens a client that never waits out a 429 and never retries, but fails at once, or after `timeoutMs`. */
export function openSlackClient(access: SlackAccess, log: Logger, timeoutMs: number): WebClient {
  return new WebClient(access.botToken(), toSlackClientOptions({ ...access, token: access.botToken }, log, timeoutMs));
}

/** Returns a fresh object at every call, because Slack's packages modify the one they get (docs/facts/slack-delivery.md#shared-options). */
export function toSlackClientOptions(
  access: Pick<SlackAccess, "apiUrl"> & { readonly token: () => string },
  log: Logger,
  timeoutMs: number,
): WebClientOptions {
  return {
    fetch: withToken(access.token),
    ...(access.apiUrl === undefined ? {} : { slackApiUrl: access.apiUrl }),
    logger: createSlackLog(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  };
}

/** A client keeps the token that it was made with, so each of its calls gets that of the moment on its way out. */
function withToken(token: () => string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (headers.has("authorization")) headers.set("authorization", `Bearer ${token()}`);
    return fetch(input, { ...init, headers });
  };
}
