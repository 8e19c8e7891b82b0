/** One method's allowance: a bucket that holds `burst` calls and gains one every `everyMs`. */
interface Allowance {
  readonly burst: number;
  readonly everyMs: number;
  readonly perChannel?: boolean;
}

function allowPerMinute(calls: number): Allowance {
  return { burst: calls, everyMs: 60_000 / calls };
}

/** Slack guarantees minimums ("50+", docs/facts/slack-limits.md#tiers); here they are limits, so nobody relies on more. */
const TIERS = {
  tier1: allowPerMinute(1),
  tier2: allowPerMinute(20),
  tier3: allowPerMinute(50),
  tier4: allowPerMinute(100),
  /** About one message a second in each channel; the burst is undocumented, five is a cautious guess. */
  posting: { burst: 5, everyMs: 1000, perChannel: true },
  special: allowPerMinute(300),
} as const satisfies Record<string, Allowance>;

export type Tier = keyof typeof TIERS;

export interface RateLimits {
  /** Takes one call from the bucket. Returns 0, or the whole seconds to wait (Retry-After). */
  take(method: string, tier: Tier, channel: string): number;
  enable(on: boolean): void;
}

/** Token buckets per method and workspace (posting: per channel), on the given clock. */
export function createRateLimits(now: () => Date, enabled: boolean): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let on = enabled;
  return {
    take(method, tier, channel) {
      if (!on) return 0;
      const allowance: Allowance = TIERS[tier];
      const key = allowance.perChannel === true ? `${method}/${channel}` : method;
      const at = now().getTime();
      const bucket = buckets.get(key) ?? { tokens: allowance.burst, at };
      const tokens = Math.min(allowance.burst, bucket.tokens + (at - bucket.at) / allowance.everyMs);
      const granted = tokens >= 1;
      buckets.set(key, { tokens: granted ? tokens - 1 : tokens, at });
      return granted ? 0 : Math.max(1, Math.ceil(((1 - tokens) * allowance.everyMs) / 1000));
    },
    enable(value) {
      on = value;
      buckets.clear();
    },
  };
}
