import { Cluster, type Redis } from "ioredis";
import type { StoreDanger } from "../../core/announce/notices.ts";
import type { Connection } from "./connection.ts";

/** What is wrong with Redis, each with its fix, and what could not be checked. */
export interface RedisCheck {
  readonly problems: readonly string[];
  /** Those of the problems that can begin while Redis runs. */
  readonly dangers: readonly StoreDanger[];
  readonly unchecked: readonly string[];
}

/**
 * Checks that Redis keeps what it is given: version, eviction policy and append-only file, on every master. It uses INFO, then CONFIG; if a
 * hosted Redis forbids both, the result says what could not be checked.
 */
export async function checkRedis(redis: Connection): Promise<RedisCheck> {
  const nodes = redis instanceof Cluster ? redis.nodes("master") : [redis];
  const found = await Promise.all(nodes.map(checkNode));
  return {
    problems: [...new Set(found.flatMap(({ problems }) => problems))],
    dangers: [...new Set(found.flatMap(({ dangers }) => dangers))],
    unchecked: [...new Set(found.flatMap(({ unchecked }) => unchecked))],
  };
}

// The audit check needs XRANGE with an exclusive bound, which came with 6.2; BullMQ needs LPOS, which came with 6.0.6.
const LEAST_VERSION: readonly [major: number, minor: number] = [6, 2];

const NOT_CHECKED = "could not be checked, because Redis allows neither INFO nor CONFIG GET";

async function checkNode(redis: Redis): Promise<RedisCheck> {
  const info = await readRedisInfo(redis);
  const version = info.get("redis_version");
  const policy = info.get("maxmemory_policy") ?? (await readRedisConfig(redis, "maxmemory-policy"));
  const aof = info.get("aof_enabled") ?? (await readRedisConfig(redis, "appendonly"));
  const problems: string[] = [];
  const dangers: StoreDanger[] = [];
  const unchecked: string[] = [];

  if (version === undefined) unchecked.push(`The version of Redis ${NOT_CHECKED}; Tandem needs 6.2 or later.`);
  else if (isOlder(version)) problems.push(`Redis is ${version}; Tandem needs 6.2 or later. Upgrade Redis.`);

  if (policy === undefined) unchecked.push(`maxmemory-policy ${NOT_CHECKED}; it must be noeviction.`);
  else if (policy !== "noeviction") {
    dangers.push("evicts");
    problems.push(
      `Redis may drop records when memory is short (maxmemory-policy is ${policy}). ` +
        "Set it: CONFIG SET maxmemory-policy noeviction, and the same line in redis.conf.",
    );
  }

  if (aof === undefined) unchecked.push(`The append-only file ${NOT_CHECKED}; it must be on.`);
  else if (aof !== "1" && aof !== "yes") {
    dangers.push("forgets");
    problems.push(
      "Redis would forget votes and executions when it restarts (appendonly is off). " +
        "Turn it on: CONFIG SET appendonly yes, and the same line in redis.conf.",
    );
  }
  return { problems, dangers, unchecked };
}

async function readRedisInfo(redis: Redis): Promise<ReadonlyMap<string, string>> {
  const text = await tryUnlessForbidden(() => redis.info());
  const lines = (text ?? "").split(/\r?\n/).filter((line) => line.includes(":"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}

async function readRedisConfig(redis: Redis, name: string): Promise<string | undefined> {
  const reply: unknown = await tryUnlessForbidden(() => redis.config("GET", name));
  const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Undefined if Redis forbids or does not know the command; still throws if Redis is unreachable. */
async function tryUnlessForbidden<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && /^(NOPERM|ERR)\b/.test(error.message)) return undefined;
    throw error;
  }
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1]);
}
