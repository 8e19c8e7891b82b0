import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countApprovals,
  type Ballot,
  decideVote,
  decideWithdrawal,
  deriveRequestState,
  type Vote,
} from "../../../src/core/operation/request/approval.ts";
import type { PersonId } from "../../../src/core/people/people.ts";
import { APPROVE, AT, type Cast, MINUTE, OPEN, REJECT } from "./ballot.ts";
import { ANA, BEN, CHO, DEV } from "./model/people.ts";

/** The ballot after one click; a refused click does not change it. */
function after(ballot: Ballot, by: PersonId, vote: Cast = APPROVE, at = AT + MINUTE, isApprover = true): Ballot {
  const decision = decideVote(ballot, { by, ...vote }, { membership: isApprover ? "member" : "not-member" }, at);
  return decision.kind === "counted" ? { ...ballot, votes: decision.votes, state: decision.state } : ballot;
}

function refusal(ballot: Ballot, by: PersonId, vote: Cast = APPROVE, at = AT + MINUTE, isApprover = true): string {
  const decision = decideVote(ballot, { by, ...vote }, { membership: isApprover ? "member" : "not-member" }, at);
  return decision.kind === "refused" ? decision.reason : decision.kind;
}

describe("two people", () => {
  it("approve: the second vote completes the approval and starts its time", () => {
    const once = after(OPEN, BEN);
    expect(once.state).toEqual({ kind: "open" });
    const twice = after(once, CHO, APPROVE, AT + 10 * MINUTE);
    expect(twice.state).toEqual({ kind: "approved", at: AT + 10 * MINUTE, useBy: AT + 25 * MINUTE });
  });

  it("must be different: the same click twice counts once", () => {
    const once = after(OPEN, BEN);
    expect(refusal(once, BEN)).toBe("already-voted");
    expect(after(once, BEN)).toBe(once);
  });

  it("do not include the requester, unless the policy allows it", () => {
    expect(refusal(OPEN, ANA)).toBe("own-request");
    const classic = { ...OPEN, rule: { people: 2, requesterCounts: true } };
    expect(after(after(classic, ANA), BEN).state.kind).toBe("approved");
  });

  it("must be approvers", () => {
    expect(refusal(OPEN, DEV, APPROVE, AT, false)).toBe("not-an-approver");
    expect(refusal(OPEN, DEV, REJECT, AT, false)).toBe("not-an-approver");
  });
});

describe("a rejection", () => {
  it("wins at once, with its reason, whoever approved before", () => {
    expect(after(after(OPEN, BEN), CHO, REJECT).state).toEqual({
      kind: "rejected",
      at: AT + MINUTE,
      by: CHO,
      reason: "not before the release",
    });
  });

  it("needs a reason", () => {
    expect(refusal(OPEN, BEN, { kind: "reject", reason: " \n" })).toBe("reason-missing");
  });

  it("replaces an approval by the same person", () => {
    const changed = after(after(OPEN, BEN), BEN, REJECT);
    expect(changed.state.kind).toBe("rejected");
    expect(changed.votes.map(({ by, kind }) => [by, kind])).toEqual([[BEN, "reject"]]);
  });

  it("may come from the requester", () => {
    expect(after(OPEN, ANA, REJECT).state.kind).toBe("rejected");
  });
});

describe("the clock", () => {
  it("ends the vote at its exact minute, not before", () => {
    expect(refusal(OPEN, BEN, APPROVE, OPEN.approveBy - 1)).toBe("counted");
    expect(refusal(OPEN, BEN, APPROVE, OPEN.approveBy)).toBe("expired");
    expect(deriveRequestState(OPEN, OPEN.approveBy - 1)).toEqual({ kind: "open" });
    expect(deriveRequestState(OPEN, OPEN.approveBy)).toEqual({ kind: "expired", at: OPEN.approveBy });
  });

  it("expires nothing that has already ended", () => {
    const approved = after(after(OPEN, BEN), CHO);
    expect(refusal(approved, DEV)).toBe("not-open");
    expect(deriveRequestState(approved, OPEN.approveBy + MINUTE)).toBe(approved.state);
  });
});

describe("a withdrawal", () => {
  it("is for the requester, while the request is open", () => {
    expect(decideWithdrawal(OPEN, ANA, AT)).toEqual({ kind: "withdrawn", at: AT, by: ANA });
    expect(decideWithdrawal(OPEN, BEN, AT)).toBe("not-yours");
    expect(decideWithdrawal(after(OPEN, BEN, REJECT), ANA, AT)).toBe("not-open");
  });

  it("is too late once the request is approved: then it must be called off", () => {
    expect(decideWithdrawal(after(after(OPEN, BEN), CHO), ANA, AT)).toBe("not-open");
  });
});

const click = fc.record({
  by: fc.constantFrom(ANA, BEN, CHO, DEV),
  kind: fc.constantFrom("approve" as const, "reject" as const),
  reason: fc.constantFrom("", "too late today"),
  isApprover: fc.boolean(),
  at: fc.integer({ min: AT, max: AT + 31 * MINUTE }),
});
const rule = fc.record({ people: fc.integer({ min: 1, max: 4 }), requesterCounts: fc.boolean() });

describe("whatever people click, in whatever order", () => {
  it("nobody ever has two votes, and an approval has enough different approvers", () => {
    fc.assert(
      fc.property(rule, fc.array(click, { maxLength: 20 }), (policy, clicks) => {
        let ballot: Ballot = { ...OPEN, rule: policy };
        const approvers = new Set<PersonId>();
        for (const { by, isApprover, at, ...vote } of clicks) {
          if (isApprover) approvers.add(by);
          ballot = after(ballot, by, vote, at, isApprover);
          expect(new Set(ballot.votes.map((one) => one.by)).size).toBe(ballot.votes.length);
          if (ballot.state.kind !== "approved") continue;
          const people = ballot.votes.filter((one) => one.kind === "approve").map((one) => one.by);
          expect(people.length).toBeGreaterThanOrEqual(policy.people);
          expect(people.every((person) => approvers.has(person))).toBe(true);
          expect(people.includes(ANA) && !policy.requesterCounts).toBe(false);
          expect(ballot.votes.some((one) => one.kind === "reject")).toBe(false);
        }
      }),
    );
  });

  it("nothing changes after the end", () => {
    fc.assert(
      fc.property(fc.array(click, { maxLength: 20 }), (clicks) => {
        let ballot: Ballot = OPEN;
        for (const { by, isApprover, at, ...vote } of clicks) {
          const next = after(ballot, by, vote, at, isApprover);
          expect(ballot.state.kind === "open" || next === ballot).toBe(true);
          ballot = next;
        }
      }),
    );
  });

  it("repeating a click changes nothing", () => {
    fc.assert(
      fc.property(fc.array(click, { minLength: 1, maxLength: 10 }), (clicks) => {
        let ballot: Ballot = OPEN;
        for (const { by, isApprover, at, ...vote } of clicks) {
          ballot = after(ballot, by, vote, at, isApprover);
          expect(after(ballot, by, vote, at, isApprover)).toBe(ballot);
        }
      }),
    );
  });

  it("the number of approvals does not depend on their order", () => {
    const people = fc.shuffledSubarray([ANA, BEN, CHO, DEV]);
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 4 }), (order, needed) => {
        const ballot = { ...OPEN, rule: { people: needed, requesterCounts: false } };
        const end = (ids: readonly PersonId[]): Ballot => ids.reduce((sofar, id) => after(sofar, id), ballot as Ballot);
        expect(countApprovals(end(order).votes)).toBe(countApprovals(end(order.toReversed()).votes));
        expect(end(order).state.kind).toBe(end(order.toReversed()).state.kind);
      }),
    );
  });
});

describe("the number of approvals", () => {
  it("counts people, not votes", () => {
    const votes: readonly Vote[] = [BEN, BEN, CHO].map((by) => ({ by, at: AT, ...APPROVE }));
    expect(countApprovals([...votes, { by: DEV, at: AT, ...REJECT }])).toBe(2);
  });
});
