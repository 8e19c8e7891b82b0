import { describe, expect, it } from "vitest";
import { type VoteRefusal } from "../../../src/core/operation/request/approval.ts";
import { renderVoteResult, renderWithdrawal } from "../../../src/slack/request/click.ts";
import { APPROVED, at, BEN, NAMES, NOW } from "../given.ts";

const FACTS = { now: NOW, names: NAMES };

describe("every click is answered", () => {
  it("a counted approval says how many are missing", () => {
    const result = { kind: "counted", approvals: 1, needed: 2, state: { kind: "open" } } as const;
    expect(renderVoteResult(result, FACTS)).toBe("Counted: 1 of 2. One more person is needed.");
  });

  it("the last approval says that the operation runs, if nothing has changed", () => {
    const result = { kind: "counted", approvals: 2, needed: 2, state: APPROVED.state } as const;
    expect(renderVoteResult(result, FACTS)).toBe("Counted: 2 of 2. It is approved and runs at once, if the approved facts still hold.");
  });

  it("the last approval says for which window the operation waits, whatever is frozen until then", () => {
    const result = { kind: "counted", approvals: 2, needed: 2, state: APPROVED.state, opens: at("23:00") } as const;
    const said = "Counted: 2 of 2. It is approved and waits for its window, which opens at 23:00 UTC. Any approver can call it off.";
    for (const freeze of [{}, { freeze: { reason: "sale", until: at("22:50") } }])
      expect(renderVoteResult(result, { ...FACTS, ...freeze }).replaceAll(/<!date[^|]*\|([^>]*)>/g, "$1")).toBe(said);
  });

  it("a rejection closes the request", () => {
    const result = { kind: "counted", approvals: 0, needed: 2, state: { kind: "rejected", at: NOW, by: BEN, reason: "no" } } as const;
    expect(renderVoteResult(result, FACTS)).toBe("Counted: your rejection closes this request. Nothing was changed.");
  });

  it("the requester cannot approve", () => {
    expect(refused("own-request")).toBe("You requested this, so somebody else must approve it.");
  });

  it("a late click is told who decided", () => {
    const result = { kind: "refused", reason: "not-open", votes: APPROVED.votes, state: APPROVED.state } as const;
    expect(renderVoteResult(result, FACTS).replaceAll(/<!date[^|]*\|([^>]*)>/g, "$1")).toBe(
      "Already decided: Ben and Cho approved, complete at 22:14 UTC.",
    );
  });

  it("a rejection after the approval is told the alternative: call it off", () => {
    const result = { kind: "refused", reason: "not-open", votes: APPROVED.votes, state: APPROVED.state } as const;
    expect(renderVoteResult(result, { ...FACTS, press: "reject" })).toContain(
      "press Call off… on the request or the card, or type `/movetables call-off`.",
    );
    expect(renderVoteResult(result, { ...FACTS, press: "approve" })).not.toContain("Call off");
  });

  it("a held vote is told since when, and that it will count by itself", () => {
    const since = renderVoteResult({ kind: "held", unreadSince: at("22:02") }, FACTS).replaceAll(/<!date[^|]*\|([^>]*)>/g, "$1");
    expect(since).toBe(
      "Held, not counted yet: who is in the approvers' groups could not be read since 22:02 UTC. It counts by itself once Slack answers.",
    );
    expect(renderVoteResult({ kind: "held" }, FACTS)).toBe(
      "Held, not counted yet: who is in the approvers' groups has not been read from Slack yet. It counts by itself once Slack answers.",
    );
  });

  it.each([
    [
      { kind: "used", approvedAt: at("22:14"), at: at("22:20") },
      "Already decided: Ben and Cho approved, complete at 22:14 UTC, and it ended at 22:20 UTC.",
    ],
    [{ kind: "called-off", at: at("22:15"), by: BEN, reason: "not today" }, "Already decided: Ben called it off at 22:15 UTC: `not today`"],
  ] as const)("a late click on a request that is %o is told what became of it", (state, said) => {
    const result = { kind: "refused", reason: "not-open", votes: APPROVED.votes, state } as const;
    expect(renderVoteResult(result, FACTS).replaceAll(/<!date[^|]*\|([^>]*)>/g, "$1")).toBe(said);
  });

  it("a click on a request whose workflow changed is told the difference", () => {
    const state = { kind: "changed", at: at("22:20"), difference: ["traffic: a → b"] } as const;
    expect(renderVoteResult({ kind: "refused", reason: "not-open", votes: [], state }, FACTS)).toBe(
      "Already decided: the workflow changed since it was asked: `traffic: a → b`. Look again, then request it again.",
    );
  });

  it.each(["not-open", "expired", "own-request", "not-an-approver", "already-voted", "reason-missing"] as const)(
    "%s has a sentence",
    (reason) => {
      expect(refused(reason)).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(["withdrawn", "not-open", "not-yours", "approved", "no-such-request"] as const)(
    "withdrawing: %s has a sentence",
    (withdrawal) => {
      expect(renderWithdrawal(withdrawal)).toMatch(/^[A-Z].*\.$/);
    },
  );

  it("withdrawing an approved request is told that it can be called off instead", () => {
    expect(renderWithdrawal("approved")).toContain("Call it off instead");
    expect(renderWithdrawal("approved")).not.toContain("Nothing was changed");
  });

  it("an unknown request is answered as unknown", () => {
    expect(renderVoteResult({ kind: "no-such-request" }, FACTS)).toBe("This request is not known any more. Request it again.");
  });
});

function refused(reason: VoteRefusal): string {
  return renderVoteResult({ kind: "refused", reason, votes: [], state: { kind: "open" } }, FACTS);
}
