import { describe, expect, test } from "vitest";
import type { Decided } from "../../../src/core/operation/execution/decided.ts";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Executable } from "../../../src/core/operation/request/operations.ts";
import { DENIED_WRITES, moveOf, UNSHARDED } from "../moments.ts";
import { approved, AT, at, calling, rulesSeen, seenOf, TIMING } from "./given.ts";

const { copied, switched } = UNSHARDED;
const REFUSED = { kind: "refused", text: "vtctld said no" } as const;

function outcomeOf({ execution: { state } }: Decided): object {
  return state.kind === "ended" ? state.outcome : { kind: state.kind };
}

describe("unblocking writes behind the lock of a dead call", () => {
  const { subject, outage } = DENIED_WRITES;
  const rescue: Executable = { kind: "rescue", facts: { ...subject, side: "source", denied: subject.tables } };
  const begun = { ...approved(rescue), move: subject.move };
  const LOCKED = { kind: "busy", text: "deadline exceeded: /vitess/global/keyspaces/commerce/locks" } as const;
  const look = (ms: number) => ({ kind: "seen", seen: seenOf({ ...outage, at: AT + ms }, {}, subject) }) as const;
  const circumstances = (ms: number) => at(AT + ms, { move: moveOf(subject) });

  test("is retried for two minutes, and announced once", () => {
    const end = decideNext(
      calling(begun, seenOf(outage, {}, subject)),
      { kind: "answered", fault: LOCKED },
      circumstances(45_000),
    ).execution;
    const held = decideNext(end, look(52_000), circumstances(52_000));
    expect(held.execution.state).toMatchObject({ kind: "held", hold: { since: AT, until: AT + TIMING.deadLockLapsesMs } });
    expect(held.events).toMatchObject([{ kind: "held" }]);
    const again = decideNext(
      calling(held.execution, seenOf(outage, {}, subject), { startedAt: AT + 60_000 }),
      { kind: "answered", fault: LOCKED },
      circumstances(105_000),
    );
    const still = decideNext(again.execution, look(112_000), circumstances(112_000));
    expect([still.execution.state.kind, still.events]).toEqual(["held", []]);
    const last = calling(still.execution, seenOf(outage, {}, subject), {
      startedAt: AT + 118_000,
      end: { at: AT + 119_000, fault: LOCKED },
    });
    expect(outcomeOf(decideNext(last, look(126_000), circumstances(126_000)))).toMatchObject({ kind: "failed", fault: LOCKED });
  });

  test("is not retried if Vitess refuses it for another reason", () => {
    const end = decideNext(
      calling(begun, seenOf(outage, {}, subject)),
      { kind: "answered", fault: REFUSED },
      circumstances(1_000),
    ).execution;
    expect(outcomeOf(decideNext(end, look(8_000), circumstances(8_000)))).toMatchObject({ kind: "failed", fault: REFUSED });
  });
});

describe("a restore", () => {
  const restore: Executable = { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } };
  const [now, saved] = [copied.rules, switched.rules];
  const open = calling(approved(restore), rulesSeen(now, saved));

  test("that returned an error may not have reached every cell, although the rules are there", () => {
    const end = decideNext(open, { kind: "answered", fault: REFUSED }, at(AT + 1_000)).execution;
    expect(outcomeOf(decideNext(end, { kind: "seen", seen: rulesSeen(saved, saved) }, at(AT + 2_000)))).toMatchObject({
      kind: "unfinished",
      findings: ["rules-not-propagated"],
    });
  });

  test("that returned without an error has succeeded", () => {
    const end = decideNext(open, { kind: "answered" }, at(AT + 1_000)).execution;
    expect(outcomeOf(decideNext(end, { kind: "seen", seen: rulesSeen(saved, saved) }, at(AT + 2_000)))).toMatchObject({
      kind: "succeeded",
    });
  });
});

describe("before its call", () => {
  const restore: Executable = { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } };
  const looked = (seen: ReturnType<typeof rulesSeen>): Decided => decideNext(approved(restore), { kind: "seen", seen }, at(AT));
  const [now, saved] = [copied.rules, switched.rules];

  test("a restore runs if the rules still differ as shown, and nobody holds the lock", () => {
    expect(looked(rulesSeen(now, saved)).effect.kind).toBe("prepare");
    expect(outcomeOf(looked(rulesSeen(saved, saved)))).toMatchObject({ kind: "already-so" });
  });

  test("a restore is refused if its snapshot is gone, or the rules are not the ones shown", () => {
    expect(outcomeOf(looked(rulesSeen(now)))).toMatchObject({ kind: "refused", reason: "snapshot-missing" });
    const other = rulesSeen(now, saved);
    const look = other.look.kind === "rules" ? { ...other.look, difference: ["new: customer: added"] } : other.look;
    expect(outcomeOf(looked({ ...other, look }))).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["new: customer: added"],
    });
  });

  test("a rescue runs behind the lock of Tandem's own dead call, and not while somebody else may be switching", () => {
    const { subject, outage } = DENIED_WRITES;
    const proposal: Executable = { kind: "rescue", facts: { ...subject, side: "source", denied: subject.tables } };
    const execution = { ...approved(proposal, { useBy: outage.at + 1 }), move: subject.move };
    const seen = { kind: "seen", seen: seenOf(outage, {}, subject) } as const;
    const since = outage.lockHolders[0]?.since ?? 0;
    const broken = { verb: "switch", types: ["PRIMARY"], startedAt: since - 1_000, brokeAt: since + 2_000, executionId: "r0" } as const;
    const move = moveOf(subject);
    expect(decideNext(execution, seen, at(outage.at, { move, broken })).effect.kind).toBe("prepare");
    expect(outcomeOf(decideNext(execution, seen, at(outage.at, { move })))).toMatchObject({ kind: "refused", reason: "switch-alive" });
  });
});
