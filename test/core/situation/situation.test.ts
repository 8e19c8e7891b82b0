import { describe, expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading, Stream } from "../../../src/core/readings/readings.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { type Situation, situation } from "../../../src/core/situation/situation.ts";
import {
  CANCEL,
  COMPLETE,
  DENIED_WRITES,
  KILLED,
  moveOf,
  ONE_WAY,
  OUTAGE,
  SHARDED,
  UNSHARDED,
  withStreams,
  workflowOf,
} from "../moments.ts";
import { approved, AT_ONCE, calling, proposalOn, requested, seenOf, soaking } from "../operation/given.ts";
import { ANA, BEN } from "../operation/model/people.ts";
import { proposalOf, STARTS } from "../operation/model/starts.ts";
import { holder } from "../recorded.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";

const MINUTE = 60_000;
const { subject, copied, readsSwitched, switched } = UNSHARDED;
const GOOD: Partial<Followed> = {
  vdiff: {
    uuid: "v1",
    startedBy: ANA,
    startedAt: copied.at - 5 * MINUTE,
    report: { verdict: "clean", completedAt: copied.at - 4 * MINUTE },
  },
};

function of(reading: Reading, known: Partial<Followed> = {}, live: Partial<Known> = {}, now = reading.at): Situation {
  return situation({ move: moveOf(subject, known), reading, ...live }, DEFAULT_LIMITS, now);
}

/** The buttons, with the primary one marked. */
function buttons({ buttons: all }: Situation): readonly string[] {
  return all.map(({ key, primary }) => (primary ? `*${key}` : key));
}

function locked(reading: Reading, agoMs: number): Reading {
  return { ...reading, lockHolders: [holder(reading.at - agoMs)] };
}

describe("before the switch", () => {
  test("a VDiff comes first, then the switch if it was clean", () => {
    expect([of(copied).next, buttons(of(copied))]).toEqual([{ kind: "run-vdiff", why: "none" }, ["*vdiff", "details", "stop"]]);
    expect(of(copied, GOOD).next).toEqual({ kind: "request-switch", what: "all" });
    expect(buttons(of(copied, GOOD))).toEqual(["*switch", "vdiff", "details", "stop"]);
    const running = { vdiff: { uuid: "v1", startedBy: ANA, startedAt: copied.at } };
    expect([of(copied, running).next, buttons(of(copied, running))]).toEqual([{ kind: "wait", what: "vdiff" }, ["details", "stop"]]);
  });

  test("everything waits for an old lock, and nothing is offered that would be refused for it", () => {
    const is = of(locked(copied, 10 * MINUTE), GOOD);
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "workflow-locked" }, ["vdiff", "details", "stop"]]);
  });

  test("streams are neither started nor stopped while somebody may be switching", () => {
    expect(buttons(of(locked(copied, 20_000), GOOD))).toEqual(["*switch", "vdiff", "details"]);
    const stopped = withStreams(copied, () => ({ state: "Stopped" }));
    expect([of(stopped).next.kind, buttons(of(stopped))]).toEqual(["start", ["*start", "diagnose"]]);
    expect([of(locked(stopped, 20_000)).next, buttons(of(locked(stopped, 20_000)))]).toEqual([
      { kind: "wait", what: "switch-elsewhere" },
      ["diagnose"],
    ]);
  });

  test("mirror rules for some of the tables block a switch, and are named", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 5 }];
    const is = of({ ...copied, rules: { ...copied.rules, mirrors } }, GOOD);
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "mirror-rules-left" }, ["vdiff", "details", "stop"]]);
  });
});

describe("after the switch", () => {
  const armed: Partial<Followed> = { rollback: { kind: "armed", until: switched.at + 10 * MINUTE } };

  test("the rollback is one press while it is armed, and a request after that", () => {
    expect(of(switched, armed)).toMatchObject({
      rollbackUntil: switched.at + 10 * MINUTE,
      next: { kind: "watch-then-end", canReverse: true },
    });
    expect(buttons(of(switched, armed))).toEqual(["*complete", "rollBack", "details"]);
    const after = of(switched, armed, {}, switched.at + 10 * MINUTE);
    expect([after.rollbackUntil, buttons(after)]).toEqual([undefined, ["*complete", "reverse", "details"]]);
  });

  test("the rollback is not offered if a reverse would lose writes", () => {
    const { reverse } = switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const failed = {
      ...switched,
      reverse: { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, message: "Error: errno 1062" })) },
    };
    const is = of(failed, armed);
    expect([is.reverseReplication, is.rollbackUntil, is.next.kind, buttons(is)]).toEqual([
      "in error",
      undefined,
      "find-reverse",
      ["complete", "details"],
    ]);
  });

  test("the rollback is not one press while an old lock would hold it up", () => {
    const is = of(locked(switched, 10 * MINUTE), armed);
    expect([is.rollbackUntil, is.next, buttons(is)]).toEqual([undefined, { kind: "not-now", because: "workflow-locked" }, ["details"]]);
  });

  test("a missing reverse workflow is no problem if nobody wanted one", () => {
    const move = moveOf(ONE_WAY.subject, { rollback: { kind: "without" } });
    expect(situation({ move, reading: ONE_WAY.switched }, DEFAULT_LIMITS, ONE_WAY.switched.at)).toMatchObject({
      reverseReplication: "none-wanted",
      next: { canReverse: false },
    });
  });

  test("the lag shown is that of the reverse workflow: a frozen stream has none", () => {
    expect([of(switched).lagSeconds, of(copied).lagSeconds]).toEqual([0, 0]);
    const { reverse: _none, ...oneWay } = switched;
    expect(of(oneWay).lagSeconds).toBeUndefined();
  });

  test("completing a move shard by shard is not suggested, because Vitess refuses it", () => {
    const { workflow } = switched;
    if (workflow === undefined) throw new Error("no workflow");
    const shards = [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" }];
    const is = of({ ...switched, workflow: { ...workflow, subType: "Partial" }, rules: { ...switched.rules, shards } });
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "partial-complete" }, ["reverse", "details"]]);
  });
});

function readsLeftAt(change: Partial<Stream>): Reading {
  return withStreams(readsSwitched, () => change);
}

describe("reads switched to a target that has stopped following", () => {
  const stopped = readsLeftAt({ state: "Stopped" });

  test("can be switched back, whether the stream was stopped or is in error", () => {
    expect([of(stopped).phase.kind, buttons(of(stopped))]).toEqual(["stopped", ["*start", "reverse", "diagnose"]]);
    const failed = of(readsLeftAt({ state: "Error", message: "error: errno 1062" }));
    expect([failed.phase.kind, buttons(failed)]).toEqual(["error", ["reverse", "diagnose", "stop", "start"]]);
  });

  test("are not offered to be switched back if that would be refused, or if they were never switched", () => {
    expect(buttons(of(locked(stopped, 10 * MINUTE)))).toEqual(["*start", "diagnose"]);
    expect(buttons(of({ ...copied, workflow: workflowOf(stopped) }))).toEqual(["*start", "diagnose"]);
  });
});

describe("streams that must not be started", () => {
  test("are left to a DBA if a switch has stopped one of them while another is in error", () => {
    expect(workflowOf(SHARDED.copied).streams).toHaveLength(2);
    for (const message of ["stopped for cutover", "FROZEN"]) {
      const those = [
        { state: "Stopped", message },
        { state: "Error", message: "error: errno 1062" },
      ];
      const reading = withStreams(SHARDED.copied, (_, index) => those[index] ?? {});
      const is = situation({ move: moveOf(SHARDED.subject), reading }, DEFAULT_LIMITS, reading.at);
      expect([is.phase.kind, is.next, buttons(is)]).toEqual(["error", { kind: "have-dba-look", why: "cut-off" }, ["diagnose"]]);
    }
  });

  test("are cancelled and created again if they belong to an atomic copy, which cannot resume", () => {
    const whole = { ...workflowOf(UNSHARDED.copying), subType: "AtomicCopy" };
    const stopped = { ...whole, streams: whole.streams.map((stream) => ({ ...stream, state: "Stopped" })) };
    const failed = { ...whole, streams: whole.streams.map((stream) => ({ ...stream, state: "Error", message: "error: vstream ended" })) };
    const is = of({ ...UNSHARDED.copying, workflow: stopped });
    expect([is.phase.kind, is.next, buttons(is)]).toEqual(["stopped", { kind: "cancel-and-create" }, ["diagnose"]]);
    const broken = of({ ...UNSHARDED.copying, workflow: failed });
    expect([broken.phase.kind, broken.next, buttons(broken)]).toEqual(["error", { kind: "cancel-and-create" }, ["diagnose", "stop"]]);
  });
});

describe("while something is requested or under way", () => {
  test("the next step is to wait for it, and nothing else is offered", () => {
    const request = requested();
    expect(of(copied, GOOD, { request })).toMatchObject({
      next: { kind: "waiting", waiting: { kind: "votes", verb: "switch", approvals: 0, needed: 2 } },
    });
    expect(buttons(of(copied, GOOD, { request }))).toEqual(["details"]);
    const execution = approved();
    expect([of(copied, GOOD, { execution }).waiting?.kind, buttons(of(copied, GOOD, { execution }))]).toEqual([
      "start",
      ["callOff", "details"],
    ]);
  });

  test("a soak can be called off, and its reads switched back", () => {
    const execution = soaking(approved(), copied.at + 5 * MINUTE);
    const is = of(readsSwitched, GOOD, { execution });
    expect([is.next, buttons(is)]).toMatchObject([
      { waiting: { kind: "soak", until: copied.at + 5 * MINUTE } },
      ["callOff", "rollBackReads", "details"],
    ]);
  });

  test("a call that broke off is being looked into, and no longer in flight", () => {
    const sent = calling(approved(), seenOf(copied));
    expect(of(copied, GOOD, { execution: sent }).waiting).toMatchObject({ kind: "call", types: ["REPLICA", "RDONLY"], since: copied.at });
    const broken = calling(approved(), seenOf(copied), { end: { at: copied.at + 9_000, fault: { kind: "unreachable", text: "" } } });
    expect(of(copied, GOOD, { execution: broken }).waiting).toMatchObject({ kind: "look", brokeAt: copied.at + 9_000 });
  });
});

describe("while Tandem's own call removes the workflow", () => {
  const { workflow: _gone, ...lost } = switched;
  const completing = calling(approved(proposalOn(COMPLETE, switched)), seenOf(switched));

  test("a half-removed workflow is no alarm, and is not called a switch", () => {
    const is = of(lost, {}, { execution: completing });
    expect([is.alarm, is.phase, is.waiting?.verb]).toEqual([undefined, { kind: "ending", verb: "complete" }, "complete"]);
    const bare = { ...switched, denied: [] };
    expect(of(bare, {}, { execution: completing }).phase).toEqual({ kind: "ending", verb: "complete" });
  });

  test("a removed workflow is not called being created", () => {
    const { workflow: _none, ...nothing } = copied;
    const execution = calling(approved(proposalOn(CANCEL)), seenOf(copied));
    expect(of(nothing, {}, { execution }).phase).toEqual({ kind: "ending", verb: "cancel" });
  });

  test("writes denied to applications are still an alarm, because the call denies none", () => {
    const is = of({ ...copied, denied: switched.denied }, {}, { execution: completing });
    expect([is.alarm?.alarm, is.phase.kind]).toEqual(["source-writes-denied", "alarm"]);
    // Somebody routed one of the tables back meanwhile, to a source that denies it.
    const [first] = subject.tables;
    const tables = switched.rules.tables.map((rule) => (rule.from.endsWith(`.${first}`) ? { ...rule, to: [`commerce.${first}`] } : rule));
    const half = of(
      { ...copied, denied: switched.denied, rules: { ...switched.rules, tables } },
      { told: { phase: "", error: "", alarmSince: copied.at } },
      { execution: completing },
    );
    expect([half.alarm?.alarm, half.alarm?.tables, half.phase.kind]).toEqual(["switched-not-finished", [first], "alarm"]);
  });

  test("writes denied during a rescue or a restore are still an alarm too", () => {
    for (const start of [STARTS.rescue, STARTS.restore]) {
      const execution = calling(approved(proposalOf(start, moveOf(subject), start.world)), seenOf(copied));
      const told = { phase: "", error: "", alarmSince: copied.at - 30_000 };
      const is = of({ ...copied, denied: switched.denied }, { told }, { execution });
      expect([is.alarm?.alarm, is.phase.kind]).toEqual(["source-writes-denied", "alarm"]);
      expect(of(lost, {}, { execution }).alarm?.alarm).toBe("workflow-lost");
    }
  });
});

function killed(reading: Reading): Situation {
  return situation({ move: moveOf(KILLED.subject), reading }, DEFAULT_LIMITS, reading.at);
}

describe("in an outage", () => {
  const { outage, outageLater, subject: denied } = DENIED_WRITES;
  const since = outage.lockHolders[0]?.since ?? 0;
  const BROKEN: BrokenCall = { verb: "switch", types: ["PRIMARY"], startedAt: since - 1_000, brokeAt: since + 2_000, executionId: "r1" };

  function when(reading: Reading, known: Partial<Followed> = {}, live: Partial<Known> = {}): Situation {
    return situation({ move: moveOf(denied, known), reading, ...live }, DEFAULT_LIMITS, reading.at);
  }

  test("nothing is an alarm while a switch from elsewhere may be running, and the move is not called healthy", () => {
    expect(when(outage)).toMatchObject({ phase: { kind: "switching" }, next: { kind: "wait", what: "switch-elsewhere" } });
    expect(when(outage).alarm).toBeUndefined();
    expect(when(outageLater).alarm).toMatchObject({
      alarm: "source-writes-denied",
      tables: ["product"],
      lockedBy: { action: "WorkflowSwitchTraffic" },
    });
  });

  test("caused by Tandem's own dead call, the alarm is given at once, and a rescue is offered", () => {
    const is = when(outage, { unheard: [BROKEN] });
    expect(is).toMatchObject({
      phase: { kind: "alarm" },
      alarm: { alarm: "source-writes-denied", broken: BROKEN },
      next: { kind: "unblock", side: "source" },
    });
    expect(buttons(is)).toEqual(["*rescue", "diagnose"]);
  });

  test("a dead rescue of Tandem's own does not explain the lock: the switch that died before does", () => {
    expect(
      when(outage, { unheard: [BROKEN, { ...BROKEN, verb: "rescue", startedAt: since + 30_000, brokeAt: since + 31_000 }] }).alarm,
    ).toMatchObject({ broken: BROKEN });
  });

  test("a rescue waits for no vote and for no call that broke off", () => {
    const request = { ...requested(), move: denied.move };
    const voted = when(outageLater, {}, { request });
    expect([voted.waiting?.kind, voted.next.kind, buttons(voted)]).toEqual(["votes", "unblock", ["*rescue", "diagnose"]]);
    const execution = calling(approved(proposalOn(AT_ONCE)), seenOf(copied), {
      end: { at: since + 2_000, fault: { kind: "unreachable", text: "" } },
    });
    expect(when(outage, { unheard: [BROKEN] }, { execution }).next.kind).toBe("unblock");
  });

  test("the same switch is offered again too once nobody holds the lock, and a clean VDiff supports it", () => {
    const free = { ...outageLater, lockHolders: [] };
    expect(buttons(when(free))).toEqual(["*rescue", "diagnose"]);
    const vdiff = {
      uuid: "v1",
      startedBy: BEN,
      startedAt: free.at - MINUTE,
      report: { verdict: "clean", completedAt: free.at - 30_000 },
    } as const;
    expect(buttons(when(free, { vdiff }))).toEqual(["*rescue", "switchAgain", "diagnose"]);
  });

  test("on a release that shows no locks, the alarm comes before the three minutes that a rescue waits for", () => {
    const { lockHolders: _none, ...rest } = OUTAGE.found;
    const reading: Reading = { ...rest, lockHolders: [], locksUnknown: true };
    const after = (ms: number): Situation =>
      situation(
        { move: moveOf(OUTAGE.subject, { told: { phase: "", error: "", alarmSince: reading.at - ms } }), reading },
        DEFAULT_LIMITS,
        reading.at,
      );
    expect([after(44_000).alarm, after(44_000).phase.kind]).toEqual([undefined, "switching"]);
    expect([after(50_000).next, buttons(after(50_000))]).toEqual([{ kind: "not-now", because: "switch-alive" }, ["diagnose"]]);
    expect([after(3 * MINUTE).next.kind, buttons(after(3 * MINUTE))]).toEqual(["unblock", ["*rescue", "diagnose"]]);
  });

  test("past the journal the same switch again is right, once nobody holds the lock", () => {
    expect(killed(KILLED.fourMinutesLater)).toMatchObject({
      alarm: { alarm: "switched-not-finished" },
      next: { kind: "run-again", verb: "switch", lockedBy: {} },
    });
    expect(buttons(killed(KILLED.fourMinutesLater))).toEqual(["diagnose"]);
    expect(buttons(killed({ ...KILLED.fourMinutesLater, lockHolders: [] }))).toEqual(["*switchAgain", "diagnose"]);
  });
});

test("the alarm names the tables that nobody can write to, and none that is denied where no writes go", () => {
  const [one = "", other = ""] = subject.tables;
  const denied = [...copied.denied, ...switched.denied.map((side) => ({ ...side, tables: [one] }))];
  expect([one, other]).not.toContain("");
  expect(of({ ...copied, denied }).alarm).toMatchObject({ alarm: "both-sides-deny-writes", tables: [one] });
  const notTold = { side: "source", tables: [one], since: copied.at } as const;
  expect(of(copied, { notTold }).alarm).toMatchObject({ alarm: "tablets-not-told", tables: [one] });
});
