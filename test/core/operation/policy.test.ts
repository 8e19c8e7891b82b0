import { expect, it } from "vitest";
import { DEFAULT_LIMITS, NOBODY, type Policy } from "../../../src/core/operation/request/policy.ts";
import { decideRequirement, stricterRule } from "../../../src/core/policy/requirement.ts";
import type { ApprovalRule } from "../../../src/core/operation/request/approval.ts";
import type { GuardedVerb } from "../../../src/core/move/broken-call.ts";

function policy(people: number, requesterCounts = false, rules: Policy["rules"] = []): Policy {
  return { ...NOBODY, rule: { people, requesterCounts }, rules };
}

function chooseApprovalRule(from: Policy, verb: GuardedVerb, ...keyspaces: readonly string[]): ApprovalRule {
  return decideRequirement(from, { verb, keyspaces, tables: [], touched: [] }).rule;
}

it.each(["switch", "complete", "restore", "override"] as const)("no policy lets %s run with fewer than two people", (verb) => {
  for (const people of [-1, 0, 1, 2])
    expect(chooseApprovalRule(policy(people, true), verb, "customer")).toEqual({ people: 2, requesterCounts: true });
  const one = { verbs: [verb], keyspaces: ["customer"], rule: { people: 1, requesterCounts: true } };
  expect(chooseApprovalRule(policy(3, false, [one]), verb, "customer")).toEqual({ people: 2, requesterCounts: true });
});

it.each(["reverse", "cancel"] as const)("%s needs at least one person", (verb) => {
  expect(chooseApprovalRule(policy(0), verb, "customer").people).toBe(1);
  expect(chooseApprovalRule(policy(1), verb, "customer").people).toBe(1);
});

it("a policy can raise the number of people for every verb", () => {
  const verbs: readonly GuardedVerb[] = ["switch", "reverse", "complete", "cancel"];
  expect(verbs.map((verb) => chooseApprovalRule(policy(3), verb, "customer").people)).toEqual([3, 3, 3, 3]);
});

it("the first entry for the verb and one of the move's keyspaces applies, or else the policy's own rule", () => {
  const rules = [
    { verbs: ["complete"], keyspaces: ["payments"], rule: { people: 5, requesterCounts: false } },
    { verbs: [], keyspaces: ["payments"], rule: { people: 4, requesterCounts: false } },
    { verbs: ["complete"], keyspaces: [], rule: { people: 3, requesterCounts: false } },
  ] as const;
  const needed = (verb: GuardedVerb, ...keyspaces: string[]): number =>
    chooseApprovalRule(policy(2, false, rules), verb, ...keyspaces).people;
  expect(needed("complete", "payments", "commerce")).toBe(5);
  expect(needed("complete", "commerce", "payments")).toBe(5);
  expect(needed("switch", "payments", "commerce")).toBe(4);
  expect(needed("complete", "customer", "commerce")).toBe(3);
  expect(needed("switch", "customer", "commerce")).toBe(2);
});

it("of several rules the strictest sets the number of people, and the requester counts only if all rules allow it", () => {
  const strict = { people: 4, requesterCounts: false };
  expect(stricterRule({ people: 2, requesterCounts: true }, strict)).toEqual(strict);
  const both = { people: 3, requesterCounts: true };
  expect(stricterRule({ people: 2, requesterCounts: true }, both)).toEqual(both);
});

it("the defaults are half an hour to approve, 15 minutes to execute, five minutes of soak, an hour of one-press rollback", () => {
  const { approveByMs, useByMs, soakMs, rollbackMs, holdMs } = DEFAULT_LIMITS;
  const minutes = [approveByMs, useByMs, soakMs, rollbackMs, holdMs].map((ms) => ms / 60_000);
  expect(minutes).toEqual([30, 15, 5, 60, 15]);
  expect(DEFAULT_LIMITS.maxLagSeconds).toBe(30);
});
