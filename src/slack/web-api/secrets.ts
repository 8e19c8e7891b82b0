// Slack's own token forms (api.slack.com, "Token types"), and the paths under which response URLs and upload URLs live.
const TOKENS = /\bx(?:ox[a-z]|app|wfp)[-.][\w.-]+/giu;
const ONE_TIME_URLS = /(?:https?|wss?):\/\/\S*\/(?:commands|actions|response|services|workflows|upload|link)\/\S*/giu;

/** A text with every Slack token and one-time address taken out. For error messages on their way to a log. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(TOKENS, "[token]").replaceAll(ONE_TIME_URLS, "[url]");
}

/** For pino's `redact`: fields of Slack's payloads and of Tandem's records that speak for somebody. */
export const SECRET_FIELDS: readonly string[] = [
  "token",
  "botToken",
  "appToken",
  "signingSecret",
  "responseUrl",
  "lastResponseUrl",
  "response_url",
  "trigger_id",
].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
