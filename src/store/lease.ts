import { randomUUID } from "node:crypto";
import type { Lease } from "../operations/records.ts";
import { type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

const TAKE = `
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') or redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/**
 * One holder at a time, until `ttlMs` after the last renewal; undefined while somebody else holds it. A holder that is late neither renews
 * nor releases a lease that somebody else has taken since.
 */
export async function takeLease(redis: Connection, keys: Keys, name: string, ttlMs: number): Promise<Lease | undefined> {
  const token = randomUUID();
  const key = keys.lease(name);
  // When the answer to a try is lost, the resent command finds its own token.
  if ((await runLua(redis, TAKE, [key], [token, ttlMs])) !== 1) return undefined;
  return {
    renew: async () => (await runLua(redis, RENEW, [key], [token, ttlMs])) === 1,
    async release() {
      await runLua(redis, RELEASE, [key], [token]);
    },
  };
}
