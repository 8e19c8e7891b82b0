import { describe, expect, it } from "vitest";
import {
  countApprovals,
  type Ballot,
  decideVote,
  type Membership,
  checkStanding,
  recountBallot,
} from "../../../src/core/operation/request/approval.ts";
import type { PersonId } from "../../../src/core/people/people.ts";
import { APPROVE, AT, type Cast, MINUTE, OPEN, REJECT } from "../operation/ballot.ts";
import { BEN, CHO, DEV } from "../operation/model/people.ts";

/** The ballot after one press by an approver. */
function after(ballot: Ballot, by: PersonId, vote: Cast = APPROVE): Ballot {
  const decision = decideVote(ballot, { by, ...vote }, { membership: "member" }, AT + MINUTE);
  return decision.kind === "refused" ? ballot : { ...ballot, votes: decision.votes, state: decision.state };
}

/** The ballot after one press while a group cannot be read. */
function held(ballot: Ballot, by: PersonId, vote: Cast = APPROVE): Ballot {
  const decision = decideVote(ballot, { by, ...vote }, { membership: "unknown" }, AT + MINUTE);
  if (decision.kind !== "held") throw new Error(`it was ${decision.kind}`);
  return { ...ballot, votes: decision.votes, state: decision.state };
}

/** Twenty minutes later these are known to be the approvers. */
function again(ballot: Ballot, members: readonly PersonId[]): ReturnType<typeof recountBallot> {
  return recountBallot(ballot, (person): Membership => (members.includes(person) ? "member" : "not-member"), AT + 20 * MINUTE);
}

describe("a vote by somebody who may not be an approver", () => {
  it("is kept and not counted", () => {
    const two = held(held(OPEN, BEN), CHO);
    expect(two.votes.map(({ by, held: isHeld }) => [by, isHeld])).toEqual([
      [BEN, true],
      [CHO, true],
    ]);
    expect([countApprovals(two.votes), two.state.kind]).toEqual([0, "open"]);
    expect(countApprovals(after(two, DEV).votes)).toBe(1);
  });

  it("counts once the membership is known, and may complete the approval then", () => {
    const decided = again(held(held(OPEN, BEN), CHO), [BEN, CHO]);
    expect(decided.counted.map(({ by }) => by)).toEqual([BEN, CHO]);
    expect(decided.votes.some((vote) => vote.held === true)).toBe(false);
    expect(decided.state).toEqual({ kind: "approved", at: AT + 20 * MINUTE, useBy: AT + 35 * MINUTE });
  });

  it("is removed if the voter turns out not to be an approver, and so is a vote of somebody who has left since", () => {
    const decided = again(held(after(OPEN, BEN), CHO), [CHO]);
    expect([decided.lapsed.map(({ by }) => by), decided.counted.map(({ by }) => by)]).toEqual([[BEN], [CHO]]);
    expect([countApprovals(decided.votes), decided.state.kind]).toEqual([1, "open"]);
  });

  it("leaves the request open if it is a rejection, and rejects once it counts", () => {
    const ballot = after(after(held(OPEN, DEV, REJECT), BEN), CHO);
    expect(ballot.state).toEqual({ kind: "open" });
    expect(recountBallot(held(ballot, BEN, REJECT), () => "unknown", AT).state).toEqual({ kind: "open" });
    expect(again(ballot, [BEN, CHO, DEV]).state).toMatchObject({ kind: "rejected", by: DEV });
    expect(again(ballot, [BEN, CHO]).state).toMatchObject({ kind: "approved" });
  });

  it("changes nothing on a request that has ended, and nothing while no membership is known", () => {
    const ended = { ...held(OPEN, BEN), state: { kind: "expired", at: AT } } as const;
    expect(again(ended, [BEN])).toEqual({ votes: ended.votes, state: ended.state, counted: [], lapsed: [] });
    const ballot = held(OPEN, BEN);
    expect(recountBallot(ballot, () => "unknown", AT)).toEqual({ votes: ballot.votes, state: ballot.state, counted: [], lapsed: [] });
  });
});

const withoutBen = (person: PersonId): Membership => (person === BEN ? "not-member" : "member");

describe("an approval right before a call", () => {
  const approved = after(after(OPEN, BEN), CHO);
  const standing = (membershipOf: (person: PersonId) => Membership, unreadSince?: number): object =>
    checkStanding(approved, membershipOf, unreadSince);

  it("stands while enough of those who approved are still approvers", () => {
    expect(standing(() => "member")).toEqual({ kind: "stands" });
    const three = after({ ...OPEN, votes: approved.votes }, DEV);
    expect(checkStanding(three, (person) => (person === BEN ? "not-member" : "member"), undefined)).toEqual({ kind: "stands" });
  });

  it("is void if an approver left the group before execution", () => {
    expect(standing((person) => (person === BEN ? "not-member" : "member"))).toEqual({ kind: "lost" });
    // Also while another membership is unknown, because the approval could not stand any more.
    expect(standing((person) => (person === BEN ? "not-member" : "unknown"))).toEqual({ kind: "lost" });
  });

  it("rests on approvals that count: neither a rejection nor a held vote makes up for one who left", () => {
    for (const other of [
      { by: DEV, at: AT, ...REJECT },
      { by: DEV, at: AT, ...APPROVE, held: true },
    ] as const) {
      expect(checkStanding({ ...approved, votes: [...approved.votes, other] }, withoutBen, undefined)).toEqual({ kind: "lost" });
    }
  });

  it("is unknown while it depends on a group that cannot be read, and says since when", () => {
    expect(standing((person) => (person === BEN ? "unknown" : "member"), AT)).toEqual({ kind: "unknown", since: AT });
    expect(standing(() => "unknown")).toStrictEqual({ kind: "unknown" });
  });
});
