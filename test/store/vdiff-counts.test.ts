import { expect, test } from "vitest";
import type { VDiffTable } from "../../src/core/vdiff/vdiff.ts";
import { tableNamed } from "../names.ts";
import { bench } from "./with-redis.ts";

const { redis, fresh } = bench();

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60_000;

const ROWS: readonly VDiffTable[] = Array.from({ length: 1_200 }, (_, n) => ({
  shard: `${n % 3}`,
  table: tableNamed(`table_${n}`),
  state: "completed",
  rowsEstimated: 0n,
  rowsCompared: 9_007_199_254_740_993n + BigInt(n),
  hasMismatch: n === 7,
  matching: 5n,
  mismatched: 0n,
  onlyInSource: 1n,
  onlyInTarget: 0n,
}));

test("the counts of a large VDiff come back whole and in their order, and expire after a month", async () => {
  const { records, prefix } = fresh();
  const id = await records.vdiffCounts.save(ROWS);
  expect(await records.vdiffCounts.get(id)).toEqual(ROWS);
  const left = await redis().pttl(`${prefix}:vdiff-counts:${id}`);
  expect([left > THIRTY_DAYS_MS - 60_000, left <= THIRTY_DAYS_MS]).toEqual([true, true]);
});

test("counts that have expired are missing", async () => {
  const { records, prefix } = fresh();
  const id = await records.vdiffCounts.save(ROWS);
  await redis().del(`${prefix}:vdiff-counts:${id}`);
  expect(await records.vdiffCounts.get(id)).toBeUndefined();
});

test("damaged counts are a Fault that names them", async () => {
  const { records, prefix } = fresh();
  const id = await records.vdiffCounts.save(ROWS);
  const key = `${prefix}:vdiff-counts:${id}`;
  await redis().hset(key, "500", '{"v":1,"d":[{"shard":7}]}');
  await expect(records.vdiffCounts.get(id)).rejects.toThrow(`${key} is damaged and was left as it is: 0.shard`);
});
