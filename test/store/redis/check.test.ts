import { expect, test } from "vitest";
import { checkRedis } from "../../../src/store/redis/check.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { startRedis } from "../../../practice/redis.ts";
import { noise } from "../with-redis.ts";

async function checked(args: readonly string[], url = (port: number) => `redis://127.0.0.1:${port}`) {
  const server = await startRedis({ args });
  const redis = openRedis(url(server.port), "records", noise);
  try {
    return await checkRedis(redis);
  } finally {
    redis.disconnect();
    await server.close();
  }
}

test("a Redis that keeps everything has no problems", async () => {
  expect(await checked([])).toEqual({ problems: [], dangers: [], unchecked: [] });
});

test("a Redis that may evict is named, with the command that fixes it", async () => {
  const { problems } = await checked(["--maxmemory-policy", "allkeys-lru"]);
  expect(problems).toEqual([expect.stringMatching(/allkeys-lru.*CONFIG SET maxmemory-policy noeviction/)]);
});

test("a Redis without an append-only file is named, with the command that fixes it", async () => {
  const { problems } = await checked(["--appendonly", "no"]);
  expect(problems).toEqual([expect.stringMatching(/CONFIG SET appendonly yes/)]);
});

test("a hosted Redis without CONFIG is checked by INFO", async () => {
  const result = await checked(["--rename-command", "CONFIG", "", "--maxmemory-policy", "volatile-lru"]);
  expect(result.problems).toEqual([expect.stringContaining("volatile-lru")]);
  expect(result.unchecked).toEqual([]);
});

test("for a Redis that allows neither INFO nor CONFIG the check says what could not be checked", async () => {
  // ioredis itself needs INFO to see that Redis is ready, unless permissions forbid it.
  const user = ["--user", "tandem", "on", ">pw", "~*", "&*", "+@all", "-info", "-config"];
  const result = await checked(user, (port) => `redis://tandem:pw@127.0.0.1:${port}`);
  expect(result.problems).toEqual([]);
  expect(result.unchecked).toEqual([
    expect.stringContaining("version"),
    expect.stringContaining("maxmemory-policy"),
    expect.stringContaining("append-only file"),
  ]);
});
