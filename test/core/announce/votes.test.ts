import { describe, expect, test } from "vitest";
import type { OverrideFindings } from "../../../src/core/operation/request/operations.ts";
import type { Vote } from "../../../src/core/operation/request/approval.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import { beginRequest, recount, vote, type Voted } from "../../../src/core/announce/votes.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import type { PersonId } from "../../../src/core/people/people.ts";
import { approved, AT, LIMITS, MINUTE, MOVE, requested } from "../operation/given.ts";
import { ANA, BEN, CHO, DEV } from "../operation/model/people.ts";

const MINE = moveId(MOVE.name);
const CONTEXT = { move: MOVE, limits: LIMITS, now: AT + MINUTE };
const APPROVE = { kind: "approve", reason: "" } as const;

/** The result of one press. */
function pressed(request: Request, by: PersonId, membership: "member" | "unknown" = "member"): Voted {
  const result = vote(request, { by, ...APPROVE }, membership, CONTEXT);
  if (result.kind === "refused") throw new Error(result.reason);
  return result.voted;
}

describe("a vote", () => {
  test("is written with its thread line and its audit event", () => {
    const { request, entries, audit, jobs, execution } = pressed(requested(), BEN);
    expect(request.votes).toHaveLength(1);
    expect(entries).toEqual([
      {
        body: { kind: "vote", requestId: "r1", by: BEN, vote: "approve", reason: "", approvals: 1, needed: 2 },
        key: `vote:r1:${BEN}:approve:${CONTEXT.now}:counted`,
      },
    ]);
    expect(audit).toEqual([{ kind: "vote", moveId: MINE, by: BEN, facts: { request: "r1", digest: "d1", vote: "approve", reason: "" } }]);
    expect(jobs.map(({ job }) => job)).toEqual(["publish-thread", "publish-cards"]);
    expect(execution).toBeUndefined();
  });

  test("starts the approved operation, under the request's id, if it is the last one needed", () => {
    const { request, execution, jobs } = pressed(pressed(requested(), BEN).request, CHO);
    expect(request.state).toEqual({ kind: "approved", at: CONTEXT.now, useBy: CONTEXT.now + LIMITS.useByMs });
    expect(execution).toMatchObject({
      id: "r1",
      requestId: "r1",
      startedBy: ANA,
      useBy: CONTEXT.now + LIMITS.useByMs,
      done: [],
      state: { kind: "ready" },
    });
    expect(jobs[0]).toEqual({ job: "carry-out", executionId: "r1" });
  });

  test("writes nothing if it does not count, and says why", () => {
    expect(vote(requested(), { by: DEV, ...APPROVE }, "not-member", CONTEXT)).toEqual({ kind: "refused", reason: "not-an-approver" });
    expect(vote(requested(), { by: ANA, ...APPROVE }, "member", CONTEXT)).toEqual({ kind: "refused", reason: "own-request" });
  });

  test("that is held says so in its line and in the audit, and starts nothing", () => {
    const { request, entries, audit, execution } = pressed(pressed(requested(), BEN).request, CHO, "unknown");
    expect(entries).toMatchObject([{ body: { by: CHO, held: true, approvals: 1 }, key: `vote:r1:${CHO}:approve:${CONTEXT.now}:held` }]);
    expect(audit).toMatchObject([{ kind: "vote-held", by: CHO }]);
    expect([request.state.kind, execution]).toEqual(["open", undefined]);
  });
});

describe("while another execution runs on the move", () => {
  const one = pressed(requested(), BEN).request;
  const busy = { ...CONTEXT, running: approved() };

  test("the last vote is refused, because a move has one execution at a time; an earlier vote counts", () => {
    expect(vote(one, { by: CHO, ...APPROVE }, "member", busy)).toEqual({ kind: "refused", reason: "move-busy" });
    expect(vote(requested(), { by: BEN, ...APPROVE }, "member", busy)).toMatchObject({ kind: "counted" });
  });

  test("a held vote that would complete the approval counts at a later reading of the groups", () => {
    const held = pressed(one, CHO, "unknown").request;
    expect(recount(held, () => "member", busy)).toBeUndefined();
    expect(recount(held, () => "member", CONTEXT)?.execution?.id).toBe("r1");
  });

  test("an override is granted all the same: it starts nothing", () => {
    const terms = { step: "switch", findings: ["no-primary-key"], reason: "it is small" } as const;
    const asked = pressed(requested({ kind: "override", terms }), BEN).request;
    const result = vote(asked, { by: CHO, ...APPROVE }, "member", busy);
    expect(result).toMatchObject({ kind: "counted", voted: { request: { state: { kind: "used" } } } });
  });
});

test("an approved request begins by itself, without a line of a vote", () => {
  const request = requested(undefined, { state: { kind: "approved", at: AT, useBy: AT + 15 * MINUTE } });
  expect(beginRequest(request, CONTEXT)).toMatchObject({ entries: [], audit: [], execution: { id: "r1", useBy: AT + 15 * MINUTE } });
});

describe("once the groups can be read again", () => {
  const held = pressed(pressed(requested(), BEN).request, CHO, "unknown").request;

  test("a held vote gets a line of its own, and starts the operation if it completes the approval", () => {
    const again = recount(held, () => "member", { ...CONTEXT, now: AT + 2 * MINUTE });
    expect(again?.entries).toMatchObject([
      { body: { kind: "vote", by: CHO, approvals: 2 }, key: `vote:r1:${CHO}:approve:${CONTEXT.now}:counted` },
    ]);
    expect(again?.execution?.id).toBe("r1");
  });

  test("votes of people who may not vote are announced as removed, once", () => {
    const again = recount(held, (person) => (person === BEN ? "not-member" : "member"), CONTEXT);
    expect(again?.entries).toMatchObject([
      { body: { kind: "votes-lapsed", people: [BEN] }, key: `lapsed:r1:${BEN}${CONTEXT.now}` },
      { body: { kind: "vote", by: CHO } },
    ]);
    expect(again?.audit[0]?.facts).toEqual({ request: "r1" });
    expect(again?.audit.map(({ kind, by }) => [kind, by])).toEqual([
      ["vote-lapsed", BEN],
      ["vote", CHO],
    ]);
    expect(again?.execution).toBeUndefined();
  });

  test("nothing is written if nothing changes", () => {
    expect(recount(held, () => "unknown", CONTEXT)).toBeUndefined();
    expect(recount(requested(), () => "member", CONTEXT)).toBeUndefined();
  });
});

describe("an override", () => {
  const proposal: OverrideFindings = {
    kind: "override",
    terms: { step: "switch", findings: ["no-primary-key"], reason: "it is small", evidence: { "no-primary-key": ["corder has none"] } },
  };

  test("is granted with the last vote, with nothing to execute", () => {
    const { request, move, execution, entries, audit } = pressed(pressed(requested(proposal), BEN).request, CHO);
    expect(request.state).toEqual({ kind: "used", approvedAt: CONTEXT.now, at: CONTEXT.now });
    expect(execution).toBeUndefined();
    expect(move?.overrides).toMatchObject([
      {
        step: "switch",
        finding: "no-primary-key",
        by: [BEN, CHO],
        reason: "it is small",
        until: CONTEXT.now + LIMITS.useByMs,
        evidence: ["corder has none"],
      },
    ]);
    expect(entries.map(({ key }) => key)).toEqual([expect.stringMatching(/^vote:/), "outcome:r1"]);
    expect(audit.map(({ kind }) => kind)).toEqual(["vote", "outcome"]);
    expect(audit[1]?.facts).toEqual({ execution: "r1", verb: "override", outcome: "succeeded" });
  });

  test("names only those whose approval counts", () => {
    const votes: readonly Vote[] = [
      { by: BEN, at: AT, ...APPROVE },
      { by: CHO, at: AT, ...APPROVE },
      { by: DEV, at: AT, ...APPROVE, held: true },
      { by: ANA, at: AT, kind: "reject", reason: "no", held: true },
    ];
    const request = requested(proposal, { votes, state: { kind: "approved", at: AT, useBy: AT + 15 * MINUTE } });
    const granted = beginRequest(request, { ...CONTEXT, now: AT + 5 * MINUTE });
    expect(granted.move?.overrides?.map(({ by }) => by)).toEqual([[BEN, CHO]]);
    expect(granted.request.state).toEqual({ kind: "used", approvedAt: AT, at: AT + 5 * MINUTE });
  });

  test("needs no evidence, which older requests do not have, and no move, whose record may be gone", () => {
    const { evidence: _none, ...terms } = proposal.terms;
    const approvedAt = { state: { kind: "approved", at: AT, useBy: AT + 15 * MINUTE } } as const;
    const granted = beginRequest(requested({ kind: "override", terms }, approvedAt), CONTEXT);
    expect(Object.keys(granted.move?.overrides?.[0] ?? {})).not.toContain("evidence");
    expect(Object.keys(beginRequest(requested(proposal, approvedAt), { ...CONTEXT, move: undefined }))).not.toContain("move");
  });
});
