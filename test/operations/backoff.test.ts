import { expect, test } from "vitest";
import { computeBackoffMs } from "../../src/operations/backoff.ts";

const BACKOFF = { firstMs: 250, longestMs: 1_500 };

test.each([
  [0, 250],
  [1, 250],
  [2, 500],
  [3, 1_000],
  [4, 1_500],
  [5_000, 1_500],
])("after %i failures the next attempt waits %i ms", (failures, ms) => {
  expect(computeBackoffMs(failures, BACKOFF)).toBe(ms);
});
