import { z } from "zod";
import { parseDuration } from "../core/command/durations.ts";
import { isClusterName } from "../core/vitess/names.ts";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../core/vitess/version.ts";
import { parseRedisUrl } from "../store/redis/address.ts";
import { isLoopback, parseHostPort } from "./addresses.ts";

/** One setting: what it takes, in words that complete "it takes …", and the schema that checks it. */
export interface Setting<T> {
  readonly takes: string;
  /** Its value never appears in a message. */
  readonly secret?: true;
  readonly schema: z.ZodType<T, string>;
}

export const CHANNEL_ID = /^[CG][A-Z0-9]{2,}$/;
export const PERSON_OR_GROUP = /^[UWS][A-Z0-9]{2,}$/;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
/** From the most to the least verbose. */
export type LogLevel = (typeof LOG_LEVELS)[number];

const YES_OR_NO = { takes: "true or false", schema: z.enum(["true", "false"]).transform((text) => text === "true") } as const;

const DECLARED = {
  SLACK_BOT_TOKEN: defineToken("the app's bot token, which begins with xoxb- (Slack: OAuth & Permissions)", /^xoxb-\S+$/),
  SLACK_TRANSPORT: { takes: "socket or http", schema: z.enum(["socket", "http"]) },
  SLACK_APP_TOKEN: defineToken(
    "an app-level token with connections:write, which begins with xapp- (Slack: Basic Information)",
    /^xapp-\S+$/,
  ),
  SLACK_SIGNING_SECRET: defineToken("the app's signing secret (Slack: Basic Information)", /^\S{8,}$/),
  SLACK_API_URL: {
    takes: "an https:// address, or http:// on this machine",
    schema: z.string().refine(isSafeUrl),
  },
  SLACK_BOT_TOKEN_FILE: defineSecretPath("SLACK_BOT_TOKEN"),
  SLACK_APP_TOKEN_FILE: defineSecretPath("SLACK_APP_TOKEN"),
  SLACK_SIGNING_SECRET_FILE: defineSecretPath("SLACK_SIGNING_SECRET"),
  SLACK_GUESTS: {
    takes: "ids of Slack workspaces (T…), organisations (E…) and users (U… or W…), with commas between",
    schema: listSetting((item) => /^[TEUW][A-Z0-9]{2,}$/.test(item)),
  },
  PORT: { takes: "a port from 1 to 65535", schema: defineInteger(1, 65_535) },
  TANDEM_HOST: { takes: "the IP address to listen on, such as 0.0.0.0 for all", schema: z.union([z.ipv4(), z.ipv6()]) },
  HTTPS_PROXY: {
    takes: "the http:// or https:// address of the proxy to Slack",
    secret: true,
    schema: z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
  },
  NO_PROXY: { takes: "names of hosts that are reached without the proxy, with commas between", schema: z.string() },
  REDIS_URL: {
    takes:
      "redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379, " +
      "with user:password@ before the hosts where needed and rediss for TLS",
    secret: true,
    schema: z.string().refine(isRedisUrl),
  },
  REDIS_PASSWORD_FILE: defineSecretPath("the password in REDIS_URL"),
  REDIS_WAIT_DISK: YES_OR_NO,
  REDIS_WAIT_REPLICAS: { takes: "a whole number of replicas from 0 to 9", schema: defineInteger(0, 9) },
  VTCTLD_ADDRESS: {
    takes: "the gRPC address of vtctld as host:port, several of one cluster with commas between",
    schema: listSetting((item) => parseHostPort(item) !== undefined),
  },
  VTCTLD_CLUSTER: {
    takes: "a name of letters, digits, _ and -",
    schema: z.string().refine(isClusterName),
  },
  VTCTLD_VERSION: {
    takes: `the release of Vitess, from ${OLDEST_MAJOR} to ${NEWEST_MAJOR}`,
    schema: defineInteger(OLDEST_MAJOR, NEWEST_MAJOR),
  },
  VTCTLD_USERNAME: { takes: "the name for vtctld's static authentication", schema: z.string() },
  VTCTLD_PASSWORD: defineToken("the password for vtctld's static authentication", /./),
  VTCTLD_PASSWORD_FILE: defineSecretPath("VTCTLD_PASSWORD"),
  VTCTLD_CA: definePemPath("the path of a PEM file with the CA of vtctld's certificate"),
  VTCTLD_CERT: definePemPath("the path of a PEM file with Tandem's certificate"),
  VTCTLD_KEY: definePemPath("the path of a PEM file with the key of VTCTLD_CERT"),
  VTCTLD_SERVER_NAME: { takes: "the name in vtctld's certificate", schema: z.string().regex(/^[A-Za-z0-9._-]+$/) },
  TANDEM_CONFIG: { takes: "the path of a tandem.yaml", schema: z.string() },
  TANDEM_ALARMS: { takes: "the id of a Slack channel (C… or G…), not its name", schema: z.string().regex(CHANNEL_ID) },
  TANDEM_READ_CHANNELS: {
    takes: "ids of Slack channels (C… or G…), with commas between; not names",
    schema: listSetting((item) => CHANNEL_ID.test(item)),
  },
  TANDEM_OPERATORS: definePeople(),
  TANDEM_APPROVERS: definePeople(),
  TANDEM_APPROVALS: { takes: "a whole number from 2 to 20", schema: defineInteger(2, 20) },
  TANDEM_REQUESTER_COUNTS: YES_OR_NO,
  TANDEM_APPROVE_BY: defineDurationSetting("at least 1s, such as 30m", 1000),
  TANDEM_USE_BY: defineDurationSetting("at least 1s, such as 15m", 1000),
  TANDEM_SOAK: defineDurationSetting("such as 5m; 0 for no wait", 0),
  TANDEM_ROLLBACK_FOR: defineDurationSetting("such as 1h; 0 for never", 0),
  TANDEM_MAX_LAG: defineDurationSetting("in whole seconds, at least 1s, such as 30s", 1000, 1000),
  TANDEM_VDIFF_MAX_AGE: defineDurationSetting("at least 1s, such as 24h", 1000),
  TANDEM_VDIFF_REQUIRED: YES_OR_NO,
  TANDEM_COUNT_ROWS: YES_OR_NO,
  TANDEM_HOLD: defineDurationSetting("such as 15m; 0 to give up at once", 0),
  TANDEM_CREATE_WAIT: defineDurationSetting("at least 1m, such as 5m", 60_000),
  TANDEM_ALARM_AFTER: defineDurationSetting("such as 5m; 0 for at once", 0),
  TANDEM_ALARM_AGAIN: defineDurationSetting("such as 30m; 0 for never", 0),
  LOG_LEVEL: { takes: `one of ${LOG_LEVELS.join(", ")}`, schema: z.enum(LOG_LEVELS) },
} as const satisfies Record<string, Setting<unknown>>;

/** The name of a setting, as in the environment. */
export type SettingName = keyof typeof DECLARED;
/** The parsed value of each setting. */
export type SettingValues = { readonly [Name in SettingName]: z.output<(typeof DECLARED)[Name]["schema"]> };

/** Every setting. `.env.example` has the same names; a test compares the two. */
export const SETTINGS: { readonly [Name in SettingName]: Setting<SettingValues[Name]> } = DECLARED;

function defineToken(takes: string, form: RegExp): Setting<string> {
  return { takes, secret: true, schema: z.string().regex(form) };
}

function defineInteger(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}

function defineDurationSetting(takes: string, least: number, step = 1): Setting<number> {
  const schema = z.string().transform((text, context) => {
    const ms = parseDuration(text, { least, step });
    if (ms !== undefined) return ms;
    context.addIssue("no such duration");
    return z.NEVER;
  });
  return { takes: `a duration ${takes}`, schema };
}

function listSetting(fits: (item: string) => boolean): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((text) => [...new Set(text.split(",").map((item) => item.trim()))])
    .refine((items) => items.every(fits));
}

function definePeople(): Setting<readonly string[]> {
  return {
    takes: "ids of Slack users (U… or W…) and user groups (S…), with commas between; not names or @handles",
    schema: listSetting((item) => PERSON_OR_GROUP.test(item)),
  };
}

function defineSecretPath(inPlaceOf: string): Setting<string> {
  return { takes: `the path of a file with the secret alone, in place of ${inPlaceOf}`, schema: z.string() };
}

function definePemPath(takes: string): Setting<string> {
  return { takes, schema: z.string() };
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Uses the store's own parser, so that an address that passes here opens there. Its error says less than `takes` does. */
function isRedisUrl(text: string): boolean {
  try {
    parseRedisUrl(text);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return false;
    throw error;
  }
}
