import { expect, it } from "vitest";
import type { GuardedVerb } from "../../src/core/acts.ts";
import { approvalRule, DEFAULT_LIMITS } from "../../src/core/policy.ts";

it.each(["switch", "complete"] as const)("no policy lets %s through with fewer than two people", (verb) => {
  for (const people of [-1, 0, 1, 2])
    expect(approvalRule(verb, { people, requesterCounts: true })).toEqual({ people: 2, requesterCounts: true });
});

it.each(["reverse", "cancel"] as const)("%s needs one person at least", (verb) => {
  expect(approvalRule(verb, { people: 0, requesterCounts: false }).people).toBe(1);
  expect(approvalRule(verb, { people: 1, requesterCounts: false }).people).toBe(1);
});

it("a policy raises the bar for every verb", () => {
  const verbs: readonly GuardedVerb[] = ["switch", "reverse", "complete", "cancel"];
  expect(verbs.map((verb) => approvalRule(verb, { people: 3, requesterCounts: false }).people)).toEqual([3, 3, 3, 3]);
});

it("by default: half an hour to approve, a quarter to use, five minutes between reads and writes, an hour to roll back in one press", () => {
  const { approveByMs, useByMs, soakMs, rollbackMs, holdMs } = DEFAULT_LIMITS;
  const minutes = [approveByMs, useByMs, soakMs, rollbackMs, holdMs].map((ms) => ms / 60_000);
  expect(minutes).toEqual([30, 15, 5, 60, 15]);
  expect(DEFAULT_LIMITS.maxLagSeconds).toBe(30);
});
