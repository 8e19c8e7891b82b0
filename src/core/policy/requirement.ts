import type { ApprovalRule } from "../operation/request/approval.ts";
import {
  ALWAYS_TWO,
  type BindingLimits,
  type KeptLimits,
  type OpenHours,
  type Policy,
  type PolicyRule,
} from "../operation/request/policy.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import { findOwners } from "./owners.ts";
import type { PolicySubject } from "./subject.ts";

/** What an operation needs before it may run. */
export interface Requirement {
  readonly rule: ApprovalRule;
  readonly limits: BindingLimits;
  /** It may run only while every one of these is open; empty: at any time. */
  readonly windows: readonly OpenHours[];
  /** The rules that spoke, as people find them in the file; empty if none fits and the policy's own numbers apply. */
  readonly spoke: readonly string[];
}

/** Only what goes forward waits for a window: the way back is never closed by the clock. */
const WAITS_FOR_WINDOW: readonly GuardedVerb[] = ["switch", "complete"];

/**
 * What a policy requires of an operation: for its keyspaces the first rule that fits the verb and one of them, else the policy's own
 * numbers; and somebody from the owners of its tables. A policy raises the bar: for the verbs in {@link ALWAYS_TWO} the number of people
 * is never under two, whatever it says.
 */
export function decideRequirement(policy: Policy, about: PolicySubject): Requirement {
  const own = applyRule(policy, about.verb, about.keyspaces);
  const strictest = about.touched.map((keyspace) => applyRule(policy, about.verb, [keyspace])).reduce(stricterOf, own);
  const owners = findOwners(policy.owners ?? [], about);
  return { ...strictest, rule: withSeats(strictest.rule, [...(strictest.rule.oneOf ?? []), ...owners]) };
}

/**
 * What satisfies both: the most people, a seat for each list of either, the shortest deadlines, the longest soak, the shortest time in which one
 * person may roll back, the smallest lag and the youngest VDiff; the requester counts only if both allow it.
 */
export function stricterOf(one: Requirement, other: Requirement): Requirement {
  return {
    rule: stricterRule(one.rule, other.rule),
    limits: stricterLimits(one.limits, other.limits),
    windows: [...new Map([...one.windows, ...other.windows].map((window) => [JSON.stringify(window), window])).values()],
    spoke: [...new Set([...one.spoke, ...other.spoke])],
  };
}

/** The rule that satisfies both. */
export function stricterRule(one: ApprovalRule, other: ApprovalRule): ApprovalRule {
  const merged = { people: Math.max(one.people, other.people), requesterCounts: one.requesterCounts && other.requesterCounts };
  return withSeats(merged, [...(one.oneOf ?? []), ...(other.oneOf ?? [])]);
}

/** The limits that satisfy both; those of a request of an older release are missing, and bind nothing. */
export function stricterLimits<L extends BindingLimits>(one: L, other: KeptLimits | undefined): L {
  if (other === undefined) return one;
  return {
    ...one,
    approveByMs: Math.min(one.approveByMs, other.approveByMs),
    useByMs: Math.min(one.useByMs, other.useByMs),
    soakMs: Math.max(one.soakMs, other.soakMs),
    rollbackMs: Math.min(one.rollbackMs, other.rollbackMs ?? one.rollbackMs),
    maxLagSeconds: Math.min(one.maxLagSeconds, other.maxLagSeconds),
    vdiffMaxAgeMs: Math.min(one.vdiffMaxAgeMs, other.vdiffMaxAgeMs),
    vdiffRequired: one.vdiffRequired || other.vdiffRequired,
  };
}

function applyRule(policy: Policy, verb: GuardedVerb, keyspaces: readonly string[]): Requirement {
  const found = policy.rules.findIndex((one) => fits(one, verb, keyspaces));
  const spoken = policy.rules[found];
  const { approveByMs, useByMs, soakMs, rollbackMs, maxLagSeconds, vdiffMaxAgeMs, vdiffRequired } = { ...policy.limits, ...spoken?.limits };
  const rule = spoken?.rule ?? policy.rule;
  const least = ALWAYS_TWO.includes(verb) ? 2 : 1;
  return {
    rule: { ...rule, people: Math.max(rule.people, least) },
    limits: { approveByMs, useByMs, soakMs, rollbackMs, maxLagSeconds, vdiffMaxAgeMs, vdiffRequired },
    windows: WAITS_FOR_WINDOW.includes(verb) ? (spoken?.windows ?? []) : [],
    spoke: spoken === undefined ? [] : [spoken.name ?? `rule ${found + 1}`],
  };
}

function fits({ verbs, keyspaces: named }: PolicyRule, verb: GuardedVerb, keyspaces: readonly string[]): boolean {
  return (verbs.length === 0 || verbs.includes(verb)) && (named.length === 0 || keyspaces.some((keyspace) => named.includes(keyspace)));
}

/** The rule with these seats, each once; without the field if there are none, as in records of before. */
function withSeats({ people, requesterCounts }: ApprovalRule, seats: readonly (readonly string[])[]): ApprovalRule {
  const distinct = [...new Map(seats.map((seat) => [seat.toSorted().join(" "), seat])).values()];
  return { people, requesterCounts, ...(distinct.length === 0 ? {} : { oneOf: distinct }) };
}

/** The canonical text of a policy, for its hash: the order of keys means nothing, that of rules does. */
export function formatPolicy(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatPolicy).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${formatPolicy(inner)}`)
    .join(",")}}`;
}
