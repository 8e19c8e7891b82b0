import type { GuardedVerb } from "./acts.ts";
import type { ApprovalRule } from "./approval.ts";

/** Verbs that no policy may let through with fewer than two people. */
const ALWAYS_TWO: readonly GuardedVerb[] = ["switch", "complete"];

/** The rule for a verb. A configured number can raise the bar; for SwitchTraffic and Complete it never goes under two. */
export function approvalRule(verb: GuardedVerb, configured: ApprovalRule): ApprovalRule {
  const least = ALWAYS_TWO.includes(verb) ? 2 : 1;
  return { ...configured, people: Math.max(configured.people, least) };
}

/** The clocks and limits of one installation. Milliseconds. */
export interface Limits {
  readonly approveByMs: number;
  readonly useByMs: number;
  readonly soakMs: number;
  /** How long after a switch ReverseTraffic is one press; 0 turns that off. */
  readonly rollbackMs: number;
  readonly maxLagSeconds: number;
  /** A VDiff older than this does not speak for a switch any more. */
  readonly vdiffMaxAgeMs: number;
  /** How long an approved act waits for a lag that is too high. */
  readonly holdMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  approveByMs: 30 * 60_000,
  useByMs: 15 * 60_000,
  soakMs: 5 * 60_000,
  rollbackMs: 60 * 60_000,
  maxLagSeconds: 30,
  vdiffMaxAgeMs: 24 * 60 * 60_000,
  holdMs: 15 * 60_000,
};
