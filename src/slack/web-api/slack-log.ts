import { type Logger as SlackLogger, LogLevel } from "@slack/web-api";
import type { Logger } from "pino";
import { withoutSecrets } from "./secrets.ts";

// Both are thrown as well, and whoever made the call tells of it in Tandem's words, once.
const THROWN_AS_WELL = /^(?:http request failed|Failed to retrieve a new WSS URL)/;

/**
 * Lets Slack's packages write to Tandem's log. Their debug lines hold whole payloads with response URLs, so those are dropped
 * whatever the level is, and everything else loses tokens and one-time addresses.
 */
export function slackLog(log: Logger): SlackLogger {
  const tell = (level: "warn" | "error", said: string): void => log[THROWN_AS_WELL.test(said) ? "debug" : level](said);
  return {
    debug: () => undefined,
    info: (...said) => log.debug(words(said)),
    warn: (...said) => tell("warn", words(said)),
    error: (...said) => tell("error", words(said)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function words(said: readonly unknown[]): string {
  return said.map((one) => withoutSecrets(one instanceof Error ? one.message : String(one))).join(" ");
}
