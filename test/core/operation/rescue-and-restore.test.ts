import { describe, expect, test } from "vitest";
import type { Decided } from "../../../src/core/operation/execution/decided.ts";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import type { Executable } from "../../../src/core/operation/request/operations.ts";
import type { FaultNote } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { DENIED_WRITES, KILLED, moveOf, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
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

describe("after its call, a rescue", () => {
  const { subject, outage, before } = DENIED_WRITES;
  const facts = { ...subject, side: "source", denied: subject.tables } as const;
  const rescue: Executable = { kind: "rescue", facts };
  const BROKEN = { kind: "unreachable", text: "" } as const;
  const given = { ...outage, at: AT + 9_000, denied: before.denied, lockHolders: [] };
  const judged = (fault?: FaultNote, reading: Reading = given, proposal = rescue): object => {
    const sent = calling({ ...approved(proposal), move: subject.move }, seenOf(outage, {}, subject));
    const end = decideNext(sent, { kind: "answered", ...(fault === undefined ? {} : { fault }) }, at(AT + 1_000)).execution;
    return outcomeOf(decideNext(end, { kind: "seen", seen: seenOf(reading, {}, subject) }, at(reading.at, { move: moveOf(subject) })));
  };

  test("has succeeded where the record is clean and its answer said that the tablets read it", () => {
    expect(judged()).toMatchObject({ kind: "succeeded" });
  });

  test("is not known to have told the tablets where its answer was an error", () => {
    expect(judged(REFUSED)).toEqual({
      kind: "unknown",
      at: AT + 9_000,
      findings: ["reads-not-switched", "writes-not-switched", "tablets-not-told"],
      fault: REFUSED,
    });
    expect(judged(BROKEN)).toMatchObject({ kind: "unknown", findings: expect.arrayContaining(["tablets-not-told"]) });
  });

  test("has failed where the tables are still denied, also without an error", () => {
    const denied = { ...given, denied: outage.denied };
    expect(judged(REFUSED, denied)).toEqual({ kind: "failed", at: AT + 9_000, fault: REFUSED });
    expect(judged(undefined, denied)).toEqual({ kind: "failed", at: AT + 9_000 });
  });

  test("that only tells the tablets succeeds by its answer, whatever is denied", () => {
    const refresh: Executable = { kind: "rescue", facts: { ...facts, refreshOnly: true } };
    expect(judged(undefined, { ...given, denied: outage.denied }, refresh)).toMatchObject({ kind: "succeeded" });
  });

  test("that has the saved rules served succeeds once every cell serves them", () => {
    const serve: Executable = { kind: "rescue", facts: { ...facts, remedy: "serve" } };
    const served = [{ cell: "zone1", rules: given.rules }];
    expect(judged(undefined, { ...given, denied: outage.denied, served }, serve)).toMatchObject({ kind: "succeeded" });
    expect(judged(undefined, { ...given, served: [{ cell: "zone1", rules: KILLED.rightAfter.rules }] }, serve)).toMatchObject({
      kind: "failed",
    });
    expect(judged(undefined, { ...given, served, servedUnread: ["zone2"] }, serve)).toMatchObject({ kind: "failed" });
  });

  test("whose worker is gone is made again, although the record is clean: nobody heard what the tablets read", () => {
    const sent = calling({ ...approved(rescue), move: subject.move }, seenOf(outage, {}, subject));
    const look = { kind: "seen", seen: seenOf(given, {}, subject) } as const;
    const again = decideNext(sent, look, at(given.at, { move: moveOf(subject) }));
    expect(again.execution).toMatchObject({ state: { kind: "ready" }, done: [{ did: "nothing", fault: { kind: "interrupted" } }] });
    const second = calling(again.execution, seenOf(outage, {}, subject), { startedAt: AT + 10_000 });
    const late = { kind: "seen", seen: seenOf({ ...given, at: AT + 30_000 }, {}, subject) } as const;
    expect(outcomeOf(decideNext(second, late, at(AT + 30_000, { move: moveOf(subject) })))).toMatchObject({
      kind: "unknown",
      findings: expect.arrayContaining(["tablets-not-told"]),
    });
  });

  test("is waited for behind a lock no longer than five minutes, where a switch is for half an hour", () => {
    const since = outage.lockHolders;
    const sent = calling({ ...approved(rescue), move: subject.move }, seenOf(outage, {}, subject));
    const kindAt = (ms: number) => {
      const reading = { ...outage, at: AT + ms, lockHolders: since };
      return decideNext(sent, { kind: "seen", seen: seenOf(reading, {}, subject) }, at(AT + ms, { move: moveOf(subject) })).effect.kind;
    };
    expect(kindAt(4 * 60_000)).toBe("wait");
    expect(kindAt(6 * 60_000)).not.toBe("wait");
  });
});

test("a restore that changed half of what it was to change is not known, and says what differs", () => {
  const restore: Executable = { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } };
  const [now, saved] = [copied.rules, switched.rules];
  const half = { ...saved, tables: saved.tables.slice(1) };
  const end = decideNext(calling(approved(restore), rulesSeen(now, saved)), { kind: "answered", fault: REFUSED }, at(AT)).execution;
  const seen = rulesSeen(half, saved);
  const look = seen.look.kind === "rules" ? { ...seen.look, at: AT + 60_000, lockHolders: [holder(AT)] } : seen.look;
  expect(outcomeOf(decideNext(end, { kind: "seen", seen: { ...seen, look } }, at(AT + 60_000)))).toEqual({
    kind: "unknown",
    at: AT + 60_000,
    findings: ["rules-differ", "workflow-locked"],
    fault: REFUSED,
  });
});
