import { findFollowed, isBeforeRollback, type Move } from "../move/moves.ts";
import type { Instant } from "../readings/readings.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import { isBeforeStart } from "../preflight/traffic/vdiff.ts";

/**
 * What Tandem's own last VDiff means for a switch now.
 * - `outdated`: it was clean, but the streams were stopped and restarted since, so it does not cover what came after.
 * - `before-rollback`: it was clean, but traffic was switched back since: the streams are new ones, and Vitess has forgotten the VDiff.
 */
export type VDiffStanding =
  | { readonly kind: "none" }
  | { readonly kind: "running" }
  | { readonly kind: "good"; readonly until: Instant }
  | { readonly kind: "old" | "outdated" | "before-rollback"; readonly at: Instant }
  | { readonly kind: "not-clean"; readonly verdict: VDiffVerdict["kind"] };

/** Judged only by what Tandem itself has reported; the next look finds VDiffs that somebody else ran. */
export function deriveVDiffStanding(move: Move, maxAgeMs: number, now: Instant): VDiffStanding {
  const followed = findFollowed(move);
  const vdiff = followed?.vdiff;
  if (vdiff === undefined) return { kind: "none" };
  const { report } = vdiff;
  if (report === undefined) return { kind: "running" };
  if (report.verdict !== "clean" || report.completedAt === undefined) return { kind: "not-clean", verdict: report.verdict };
  const at = report.completedAt;
  if (isBeforeRollback(move, at)) return { kind: "before-rollback", at };
  if (followed?.startedAt !== undefined && isBeforeStart(at, followed.startedAt)) return { kind: "outdated", at };
  return now - at > maxAgeMs ? { kind: "old", at } : { kind: "good", until: at + maxAgeMs };
}
