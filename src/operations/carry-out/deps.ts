import type { ClusterName } from "../../core/vitess/names.ts";
import type { Policy } from "../../core/operation/policy.ts";
import type { Timing } from "../../core/operation/timing.ts";
import type { Jobs } from "../jobs.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/** What carrying out works with: the ports, the policy, and the effects that a test may shorten. */
export interface CarryOutDeps {
  readonly records: Records;
  readonly jobs: Jobs;
  vitess(cluster: ClusterName): Vitess;
  readonly policy: (cluster: ClusterName) => Policy;
  readonly timing: Timing;
  /** Begins to count: says of any later moment whether no more than so long has passed, also if this process was asleep meanwhile. */
  freshFor(ms: number): () => boolean;
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
export function runAgain(inMs: number): Next {
  return { kind: "again", inMs: Math.max(inMs, 0) };
}
