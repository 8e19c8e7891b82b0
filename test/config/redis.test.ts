import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { LEAST, refusedSettings } from "./environments.ts";

test.each([
  "redis://redis",
  "rediss://tandem:p%40ss@redis:6380/2",
  "redis+sentinel://:secret@s1:26379,s2:26379/tandem",
  "rediss+cluster://n1:7000,n2:7001",
])("%s is used as it is", (url) => {
  expect(readConfig({ ...LEAST, REDIS_URL: url }).redisUrl).toBe(url);
});

test.each([
  ["another protocol", "http://redis:6379"],
  ["no host", "redis://"],
  ["two servers without saying how they belong together", "redis://r1:6379,r2:6379"],
  ["a database that is not a number", "redis://redis/main"],
  ["sentinels without the master's name", "redis+sentinel://s1:26379"],
  ["a database in a cluster, which has only one", "redis+cluster://n1:7000/1"],
  ["options after the address", "redis://redis:6379?tls=true"],
  ["a stray percent sign in the login", "redis://tandem:50%@redis"],
])("%s is not a Redis address", (_why, url) => {
  expect(refusedSettings({ ...LEAST, REDIS_URL: url })).toEqual(["REDIS_URL"]);
});
