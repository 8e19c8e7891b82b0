import type { ApprovalRule } from "./approval.ts";
import type { GuardedVerb } from "../../move/broken-call.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** Verbs that need at least two people, whatever the policy says. */
export const ALWAYS_TWO: readonly GuardedVerb[] = ["switch", "complete", "restore", "override"];

/**
 * The rule for a verb on a move: the policy's first entry that matches the verb and one of the move's keyspaces, else the policy's own
 * rule. Configuration can raise the number of people; for the verbs in {@link ALWAYS_TWO} it never drops below two.
 */
export function chooseApprovalRule(policy: Policy, verb: GuardedVerb, ...keyspaces: readonly string[]): ApprovalRule {
  const fits = (one: PolicyRule): boolean =>
    (one.verbs.length === 0 || one.verbs.includes(verb)) &&
    (one.keyspaces.length === 0 || keyspaces.some((keyspace) => one.keyspaces.includes(keyspace)));
  const configured = policy.rules.find(fits)?.rule ?? policy.rule;
  const least = ALWAYS_TWO.includes(verb) ? 2 : 1;
  return { ...configured, people: Math.max(configured.people, least) };
}

/** The rule that satisfies all of these (at least one): the most people, and the requester counts only if every rule allows it. */
export function chooseStrictest(rules: readonly ApprovalRule[]): ApprovalRule {
  return { people: Math.max(...rules.map((one) => one.people)), requesterCounts: rules.every((one) => one.requesterCounts) };
}

/** The limits of one installation; times in milliseconds. */
export interface Limits {
  readonly approveByMs: number;
  readonly useByMs: number;
  readonly soakMs: number;
  /** How long a switch keeps its one-press rollback armed; 0 turns that off. */
  readonly rollbackMs: number;
  readonly maxLagSeconds: number;
  /** A VDiff older than this no longer counts for a switch. */
  readonly vdiffMaxAgeMs: number;
  /** False: writes may be switched without a good VDiff, on the approvers' word alone. */
  readonly vdiffRequired: boolean;
  /** Whether the rows of a copy may be counted in MySQL, through ExecuteFetchAsDBA. */
  readonly countRows: boolean;
  /** How long an approved operation waits for what may pass by itself (`HoldReason`), but never longer than its approval may be used. */
  readonly holdMs: number;
  /** How long Tandem waits for the answer to a create, see {@link waitForCreate}. */
  readonly createWaitMs: number;
  /** How long a trouble that nobody feels yet lasts before the operators' channel hears of it; 0: at once. */
  readonly alarmAfterMs: number;
  /** How often the operators' channel hears of an alarm again until somebody has it; 0: once only. */
  readonly alarmAgainMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  approveByMs: 30 * 60_000,
  useByMs: 15 * 60_000,
  soakMs: 5 * 60_000,
  rollbackMs: 60 * 60_000,
  maxLagSeconds: 30,
  vdiffMaxAgeMs: 24 * 60 * 60_000,
  vdiffRequired: true,
  countRows: true,
  holdMs: 15 * 60_000,
  createWaitMs: 5 * 60_000,
  alarmAfterMs: 5 * 60_000,
  alarmAgainMs: 30 * 60_000,
};

/** Who may do what in one cluster, and within which limits. Slack ids of people and groups. */
export interface Policy {
  readonly operators: readonly string[];
  /** Empty: guarded verbs are refused. */
  readonly approvers: readonly string[];
  /** For every guarded verb that no entry of `rules` matches. */
  readonly rule: ApprovalRule;
  /** The first entry that matches the verb and the keyspace applies. */
  readonly rules: readonly PolicyRule[];
  readonly limits: Limits;
  /** When nobody is reminded of a request; absent: never. */
  readonly quietHours?: QuietHours;
}

/** For a cluster that is no longer configured: people can still look at its records, but nobody may do anything. */
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

/** Creating a table at the target with its rules took well under a second (23.0.3); a move of thousands takes that much longer. */
const A_TABLE_TAKES_MS = 1_000;

/** How long to wait for the answer to a create of this many tables. */
export function waitForCreate({ createWaitMs }: Pick<Limits, "createWaitMs">, tables: number): number {
  return createWaitMs + tables * A_TABLE_TAKES_MS;
}
