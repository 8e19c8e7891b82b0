import { expect, test } from "vitest";
import { bench } from "./with-redis.ts";

const { fresh } = bench();

test("the budget shared by all replicas allows a number of uses a minute, then says when to ask again", async () => {
  const { records } = fresh();
  const waits = await Promise.all(Array.from({ length: 45 }, () => records.spend("edits", 40)));
  expect(waits.filter((ms) => ms === 0)).toHaveLength(40);
  for (const ms of waits.filter((one) => one !== 0)) expect(ms > 50_000 && ms <= 60_000, String(ms)).toBe(true);
  expect(await records.spend("others", 40)).toBe(0);
});
