import type { Installed } from "./config/cluster.ts";
import { findBesideFile } from "./config/either.ts";
import { findUnknownSettings, type Environment } from "./config/environment.ts";
import { readInstalled } from "./config/file/installed.ts";
import { ConfigError, type Mistake } from "./config/problems.ts";
import { createSettingsReader } from "./config/read.ts";
import type { LogLevel } from "./config/settings.ts";
import { readRedis, type RedisConfig } from "./config/redis.ts";
import { readSlack, type SlackConfig } from "./config/slack.ts";
import { readOneCluster } from "./config/vtctld.ts";

/** Everything that an installation configures. */
export interface Config extends Installed, RedisConfig {
  readonly slack: SlackConfig;
  /** The path of the `tandem.yaml`, if there is one. */
  readonly file?: string;
  readonly logLevel: LogLevel;
  /** Settings that are valid but probably not intended, one sentence each, for the log at the start. */
  readonly warnings: readonly string[];
}

/** Reads only where Redis is, for commands that need nothing else. Throws a {@link ConfigError} that says what is wrong with it. */
export function readRedisAlone(env: Environment = process.env): RedisConfig {
  const problems: Mistake[] = [];
  const redis = readRedis(createSettingsReader(env, problems));
  if (problems.length > 0 || redis === undefined) throw new ConfigError(problems);
  return redis;
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
  const redis = readRedis(read);
  const file = read.optional("TANDEM_CONFIG");
  const problem = (one: Mistake): void => void problems.push(one);
  const installed = file === undefined ? readOneCluster(read, warn) : readInstalled(file, { env, referenced, problem, warn });
  const logLevel = read.optional("LOG_LEVEL") ?? "info";
  if (file !== undefined) problems.push(...findBesideFile(read, referenced));
  problems.push(...findUnknownSettings(env, referenced));
  if (problems.length > 0 || slack === undefined || redis === undefined || installed === undefined) throw new ConfigError(problems);
  return { slack, ...(file === undefined ? {} : { file }), ...redis, ...installed, logLevel, warnings };
}
