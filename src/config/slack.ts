import type { Reader } from "./read.ts";

/** How Slack is reached, with the app's own token. A secret: never log it. */
export interface SlackConfig {
  readonly botToken: string;
  /** Absent for Slack itself. */
  readonly apiUrl?: string;
  readonly transport: SlackTransport;
  /** Workspaces, organisations and people that may look although they are not of this workspace. */
  readonly guests?: readonly string[];
}

/** How Slack reaches Tandem: over a connection that Tandem opens, or by calling Tandem. */
type SlackTransport =
  | { readonly kind: "socket"; readonly appToken: string }
  | { readonly kind: "http"; readonly signingSecret: string; readonly port: number };

const DEFAULT_PORT = 3000;

/** Undefined when something is missing or wrong; the reader then knows what. */
export function readSlack(read: Reader): SlackConfig | undefined {
  const botToken = read.required("SLACK_BOT_TOKEN");
  const apiUrl = read.optional("SLACK_API_URL");
  const guests = read.optional("SLACK_GUESTS");
  const transport = readTransport(read);
  if (botToken === undefined || transport === undefined) return undefined;
  return { botToken, transport, ...(apiUrl === undefined ? {} : { apiUrl }), ...(guests === undefined ? {} : { guests }) };
}

function readTransport(read: Reader): SlackTransport | undefined {
  const kind = read.optional("SLACK_TRANSPORT");
  // Written wrongly: which of the two was meant, and so what else is missing, cannot be told.
  if (kind === undefined && read.isSet("SLACK_TRANSPORT")) return undefined;
  if (kind === "http") {
    const signingSecret = read.required("SLACK_SIGNING_SECRET");
    const port = read.optional("PORT") ?? DEFAULT_PORT;
    return signingSecret === undefined ? undefined : { kind: "http", signingSecret, port };
  }
  const appToken = read.required("SLACK_APP_TOKEN");
  return appToken === undefined ? undefined : { kind: "socket", appToken };
}
