import type { Installed } from "./config/cluster.ts";
import { findBesideFile } from "./config/either.ts";
import { findUnknownSettings, type Environment } from "./config/environment.ts";
import { readInstalled } from "./config/file/installed.ts";
import { ConfigError, type Mistake } from "./config/problems.ts";
import { createSettingsReader } from "./config/read.ts";
import type { LogLevel } from "./config/settings.ts";
import { readSlack, type SlackConfig } from "./config/slack.ts";
import { readOneCluster } from "./config/vtctld.ts";

/** Everything that an installation configures. */
export interface Config extends Installed {
  readonly slack: SlackConfig;
  /** In one of the forms that the store's `parseRedisUrl` reads. May contain a password: never log it. */
  readonly redisUrl: string;
  readonly logLevel: LogLevel;
  /** Settings that are valid but probably not intended, one sentence each, for the log at the start. */
  readonly warnings: readonly string[];
}

/** Reads only Redis's address, for commands that need nothing else. Throws a {@link ConfigError} that says what is wrong with it. */
export function readRedisUrl(env: Environment = process.env): string {
  const problems: Mistake[] = [];
  const redisUrl = createSettingsReader(env, problems).required("REDIS_URL");
  if (redisUrl === undefined) throw new ConfigError(problems);
  return redisUrl;
}

/**
 * Reads the whole configuration: the environment and, if TANDEM_CONFIG names one, the `tandem.yaml`. Throws a {@link ConfigError} that
 * lists every problem of both, without the value of any secret.
 */
export function readConfig(env: Environment = process.env): Config {
  const problems: Mistake[] = [];
  const warnings: string[] = [];
  const referenced = new Set<string>();
  const warn = (warning: string): void => void warnings.push(warning);
  const read = createSettingsReader(env, problems);
  const slack = readSlack(read);
  const redisUrl = read.required("REDIS_URL");
  const file = read.optional("TANDEM_CONFIG");
  const problem = (one: Mistake): void => void problems.push(one);
  const installed = file === undefined ? readOneCluster(read, warn) : readInstalled(file, { env, referenced, problem, warn });
  const logLevel = read.optional("LOG_LEVEL") ?? "info";
  if (file !== undefined) problems.push(...findBesideFile(read, referenced));
  problems.push(...findUnknownSettings(env, referenced));
  if (problems.length > 0 || slack === undefined || redisUrl === undefined || installed === undefined) throw new ConfigError(problems);
  return { slack, redisUrl, ...installed, logLevel, warnings };
}
