import type { Seat } from "../operation/request/approval.ts";
import type { Policy } from "../operation/request/policy.ts";

/** Every seat that a rule or an owner of this policy can ask for. */
export function listSeats({ rules, owners = [] }: Policy): readonly Seat[] {
  return [...rules.flatMap(({ rule }) => rule.oneOf ?? []), ...owners.map(({ people }) => people)];
}

/** Every list of people and groups in a policy. */
export function listPeopleOf(policy: Policy): readonly (readonly string[])[] {
  return [policy.operators, policy.approvers, policy.breakGlass ?? [], ...listSeats(policy)];
}
