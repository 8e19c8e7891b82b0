// Slack's token formats (api.slack.com, "Token types"), and the paths of response and upload URLs.
const TOKENS = /\bx(?:ox[a-z]|app|wfp)[-.][\w.-]+/giu;
const ONE_TIME_URLS = /(?:https?|wss?):\/\/\S*\/(?:commands|actions|response|services|workflows|upload|link)\/\S*/giu;

/** Removes every Slack token and one-time URL from a text, so that error messages can be logged. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(TOKENS, "[token]").replaceAll(ONE_TIME_URLS, "[url]");
}

/** Fields for pino's `redact`: whoever has one of these values from Slack or from Tandem's records can act in somebody's name. */
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
