import { type Logger as SlackLogger, LogLevel } from "@slack/web-api";
import type { Logger } from "pino";
import { withoutSecrets } from "./secrets.ts";

// Slack's package also throws both of these, and the caller logs them once, in Tandem's words.
const THROWN_AS_WELL = /^(?:http request failed|Failed to retrieve a new WSS URL)/;

/**
 * Lets Slack's packages write to Tandem's log. Drops their debug lines at every level, because those hold whole payloads with response
 * URLs, and removes tokens and one-time URLs from all others.
 */
export function createSlackLog(log: Logger): SlackLogger {
  const tell = (level: "warn" | "error", said: string): void => log[THROWN_AS_WELL.test(said) ? "debug" : level](said);
  return {
    debug: () => undefined,
    info: (...said) => log.debug(formatLogged(said)),
    warn: (...said) => tell("warn", formatLogged(said)),
    error: (...said) => tell("error", formatLogged(said)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function formatLogged(said: readonly unknown[]): string {
  return said.map((one) => withoutSecrets(one instanceof Error ? one.message : String(one))).join(" ");
}
