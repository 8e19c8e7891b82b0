import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Logger } from "pino";
import { slackLog } from "./slack-log.ts";

/** How Slack's Web API is reached. `apiUrl` only for a practice Slack or a proxy. */
export interface SlackAccess {
  readonly botToken: string;
  readonly apiUrl?: string;
}

/** One client a lane. Each queues and pauses by itself: progress never delays a decision (docs/facts/slack-delivery.md#client-queue). */
export interface SlackClients {
  readonly decisions: WebClient;
  readonly progress: WebClient;
}

// Slack answers in well under a second; beyond this the answer is lost and the job looks before it posts again.
const CALL_TIMEOUT_MS = 10_000;

/** Opens both lanes' clients. Nothing is sent yet. Neither retries: a job does, on its lane's clock. */
export function openSlackClients(access: SlackAccess, log: Logger): SlackClients {
  return { decisions: openSlackClient(access, log, CALL_TIMEOUT_MS), progress: openSlackClient(access, log, CALL_TIMEOUT_MS) };
}

/** A client that answers at once, with an error if need be: no waiting out of a 429, no second attempt, a deadline. */
export function openSlackClient(access: SlackAccess, log: Logger, timeoutMs: number): WebClient {
  return new WebClient(access.botToken, slackClientOptions(access, log, timeoutMs));
}

/** A fresh object at every call, because Slack's packages write into the one they get (docs/facts/slack-delivery.md#shared-options). */
export function slackClientOptions(access: Pick<SlackAccess, "apiUrl">, log: Logger, timeoutMs: number): WebClientOptions {
  return {
    ...(access.apiUrl === undefined ? {} : { slackApiUrl: access.apiUrl }),
    logger: slackLog(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  };
}
