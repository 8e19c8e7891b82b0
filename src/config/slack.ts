import type { SettingsReader } from "./read.ts";
import { followSecret, type Secret } from "./secret-file.ts";
import { SETTINGS } from "./settings.ts";

/** How to reach Slack, with the app's own token. A secret: never log it. */
export interface SlackConfig {
  readonly botToken: Secret;
  /** Missing for Slack itself. */
  readonly apiUrl?: string;
  readonly transport: TransportSettings;
  readonly proxy?: { readonly address: string; readonly except: string };
  /** Workspaces, organisations and people outside this workspace that may look. */
  readonly guests?: readonly string[];
}

/** How Slack reaches Tandem: over a connection that Tandem opens, or by calling Tandem. */
type TransportSettings<Kept = Secret> =
  | { readonly kind: "socket"; readonly appToken: Kept }
  | { readonly kind: "http"; readonly signingSecret: Kept; readonly port: number; readonly host: string };

const DEFAULT_PORT = 3000;
// A port that nobody meant to open must not be reachable from elsewhere.
const DEFAULT_HOST = "127.0.0.1";

/** Undefined if something is missing or wrong, which the reader then records. */
export function readSlack(read: SettingsReader): SlackConfig | undefined {
  const botToken = chooseSecret(read, "SLACK_BOT_TOKEN");
  const apiUrl = read.optional("SLACK_API_URL");
  const guests = read.optional("SLACK_GUESTS");
  const proxy = read.optional("HTTPS_PROXY");
  const except = read.optional("NO_PROXY") ?? "";
  const transport = readTransport(read);
  if (botToken === undefined || transport === undefined) return undefined;
  return {
    botToken,
    transport,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(proxy === undefined ? {} : { proxy: { address: proxy, except } }),
    ...(guests === undefined ? {} : { guests }),
  };
}

function readTransport(read: SettingsReader): TransportSettings | undefined {
  const kind = read.optional("SLACK_TRANSPORT");
  // With an invalid transport we cannot know which one was meant, and so what else is missing.
  if (kind === undefined && read.isSet("SLACK_TRANSPORT")) return undefined;
  if (kind === "http") {
    const signingSecret = chooseSecret(read, "SLACK_SIGNING_SECRET");
    const port = read.optional("PORT") ?? DEFAULT_PORT;
    return signingSecret === undefined
      ? undefined
      : { kind: "http", signingSecret, port, host: read.optional("TANDEM_HOST") ?? DEFAULT_HOST };
  }
  const appToken = chooseSecret(read, "SLACK_APP_TOKEN");
  return appToken === undefined ? undefined : { kind: "socket", appToken };
}

/** From the setting, or from the file that its `_FILE` names. */
function chooseSecret(read: SettingsReader, name: "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN" | "SLACK_SIGNING_SECRET"): Secret | undefined {
  const fileSetting = `${name}_FILE` as const;
  if (!read.isSet(fileSetting)) return read.required(name);
  if (read.isSet(name)) read.problem({ setting: fileSetting, wrong: `is set although ${name} is`, right: "set one of the two" });
  return read.secretFile(fileSetting, (text) => SETTINGS[name].schema.safeParse(text).success);
}

/** How to call Slack, with the token of each moment. `warn` hears when its file does not hold it any more. */
export function followAccess(
  { botToken, apiUrl }: Pick<SlackConfig, "botToken" | "apiUrl">,
  warn: (warning: string) => void,
): { readonly botToken: () => string; readonly apiUrl?: string } {
  return { botToken: followSecret(botToken, warn), ...(apiUrl === undefined ? {} : { apiUrl }) };
}

/** Gives the secrets of each moment, for those who use them. `warn` hears when a file does not hold its secret any more. */
export function followTransport(transport: TransportSettings, warn: (warning: string) => void): TransportSettings<() => string> {
  if (transport.kind === "socket") return { kind: "socket", appToken: followSecret(transport.appToken, warn) };
  return { ...transport, signingSecret: followSecret(transport.signingSecret, warn) };
}
