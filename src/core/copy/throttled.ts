import { dropEarlierCopies, type Sample } from "./samples.ts";

/** Between two samples that are further apart nobody looked. */
const SEEN_WITHIN_MS = 300_000;

/** The share of the time seen in which the copy that began last was throttled, 0 to 1. */
export function measureThrottledShare(samples: readonly Sample[]): number {
  const own = dropEarlierCopies(samples);
  const spans = own.slice(1).map(({ at, throttled }, before) => ({ throttled, ms: at - (own[before]?.at ?? at) }));
  const seen = spans.filter(({ ms }) => ms <= SEEN_WITHIN_MS);
  const sum = (some: typeof seen): number => some.reduce((all, { ms }) => all + ms, 0);
  return sum(seen) === 0 ? 0 : sum(seen.filter(({ throttled }) => throttled)) / sum(seen);
}
