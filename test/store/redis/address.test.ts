import { describe, expect, test } from "vitest";
import { parseRedisUrl } from "../../../src/store/redis/address.ts";

describe("REDIS_URL", () => {
  test.each([
    ["redis://redis", { kind: "single", host: "redis", port: 6379, db: 0, access: { tls: false } }],
    ["redis://127.0.0.1:7000/3", { kind: "single", host: "127.0.0.1", port: 7000, db: 3, access: { tls: false } }],
    ["redis://[::1]:7000", { kind: "single", host: "::1", port: 7000, db: 0, access: { tls: false } }],
    [
      "rediss://tandem:p%40ss@redis:6380",
      { kind: "single", host: "redis", port: 6380, db: 0, access: { tls: true, username: "tandem", password: "p@ss" } },
    ],
    ["redis://:p:w@redis", { kind: "single", host: "redis", port: 6379, db: 0, access: { tls: false, password: "p:w" } }],
    [
      "redis+sentinel://s1:26379,s2/main/2",
      {
        kind: "sentinel",
        nodes: [
          { host: "s1", port: 26379 },
          { host: "s2", port: 26379 },
        ],
        master: "main",
        db: 2,
        access: { tls: false },
      },
    ],
    [
      "rediss+cluster://:pw@a:7000,b:7001",
      {
        kind: "cluster",
        nodes: [
          { host: "a", port: 7000 },
          { host: "b", port: 7001 },
        ],
        access: { tls: true, password: "pw" },
      },
    ],
  ])("%s", (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  test.each([
    "http://redis",
    "redis",
    "redis://",
    "redis://redis/x",
    "redis://redis/0/1",
    "redis://a,b",
    "redis://redis:port",
    "redis+sentinel://s1",
    "redis+sentinel://s1/main/0/1",
    "redis+cluster://a/1",
  ])("%s is refused with the forms that are understood", (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/expected redis:\/\/host:6379/);
  });

  test("a refusal never repeats a password", () => {
    expect(() => parseRedisUrl("redis://tandem:hunter2@redis/x/y")).toThrow(expect.not.stringContaining("hunter2"));
    expect(() => parseRedisUrl("redis://tandem:hunter2@redis/x/y")).toThrow(/Redis URL/);
  });
});
