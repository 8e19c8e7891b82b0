import type { SettingsReader } from "./read.ts";
import type { FollowedFile } from "./secret-file.ts";
import { parseRedisUrl } from "../store/redis/address.ts";

/** Where Redis is, and how to log in. Secrets: never log them. */
export interface RedisConfig {
  /** In one of the forms that the store's `parseRedisUrl` reads. May contain a password. */
  readonly redisUrl: string;
  /** The password, if it is not in the address. */
  readonly redisPassword?: FollowedFile;
  /** Where a write must be before people are told that it is recorded. */
  readonly redisWait: { readonly disk: boolean; readonly replicas: number };
}

/** Undefined if something is missing or wrong, which the reader then records. */
export function readRedis(read: SettingsReader): RedisConfig | undefined {
  const redisUrl = read.required("REDIS_URL");
  const redisPassword = read.secretFile("REDIS_PASSWORD_FILE", (text) => !/[\r\n]/.test(text));
  const redisWait = { disk: read.optional("REDIS_WAIT_DISK") ?? true, replicas: read.optional("REDIS_WAIT_REPLICAS") ?? 0 };
  if (redisUrl === undefined) return undefined;
  if (redisPassword !== undefined && parseRedisUrl(redisUrl).access.password !== undefined)
    read.problem({ setting: "REDIS_PASSWORD_FILE", wrong: "is set although REDIS_URL has a password", right: "give one of the two" });
  return { redisUrl, redisWait, ...(redisPassword === undefined ? {} : { redisPassword }) };
}
