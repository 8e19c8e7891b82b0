import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { Fault } from "../../operations/fault.ts";
import type { FaultKind } from "../../core/explain/rule/fault-kinds.ts";
import { withoutSecrets } from "./secrets.ts";

/** The rate limit of a Slack method is used up. Nothing was done; the lane waits `retryAfterMs`. */
export class RateLimited extends Fault {
  readonly retryAfterMs: number;
  constructor(method: string, retryAfterMs: number) {
    super("busy", `Slack limits ${method}: try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Slack refused the call: nothing was done. `code` is Slack's error code, such as `message_not_found`. */
export class SlackRefused extends Fault {
  readonly code: string;
  /** Which blocks of the message Slack points at, by their places. */
  readonly blocksAtFault: readonly number[];
  /** Those of them whose type it points at: it does not know them (docs/facts/slack-limits.md#young-blocks). */
  readonly typesAtFault: readonly number[];
  constructor(method: string, code: string, details: string) {
    super(DENIED.has(code) ? "denied" : "refused", `Slack refused ${method}: ${code}${details}`);
    this.code = code;
    this.blocksAtFault = [...details.matchAll(/\[json-pointer:\/blocks\/(\d+)/g)].map(([, at]) => Number(at));
    this.typesAtFault = [...details.matchAll(/\[json-pointer:\/blocks\/(\d+)\/type\]/g)].map(([, at]) => Number(at));
  }
}

/** The code as people may read it: of letters alone, so that it cannot be mistaken for markup. */
export function toShownCode({ code }: Pick<SlackRefused, "code">): string {
  return code.replaceAll(/[^a-z_]/g, "");
}

const DENIED = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "missing_scope",
  "not_allowed_token_type",
]);
// Slack reports its own trouble with these; it is not known whether it carried out the call (docs.slack.dev, errors common to all methods).
const SLACK_IN_TROUBLE = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

/**
 * Makes one call to Slack. Throws {@link RateLimited} or {@link SlackRefused} when nothing was done, and another {@link Fault} when that is
 * not known. Drops the error of Slack's package instead of keeping it as the cause, because it holds headers and payloads.
 */
export async function callSlack<T>(method: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toSlackFault(method, error);
  }
}

function toSlackFault(method: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof WebAPIRateLimitedError) return new RateLimited(method, error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) return toPlatformFault(method, error);
  if (error instanceof WebAPIHTTPError) return new Fault("unreachable", `Slack answered ${method} with HTTP ${error.statusCode}`);
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  const message = withoutSecrets(cause instanceof Error ? cause.message : String(cause));
  return new Fault(classifySlackFault(cause, error), `Slack did not answer ${method}: ${message}`);
}

function toPlatformFault(method: string, { data }: WebAPIPlatformError): Fault {
  if (SLACK_IN_TROUBLE.has(data.error)) return new Fault("unreachable", `Slack could not carry out ${method}: ${data.error}`);
  const details = data.response_metadata?.messages?.join("; ") ?? "";
  return new SlackRefused(method, data.error, details === "" ? "" : ` (${details})`);
}

function classifySlackFault(cause: unknown, error: unknown): FaultKind {
  if (cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError")) return "timed-out";
  return error instanceof WebAPIRequestError ? "unreachable" : "unexpected";
}

/**
 * True if the channel is gone, archived, closed to posts, or without Tandem: retrying changes nothing until somebody acts. An unknown code
 * counts too, because people are then notified.
 */
export function isClosedChannel(error: unknown): error is SlackRefused {
  return error instanceof SlackRefused && error.kind !== "denied" && !isMessageGone(error) && !isUnshowable(error);
}

/** True if the message, or the parent of the thread, was deleted. */
export function isMessageGone(error: unknown): error is SlackRefused {
  return error instanceof SlackRefused && GONE.has(error.code);
}
const GONE = new Set(["message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"]);

/** True if Slack refuses the blocks as they are; the text alone may pass. */
export function isUnshowable(error: unknown): error is SlackRefused {
  return error instanceof SlackRefused && UNSHOWABLE.has(error.code);
}
const UNSHOWABLE = new Set(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_arguments"]);

/** True if the refusal may be about this message alone, so that other words in the same place may pass. */
export function mayBeAboutContent(error: unknown): error is SlackRefused {
  return isUnshowable(error) || (isClosedChannel(error) && !CLOSED.has(error.code) && !error.code.startsWith("restricted_action"));
}
/** Refusals of every message in a channel, until somebody opens it to Tandem. */
const CLOSED = new Set(["not_in_channel", "channel_not_found", "is_archived", "no_permission", "access_denied", "team_access_not_granted"]);
