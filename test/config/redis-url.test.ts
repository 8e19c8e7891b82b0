import { expect, test } from "vitest";
import { parseRedisUrl } from "../../src/config/redis-url.ts";

test("one server, with or without port, login and database", () => {
  expect(parseRedisUrl("redis://redis")).toEqual({ kind: "single", tls: false, at: { host: "redis", port: 6379 }, db: 0 });
  expect(parseRedisUrl("rediss://tandem:p%40ss@redis:6380/2")).toEqual({
    kind: "single",
    tls: true,
    username: "tandem",
    password: "p@ss",
    at: { host: "redis", port: 6380 },
    db: 2,
  });
  expect(parseRedisUrl("redis://:secret@[::1]:6379")).toEqual({
    kind: "single",
    tls: false,
    password: "secret",
    at: { host: "::1", port: 6379 },
    db: 0,
  });
});

test("sentinels, with the master's name after them", () => {
  expect(parseRedisUrl("redis+sentinel://:secret@s1:26379,s2/tandem/1")).toEqual({
    kind: "sentinel",
    tls: false,
    password: "secret",
    sentinels: [
      { host: "s1", port: 26_379 },
      { host: "s2", port: 26_379 },
    ],
    master: "tandem",
    db: 1,
  });
});

test("a cluster, by some of its nodes", () => {
  expect(parseRedisUrl("rediss+cluster://n1:7000,n2:7001")).toEqual({
    kind: "cluster",
    tls: true,
    nodes: [
      { host: "n1", port: 7000 },
      { host: "n2", port: 7001 },
    ],
  });
});

test.each([
  ["another protocol", "http://redis:6379"],
  ["no host", "redis://"],
  ["a port that does not exist", "redis://redis:99999"],
  ["two servers without saying how they belong together", "redis://r1:6379,r2:6379"],
  ["a database that is no number", "redis://redis/main"],
  ["sentinels without the master's name", "redis+sentinel://s1:26379"],
  ["a database in a cluster, which has only one", "redis+cluster://n1:7000/1"],
  ["options after the address", "redis://redis:6379?tls=true"],
  ["a stray percent sign in the login", "redis://tandem:50%@redis"],
])("%s is no Redis address", (_why, url) => {
  expect(parseRedisUrl(url)).toBeUndefined();
});
