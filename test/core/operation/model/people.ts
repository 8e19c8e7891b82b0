import { type Membership, checkStanding, type ApprovalStanding } from "../../../../src/core/operation/request/approval.ts";
import type { Request } from "../../../../src/core/operation/request/requests.ts";
import { type PersonId, toPersonId } from "../../../../src/core/people/people.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";

export const [ANA, BEN, CHO, DEV] = [toPersonId("U0ANA"), toPersonId("U0BEN"), toPersonId("U0CHO"), toPersonId("U0DEV")] as const;

/** Who is in the approvers' group, and whether that is known. Ana, Ben and Cho are members at first; Dev never is. */
export interface People {
  members: ReadonlySet<PersonId>;
  isKnown: boolean;
  unreadSince: Instant;
}

export function atFirst(): People {
  return { members: new Set([ANA, BEN, CHO]), isKnown: true, unreadSince: 0 };
}

export const PEOPLE = {
  "Ben leaves": (people) => {
    people.members = new Set([...people.members].filter((one) => one !== BEN));
  },
  "the group cannot be read": (people, now) => {
    if (people.isKnown) people.unreadSince = now;
    people.isKnown = false;
  },
  "the group is read": (people) => {
    people.isKnown = true;
  },
} as const satisfies Record<string, (people: People, now: Instant) => void>;

export type PeopleChange = keyof typeof PEOPLE;

export function membershipIn({ members, isKnown }: People): (person: PersonId) => Membership {
  return (person) => (!isKnown ? "unknown" : members.has(person) ? "member" : "not-member");
}

/** As an execution's look asks it; without a request there is no approval to lose. */
export function standingIn(people: People, request: Request | undefined): ApprovalStanding {
  if (request === undefined) return { kind: "stands" };
  return checkStanding(request, membershipIn(people), people.isKnown ? undefined : people.unreadSince);
}
