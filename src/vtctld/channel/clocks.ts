import { uptime } from "node:os";
import { performance } from "node:perf_hooks";

import type { ClocksRead } from "../../core/operation/freshness.ts";

/**
 * This machine's clocks now. On Linux `uptime` reads /proc/uptime, in steps of 10 ms, which counts time in suspend; `performance.now` is
 * CLOCK_MONOTONIC, which does not. Takes some 10 µs.
 */
export function readClocks(): ClocksRead {
  return { monotonicMs: performance.now(), wallMs: Date.now(), uptimeMs: uptime() * 1000 };
}
