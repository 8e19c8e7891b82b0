import type { ApprovalRule } from "./approval.ts";
import type { GuardedVerb } from "../move/broken-call.ts";

/** Verbs that no policy may let through with fewer than two people. */
export const ALWAYS_TWO: readonly GuardedVerb[] = ["switch", "complete", "restore", "override"];

/**
 * The rule for a verb on a move: the first entry of the policy that fits it and one of the move's keyspaces, else the policy's own. A
 * configured number can raise the bar; for what {@link ALWAYS_TWO} names it never goes under two.
 */
export function approvalRule(policy: Policy, verb: GuardedVerb, ...keyspaces: readonly string[]): ApprovalRule {
  const fits = (one: PolicyRule): boolean =>
    (one.verbs.length === 0 || one.verbs.includes(verb)) &&
    (one.keyspaces.length === 0 || keyspaces.some((keyspace) => one.keyspaces.includes(keyspace)));
  const configured = policy.rules.find(fits)?.rule ?? policy.rule;
  const least = ALWAYS_TWO.includes(verb) ? 2 : 1;
  return { ...configured, people: Math.max(configured.people, least) };
}

/** The rule that satisfies all of these: the most people, and the requester counts only where every one lets them. At least one rule. */
export function chooseStrictest(rules: readonly ApprovalRule[]): ApprovalRule {
  return { people: Math.max(...rules.map((one) => one.people)), requesterCounts: rules.every((one) => one.requesterCounts) };
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
  /** False: writes may be switched without a good VDiff, on the approvers' word alone. */
  readonly vdiffRequired: boolean;
  /** How long an approved operation waits for what may pass by itself: see `HoldReason`. At most as long as its approval may be used. */
  readonly holdMs: number;
  /** How long Tandem waits for the answer to a create, see {@link waitForCreate}. */
  readonly createWaitMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  approveByMs: 30 * 60_000,
  useByMs: 15 * 60_000,
  soakMs: 5 * 60_000,
  rollbackMs: 60 * 60_000,
  maxLagSeconds: 30,
  vdiffMaxAgeMs: 24 * 60 * 60_000,
  vdiffRequired: true,
  holdMs: 15 * 60_000,
  createWaitMs: 5 * 60_000,
};

/** Who may do what in one cluster, and within which limits. Slack ids of people and groups. */
export interface Policy {
  readonly operators: readonly string[];
  /** Empty: guarded verbs are refused. */
  readonly approvers: readonly string[];
  /** For every guarded verb that no entry of `rules` is about. */
  readonly rule: ApprovalRule;
  /** The first entry that fits the verb and the keyspace speaks. */
  readonly rules: readonly PolicyRule[];
  readonly limits: Limits;
}

/** For a cluster that is not configured any more: its records can still be looked at, and nobody may do anything. */
export const NOBODY: Policy = {
  operators: [],
  approvers: [],
  rule: { people: 2, requesterCounts: false },
  rules: [],
  limits: DEFAULT_LIMITS,
};

/** An approval rule for some verbs, some keyspaces, or both; an empty list means all. */
export interface PolicyRule {
  readonly verbs: readonly GuardedVerb[];
  readonly keyspaces: readonly string[];
  readonly rule: ApprovalRule;
}

/** Making a table at the target and its rules took well under a second each (23.0.3); a move of thousands takes as much longer. */
const A_TABLE_TAKES_MS = 1_000;

/** How long the answer to a create of so many tables is waited for. */
export function waitForCreate({ createWaitMs }: Pick<Limits, "createWaitMs">, tables: number): number {
  return createWaitMs + tables * A_TABLE_TAKES_MS;
}
