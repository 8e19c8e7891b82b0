export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** How long to wait before the next attempt, in ms: `firstMs` after the first failure, doubled after each, at most `longestMs`. */
export function computeBackoffMs(failures: number, { firstMs, longestMs }: Backoff): number {
  return Math.min(firstMs * 2 ** (Math.max(failures, 1) - 1), longestMs);
}
