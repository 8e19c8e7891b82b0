import type { ClusterName } from "../../core/vitess/names.ts";
import type { Policy } from "../../core/operation/request/policy.ts";
import type { Timing } from "../../core/operation/execution/timing.ts";
import type { Jobs } from "../jobs.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/** What carrying out an execution needs: the ports, the policy, and the effects that a test may shorten. */
export interface CarryOutDeps {
  readonly records: Records;
  readonly jobs: Jobs;
  vitess(cluster: ClusterName): Vitess;
  readonly policy: (cluster: ClusterName) => Policy;
  readonly timing: Timing;
  /** Starts a clock. The function it returns says whether at most `ms` have passed since, also if this process slept meanwhile. */
  freshFor(ms: number): () => boolean;
  /** Waits, holding nothing but the lease. */
  pause(ms: number): Promise<void>;
  /** A short one-way digest. */
  digest(text: string): string;
  /** Keeps a redacted text from Vitess that no rule matches, for the rule book. Each distinct text is kept once. */
  noteUnknown(text: string): void;
}

/** What the job does next: nothing, or run again later. */
export type Next = { readonly kind: "done" } | { readonly kind: "again"; readonly inMs: number };

export const DONE: Next = { kind: "done" };

/** Runs the same job again after this many milliseconds; a negative number means at once. */
export function runAgain(inMs: number): Next {
  return { kind: "again", inMs: Math.max(inMs, 0) };
}
