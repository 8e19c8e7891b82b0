import { unknownSettings, type Environment } from "./config/environment.ts";
import { ConfigError, type Problem } from "./config/problems.ts";
import { readerOf, type Reader } from "./config/read.ts";
import type { LogLevel } from "./config/settings.ts";
import { readSlack, type SlackConfig } from "./config/slack.ts";
import { readCluster, type ClusterConfig } from "./config/vtctld.ts";
import type { ApprovalRule } from "./core/approval.ts";
import { DEFAULT_LIMITS, type Limits } from "./core/policy.ts";

/** Everything that an installation decides. */
export interface Config {
  readonly slack: SlackConfig;
  /** In one of the forms that the store's `parseRedisUrl` reads. May hold a password: never log it. */
  readonly redisUrl: string;
  readonly cluster: ClusterConfig;
  /** Slack ids of people and groups who may start, stop and ask for things. */
  readonly operators: readonly string[];
  /** Slack ids of people and groups whose votes count. Empty: guarded verbs are refused. */
  readonly approvers: readonly string[];
  readonly rule: ApprovalRule;
  readonly limits: Limits;
  readonly logLevel: LogLevel;
  /** What is allowed and probably not meant, one sentence each, for the log at the start. */
  readonly warnings: readonly string[];
}

// The least number of people for a guarded verb; a configured number can only raise it.
const FEWEST_APPROVALS = 2;

/** Reads the whole configuration. Throws a {@link ConfigError} that lists every problem, and no secret's value. */
export function readConfig(env: Environment = process.env): Config {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const read = readerOf(env, problems);
  const slack = readSlack(read);
  const redisUrl = read.required("REDIS_URL");
  const cluster = readCluster(read, (warning) => warnings.push(warning));
  const operators = read.optional("TANDEM_OPERATORS") ?? [];
  const approvers = read.optional("TANDEM_APPROVERS") ?? [];
  const rule = {
    people: read.optional("TANDEM_APPROVALS") ?? FEWEST_APPROVALS,
    requesterCounts: read.optional("TANDEM_REQUESTER_COUNTS") ?? false,
  };
  const limits = readLimits(read);
  const logLevel = read.optional("LOG_LEVEL") ?? "info";
  problems.push(...unknownSettings(env));
  if (problems.length > 0 || slack === undefined || redisUrl === undefined || cluster === undefined) throw new ConfigError(problems);

  warnings.push(...peopleWarnings(operators, approvers, rule.people));
  return { slack, redisUrl, cluster, operators, approvers, rule, limits, logLevel, warnings };
}

function readLimits(read: Reader): Limits {
  const maxLagMs = read.optional("TANDEM_MAX_LAG");
  return {
    approveByMs: read.optional("TANDEM_APPROVE_BY") ?? DEFAULT_LIMITS.approveByMs,
    useByMs: read.optional("TANDEM_USE_BY") ?? DEFAULT_LIMITS.useByMs,
    soakMs: read.optional("TANDEM_SOAK") ?? DEFAULT_LIMITS.soakMs,
    rollbackMs: read.optional("TANDEM_ROLLBACK_FOR") ?? DEFAULT_LIMITS.rollbackMs,
    maxLagSeconds: maxLagMs === undefined ? DEFAULT_LIMITS.maxLagSeconds : maxLagMs / 1000,
    vdiffMaxAgeMs: read.optional("TANDEM_VDIFF_MAX_AGE") ?? DEFAULT_LIMITS.vdiffMaxAgeMs,
    holdMs: read.optional("TANDEM_HOLD") ?? DEFAULT_LIMITS.holdMs,
  };
}

function peopleWarnings(operators: readonly string[], approvers: readonly string[], approvals: number): readonly string[] {
  const warnings: string[] = [];
  if (operators.length === 0) warnings.push("TANDEM_OPERATORS is empty: nobody may start, change or ask for anything.");
  if (approvers.length === 0) warnings.push("TANDEM_APPROVERS is empty: guarded verbs will be refused.");
  else if (approvers.length < approvals && !approvers.some((id) => id.startsWith("S"))) {
    warnings.push(`TANDEM_APPROVERS names fewer than the ${approvals} people that an approval needs: guarded verbs will be refused.`);
  }
  return warnings;
}
