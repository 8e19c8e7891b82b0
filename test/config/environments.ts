import { readConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/config/problems.ts";

/** The minimum that an installation must set. */
export const LEAST = {
  SLACK_BOT_TOKEN: "xoxb-1-bot",
  SLACK_APP_TOKEN: "xapp-1-app",
  REDIS_URL: "redis://127.0.0.1:6379",
  VTCTLD_ADDRESS: "127.0.0.1:15999",
  TANDEM_OPERATORS: "U0ANA,U0BEN,U0CHO",
  TANDEM_APPROVERS: "U0BEN,U0CHO",
};

/** The refusal of this environment. Fails if it is accepted. */
export function refusalOf(env: Readonly<Record<string, string | undefined>>): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

/** The settings that the refusal of this environment names. */
export function refusedSettings(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return refusalOf(env).problems.map((problem) => problem.setting);
}
