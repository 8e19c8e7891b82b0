import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../../src/core/command/durations.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["500ms", 500],
  ["30s", 30_000],
  ["1m30s", 90_000],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["0.1s0.2s", 300],
  ["1000us", 1],
  ["2000000ns", 2],
])("%s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "30", "s", "30 s", "-30s", "1d", "30sec", "1us", "1.5ms", "1h30", "∞", "9999999999999h", "1..5s"])(
  "%j is not a duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("a formatted duration parses back to the same duration", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000_000 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
