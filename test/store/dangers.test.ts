import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { bench, freshPrefix } from "./with-redis.ts";

const { redis } = bench();

test("a setting that may lose records is found by every process with the same time, until it is set back; then anew", async () => {
  const prefix = freshPrefix();
  const [one, other] = [openStore(redis(), { prefix }), openStore(redis(), { prefix })];
  expect(await one.dangers.find()).toEqual([]);

  await redis().config("SET", "maxmemory-policy", "allkeys-lru");
  const [first] = await one.dangers.find();
  expect(first).toMatchObject({ danger: "evicts" });
  expect(Math.abs((first?.since ?? 0) - (await one.now()))).toBeLessThan(60_000);
  await redis().config("SET", "appendonly", "no");
  expect(await other.dangers.find()).toEqual([first, expect.objectContaining({ danger: "forgets" })]);

  await redis().config("SET", "appendonly", "yes");
  await redis().config("SET", "maxmemory-policy", "noeviction");
  for (const records of [one, other, one]) expect(await records.dangers.find()).toEqual([]);

  await redis().config("SET", "maxmemory-policy", "volatile-ttl");
  const [again] = await other.dangers.find();
  expect(again?.since).toBeGreaterThan(first?.since ?? 0);
  await redis().config("SET", "maxmemory-policy", "noeviction");
});
