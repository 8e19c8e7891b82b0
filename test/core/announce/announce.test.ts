import { describe, expect, test } from "vitest";
import { type Announced, composeAnnouncement, toOperation } from "../../../src/core/announce/announce.ts";
import type { ExecutionEvent } from "../../../src/core/operation/execution/decided.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Executable, WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import { findBrokenCall, findFollowed, type Move } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CANCEL, COMPLETE, DENIED_WRITES, moveOf, REVERSE, SWITCH, SWITCH_ONE_WAY, UNSHARDED } from "../moments.ts";
import { approved, AT, LIMITS, MINUTE, MOVE, proposalOn, requested, seenOf } from "../operation/given.ts";
import { ANA, BEN } from "../operation/model/people.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";

const MINE = moveId(MOVE.name);
const SUCCEEDED: Outcome = { kind: "succeeded", at: AT + MINUTE };
const BROKEN: BrokenCall = { verb: "switch", types: ["PRIMARY"], startedAt: AT, brokeAt: AT + 9_000, executionId: "r1" };
const CALL = { tabletTypes: ["PRIMARY"], did: "step", startedAt: AT + 10_000, endedAt: AT + 12_000, snapshot: "r-7" } as const;
const ABOUT: Announced = { move: MOVE, request: undefined, now: AT + MINUTE, rollbackMs: LIMITS.rollbackMs };

function told(event: ExecutionEvent, execution: Execution = approved(), about: Partial<Announced> = {}) {
  return composeAnnouncement(execution, [event], { ...ABOUT, ...about });
}

/** The move after an operation had this outcome. */
function moveAfter(operation: WorkflowOperation, outcome: Outcome, move: Move = MOVE): Move | undefined {
  const execution = approved(proposalOn(operation), { done: [CALL] });
  return told({ kind: "ended", outcome }, execution, { move }).move;
}

describe("before the end", () => {
  test("each reason for a hold gets its own line", () => {
    const hold = { reason: "lag", lagSeconds: 41, limitSeconds: 30, since: AT, until: AT + MINUTE } as const;
    expect(told({ kind: "held", hold }).entries).toEqual([{ body: { kind: "held", executionId: "r1", hold }, key: `held:r1:${AT}:lag` }]);
  });

  test("a soak names the rules from before the switch, and says that reads are at the target, and until when", () => {
    const { entries } = told({ kind: "soaking", until: AT + MINUTE, snapshot: "r-7" });
    expect(entries).toEqual([
      { body: { kind: "reads-switched", executionId: "r1", soakUntil: AT + MINUTE, snapshot: "r-7" }, key: `soak:r1:${AT + MINUTE}` },
    ]);
  });

  test("a call is audited, and what it changes is not announced as somebody else's doing", () => {
    const { audit, entries, move } = told({ kind: "calling" });
    expect(audit).toEqual([{ kind: "call", moveId: MINE, by: ANA, facts: { execution: "r1", verb: "switch" } }]);
    expect([entries, move && findFollowed(move)?.touchedAt]).toEqual([[], AT + MINUTE]);
  });

  test("a call that broke off is kept on the move, and the move is read at once", () => {
    const { move, jobs } = told({ kind: "broken", call: BROKEN });
    expect(move && findBrokenCall(move)).toEqual(BROKEN);
    expect(jobs).toContainEqual({ job: "watch-keyspace", cluster: "prod", keyspace: "customer" });
  });

  test("rules that somebody else changed meanwhile are announced and audited; rules that could not be compared are announced", () => {
    const strange = { kind: "changed", changes: [{ document: "tables", name: "product" }], total: 3 } as const;
    const changed = told({ kind: "rules", strange, snapshot: "r-7" });
    expect(changed.entries).toMatchObject([{ body: { kind: "rules-changed", step: "switch", snapshot: "r-7", total: 3 } }]);
    expect(changed.audit).toMatchObject([{ kind: "rules-changed", facts: { step: "switch", snapshot: "r-7", rules: 3 } }]);
    const unknown = told({ kind: "rules", strange: { kind: "not-compared" }, snapshot: "r-7" });
    expect([unknown.entries[0]?.body.kind, unknown.audit]).toEqual(["rules-not-compared", []]);
  });
});

describe("the end", () => {
  const execution = approved(proposalOn(SWITCH), { done: [CALL] });

  test("is one line and one audit event, and redraws everything", () => {
    const { entries, audit, jobs } = told({ kind: "ended", outcome: SUCCEEDED }, execution);
    expect(entries).toEqual([
      {
        body: {
          kind: "outcome",
          executionId: "r1",
          act: SWITCH,
          by: ANA,
          outcome: SUCCEEDED,
          rollbackUntil: SUCCEEDED.at + LIMITS.rollbackMs,
          tookMs: 2_000,
          writesWaitedMs: 50_000,
          snapshots: ["r-7"],
        },
        key: "outcome:r1",
      },
    ]);
    expect(audit).toEqual([
      {
        kind: "outcome",
        moveId: MINE,
        by: ANA,
        facts: { execution: "r1", verb: "switch", outcome: "succeeded", calls: 1, snapshots: "r-7", vitess: "" },
      },
    ]);
    expect(jobs.map(({ job }) => job)).toEqual(["publish-thread", "publish-cards", "watch-keyspace"]);
  });

  test("uses up its request", () => {
    const state = { kind: "approved", at: AT, useBy: AT + 15 * MINUTE } as const;
    const { request } = told({ kind: "ended", outcome: SUCCEEDED }, execution, { request: requested(undefined, { state }) });
    expect(request?.state).toEqual({ kind: "used", approvedAt: AT, at: SUCCEEDED.at });
  });

  test("of a called-off operation names who called it off, and why", () => {
    const outcome: Outcome = { kind: "called-off", at: AT, by: BEN, reason: "the release is late" };
    expect(told({ kind: "ended", outcome }).audit[0]?.facts).toMatchObject({ calledOffBy: BEN, reason: "the release is late" });
  });

  test("with a fault explains it for the release", () => {
    const outcome: Outcome = { kind: "failed", at: AT, fault: { kind: "timed-out", text: "" } };
    expect(told({ kind: "ended", outcome }, execution, { major: 12 }).entries[0]?.body).toMatchObject({
      explanation: { meaning: expect.any(String) },
    });
  });
});

function rollback(move: Move | undefined): object | undefined {
  return move && findFollowed(move)?.rollback;
}

/** When Tandem last changed something, as the move records it after a failure. */
function touched(execution: Execution): unknown {
  const { move } = told({ kind: "ended", outcome: { kind: "failed", at: AT + MINUTE } }, execution);
  return move && findFollowed(move)?.touchedAt;
}

describe("what a move keeps of an outcome", () => {
  const armed = moveOf(UNSHARDED.subject, { rollback: { kind: "armed", until: AT + 30 * MINUTE }, unheard: [BROKEN] });

  test("a switch of writes arms the rollback; one without a reverse workflow is recorded as such", () => {
    expect(rollback(moveAfter(SWITCH, SUCCEEDED))).toEqual({ kind: "armed", until: SUCCEEDED.at + LIMITS.rollbackMs });
    expect(rollback(moveAfter(SWITCH_ONE_WAY, SUCCEEDED))).toEqual({ kind: "without" });
    expect(rollback(told({ kind: "ended", outcome: SUCCEEDED }, approved(), { rollbackMs: 0 }).move)).toBeUndefined();
  });

  test("a switch that was already done leaves the rollback armed, and a rollback that was used is over", () => {
    expect(rollback(moveAfter(SWITCH, { kind: "already-so", at: AT }, armed))).toEqual({ kind: "armed", until: AT + 30 * MINUTE });
    expect(rollback(moveAfter(REVERSE, SUCCEEDED, armed))).toBeUndefined();
  });

  test("an operation that missed its goal changes none of this", () => {
    for (const kind of ["unfinished", "unknown"] as const)
      expect(rollback(moveAfter(REVERSE, { kind, at: AT, findings: [] }, armed))).toEqual({ kind: "armed", until: AT + 30 * MINUTE });
  });

  test("once an operation reaches its goal, earlier broken-off calls explain nothing any more, unless they arrive late", () => {
    const after = moveAfter(SWITCH, SUCCEEDED, armed);
    expect(after && findBrokenCall(after)).toBeUndefined();
    expect(after && findFollowed(after)?.unheard).toEqual([{ ...BROKEN, isPast: true }]);
    const failed = moveAfter(SWITCH, { kind: "failed", at: AT }, armed);
    expect(failed && findBrokenCall(failed)).toEqual(BROKEN);
  });

  test("complete and cancel end the move", () => {
    expect(moveAfter(COMPLETE, SUCCEEDED)?.state).toEqual({ kind: "ended", at: SUCCEEDED.at, how: "completed" });
    expect(moveAfter(CANCEL, SUCCEEDED)?.state).toEqual({ kind: "ended", at: SUCCEEDED.at, how: "cancelled" });
    expect(moveAfter(COMPLETE, { kind: "failed", at: AT })?.state.kind).toBe("followed");
  });

  test("a reading from before the end of Tandem's own operation says nothing, so the time of the end is kept", () => {
    expect([touched(approved(undefined, { done: [CALL] })), touched(approved())]).toEqual([AT + MINUTE, undefined]);
  });
});

describe("a call that unblocks writes or restores rules", () => {
  test("leaves no lock on the workflow: anybody who holds it afterwards is somebody else", () => {
    const both = moveOf(UNSHARDED.subject, { unheard: [BROKEN, { ...BROKEN, verb: "rescue", executionId: "r2" }] });
    expect(findBrokenCall(both)).toEqual(BROKEN);
    expect(findBrokenCall(moveOf(UNSHARDED.subject, { unheard: [{ ...BROKEN, verb: "restore" }] }))).toBeUndefined();
  });

  test("names the lock that stays behind and blocks every switch until it expires", () => {
    const { subject, outage } = DENIED_WRITES;
    const proposal: Executable = { kind: "rescue", facts: { ...subject, side: "source", denied: subject.tables } };
    const execution = { ...approved(proposal), move: subject.move };
    const { entries } = told({ kind: "ended", outcome: SUCCEEDED, seen: seenOf(outage, {}, subject) }, execution, {
      move: moveOf(subject),
    });
    expect(entries.map(({ body }) => body.kind)).toEqual(["outcome", "lock-left"]);
    expect(toOperation(execution)).toEqual({ verb: "rescue", options: { tables: ["product"], keyspace: "commerce" } });
  });
});
