import type { ClusterName } from "../../core/names.ts";
import type { Policy } from "../../core/acts/policy.ts";
import type { Jobs } from "../jobs.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/** How long an execution waits for what. Milliseconds; each with its reason in {@link DEFAULT_TIMING}. */
export interface Timing {
  readonly leaseMs: number;
  readonly leaseTakenRetryMs: number;
  readonly holdRetryMs: number;
  readonly unreadableRetryMs: number;
  /** How often, and after what pause, a reading after a call is taken again before it is believed to be final. */
  readonly rereads: number;
  readonly rereadMs: number;
  /** How long after it began a call that was interrupted is waited for while Vitess cannot be read. */
  readonly callIsOverMs: number;
  /** How long after it began a call that nobody listens to any more is waited for while the workflow's lock is held. */
  readonly lockedIsOverMs: number;
}

export const DEFAULT_TIMING: Timing = {
  // Renewed at a third; long enough to survive a busy event loop, short enough that a dead worker's move goes on within the minute.
  leaseMs: 30_000,
  leaseTakenRetryMs: 2_000,
  holdRetryMs: 10_000,
  unreadableRetryMs: 5_000,
  // Right after ReverseTraffic a stream may read Error for a moment (vitess.md, 23.0.3 item 25).
  rereads: 6,
  rereadMs: 1_000,
  // vtctld cancels for up to 2 min after a client has gone, past its own waits (vitess.md §0.8).
  callIsOverMs: 5 * 60_000,
  // A switch of many tables and shards can take 20 min. A lock that a dead vtctld left stays for 24 h: that is not waited for.
  lockedIsOverMs: 30 * 60_000,
};

/** What carrying out works with: the ports, the policy, and two effects that a test may shorten. */
export interface CarryOutDeps {
  readonly records: Records;
  readonly jobs: Pick<Jobs, "publishThread" | "publishCards" | "carryOut" | "watchKeyspace">;
  vitess(cluster: ClusterName): Vitess;
  policy(cluster: ClusterName): Policy;
  readonly timing: Timing;
  /** Waits without holding anything but the lease. */
  pause(ms: number): Promise<void>;
  /** A short one-way digest. */
  digest(text: string): string;
  /** Keeps a redacted text of Vitess's that no rule knows, for the rule book. Each different one is kept once. */
  noteUnknown(text: string): void;
}

/** What the job does next: nothing, or the same again later. */
export type Next = { readonly kind: "done" } | { readonly kind: "again"; readonly inMs: number };

export const DONE: Next = { kind: "done" };

/** The same job once more, after so long; never sooner than at once. */
export function again(inMs: number): Next {
  return { kind: "again", inMs: Math.max(inMs, 0) };
}
