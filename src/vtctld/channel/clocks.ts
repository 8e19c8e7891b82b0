import { uptime } from "node:os";
import { performance } from "node:perf_hooks";

import type { ClocksRead } from "../../core/operation/request/freshness.ts";

/**
 * Reads this machine's clocks, in some 10 µs. On Linux `uptime` reads /proc/uptime, which has steps of 10 ms and counts time in suspend;
 * `performance.now` is CLOCK_MONOTONIC, which does not count it.
 */
export function readClocks(): ClocksRead {
  return { monotonicMs: performance.now(), wallMs: Date.now(), uptimeMs: uptime() * 1000 };
}
