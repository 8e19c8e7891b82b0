import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { bench } from "./with-redis.ts";

const { fresh } = bench();

test("a lease has one holder at a time, however many request it", async () => {
  const { records } = fresh();
  const leases = await Promise.all(Array.from({ length: 100 }, () => records.lease("w", 10_000)));
  expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test("a released lease is free at once", async () => {
  const { records } = fresh();
  const first = await records.lease("w", 10_000);
  await first?.release();
  const second = await records.lease("w", 10_000);
  expect([first, second]).not.toContain(undefined);
});

test("a lease expires by itself; the late holder neither renews nor releases what another one took since", async () => {
  const { records } = fresh();
  const late = await records.lease("w", 40);
  await sleep(80);
  const next = await records.lease("w", 10_000);
  expect(next).toBeDefined();
  expect(await late?.renew()).toBe(false);
  await late?.release();
  expect(await records.lease("w", 10_000)).toBeUndefined();
  expect(await next?.renew()).toBe(true);
});

test("a renewed lease outlasts its first term", async () => {
  const { records } = fresh();
  const lease = await records.lease("w", 1_500);
  for (let round = 0; round < 3; round++) {
    await sleep(600);
    expect(await lease?.renew()).toBe(true);
  }
  expect(await records.lease("w", 10_000)).toBeUndefined();
});

test("leases of different workflows are independent", async () => {
  const { records } = fresh();
  expect(await records.lease("a", 10_000)).toBeDefined();
  expect(await records.lease("b", 10_000)).toBeDefined();
});
