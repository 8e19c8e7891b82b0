/** At most `calls` of a method in any `withinMs`; or, for each channel, a bucket that holds `burst` calls and gains one every `everyMs`. */
type Allowance = { readonly calls: number; readonly withinMs: number } | { readonly burst: number; readonly everyMs: number };

function allowPerMinute(calls: number): Allowance {
  return { calls, withinMs: 60_000 };
}

/**
 * Slack guarantees minimums ("50+", docs/facts/slack-limits.md#tiers); here they are limits, so nobody relies on more. Slack does not say
 * how it counts a minute either; here it is any minute, the strictest way.
 */
const TIERS = {
  tier1: allowPerMinute(1),
  tier2: allowPerMinute(20),
  tier3: allowPerMinute(50),
  tier4: allowPerMinute(100),
  /** About one message a second in each channel; the burst is undocumented, five is a cautious guess. */
  posting: { burst: 5, everyMs: 1000 },
  special: allowPerMinute(300),
} as const satisfies Record<string, Allowance>;

export type Tier = keyof typeof TIERS;

export interface RateLimits {
  /** Takes one call from the allowance. Returns 0, or the whole seconds to wait (Retry-After). */
  take(method: string, tier: Tier, channel: string): number;
  enable(on: boolean): void;
}

/** Limits per method and workspace (posting: per channel), on the given clock. */
export function createRateLimits(now: () => Date, enabled: boolean): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const granted = new Map<string, number[]>();
  let on = enabled;

  function takeFromBucket(key: string, { burst, everyMs }: { readonly burst: number; readonly everyMs: number }, at: number): number {
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + (at - bucket.at) / everyMs);
    const isGranted = tokens >= 1;
    buckets.set(key, { tokens: isGranted ? tokens - 1 : tokens, at });
    return isGranted ? 0 : (1 - tokens) * everyMs;
  }

  function takeFromWindow(key: string, { calls, withinMs }: { readonly calls: number; readonly withinMs: number }, at: number): number {
    const recent = (granted.get(key) ?? []).filter((one) => one > at - withinMs);
    const oldest = recent.length < calls ? undefined : recent[0];
    granted.set(key, oldest === undefined ? [...recent, at] : recent);
    return oldest === undefined ? 0 : oldest + withinMs - at;
  }

  return {
    take(method, tier, channel) {
      if (!on) return 0;
      const allowance: Allowance = TIERS[tier];
      const at = now().getTime();
      const waitMs = "burst" in allowance ? takeFromBucket(`${method}/${channel}`, allowance, at) : takeFromWindow(method, allowance, at);
      return waitMs === 0 ? 0 : Math.max(1, Math.ceil(waitMs / 1000));
    },
    enable(value) {
      on = value;
      buckets.clear();
      granted.clear();
    },
  };
}
