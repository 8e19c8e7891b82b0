import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { Connection } from "../../src/store/redis/connection.ts";
import { openStore } from "../../src/store/open.ts";
import type { Records } from "../../src/operations/records.ts";
import { startRedis, type PrivateRedis } from "../../practice/redis.ts";

/** A Redis for one test file, and stores in it that no other test sees. */
export interface Bench {
  readonly server: () => PrivateRedis;
  readonly redis: () => Connection;
  /** A store under a prefix of its own. */
  readonly fresh: () => { readonly records: Records; readonly prefix: string };
}

/** Starts the Redis before the first test of a file and ends it after the last. */
export function bench(): Bench {
  let server: PrivateRedis | undefined;
  let redis: Connection | undefined;
  beforeAll(async () => {
    server = await startRedis();
    redis = openRedis(server.url, "records", noise);
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.close();
  });
  return {
    server: () => present(server),
    redis: () => present(redis),
    fresh() {
      const prefix = freshPrefix();
      return { prefix, records: openStore(present(redis), { prefix }) };
    },
  };
}

export function freshPrefix(): string {
  return `{test-${randomUUID().slice(0, 8)}}`;
}

/** Connection errors are expected where a test ends a server; the test checks what follows from them. */
export function noise(): void {}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("only inside a test");
  return value;
}
