import { LogLevel } from "@slack/web-api";
import type { Logger as SlackLogger } from "@slack/web-api";
import type { Logger } from "pino";
import { loggable, withoutSecrets } from "./secrets.ts";

/**
 * Lets Slack's packages write to Tandem's log. Their debug lines hold whole payloads with response URLs, so those are dropped
 * whatever the level is, and everything else loses tokens and one-time addresses.
 */
export function slackLog(log: Logger): SlackLogger {
  return {
    debug: () => undefined,
    info: (...said) => log.debug(words(said)),
    warn: (...said) => log.warn(words(said)),
    error: (...said) => log.error(words(said)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function words(said: readonly unknown[]): string {
  return said.map((one) => (typeof one === "string" ? withoutSecrets(one) : loggable(one).message)).join(" ");
}
