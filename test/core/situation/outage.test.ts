import { describe, expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";
import { CANCEL, COMPLETE, DENIED_WRITES, KILLED, moveOf, OUTAGE, UNSHARDED } from "../moments.ts";
import { approved, AT_ONCE, calling, proposalOn, requested, seenOf } from "../operation/given.ts";
import { BEN } from "../operation/model/people.ts";
import { proposalOf, STARTS } from "../operation/model/starts.ts";
import { buttons, situationOf } from "./given.ts";
import { tablesNamed, tableNamed } from "../../names.ts";

const MINUTE = 60_000;
const { subject, copied, switched } = UNSHARDED;

describe("while Tandem's own call removes the workflow", () => {
  const { workflow: _gone, ...lost } = switched;
  const completing = calling(approved(proposalOn(COMPLETE, switched)), seenOf(switched));

  test("a half-removed workflow is no alarm, and is not called a switch", () => {
    const is = situationOf(lost, {}, { execution: completing });
    expect([is.alarm, is.phase, is.waiting?.verb]).toEqual([undefined, { kind: "ending", verb: "complete" }, "complete"]);
    const bare = { ...switched, denied: [] };
    expect(situationOf(bare, {}, { execution: completing }).phase).toEqual({ kind: "ending", verb: "complete" });
  });

  test("a removed workflow is not called being created", () => {
    const { workflow: _none, ...nothing } = copied;
    const execution = calling(approved(proposalOn(CANCEL)), seenOf(copied));
    expect(situationOf(nothing, {}, { execution }).phase).toEqual({ kind: "ending", verb: "cancel" });
  });

  test("writes denied to applications are still an alarm, because the call denies none", () => {
    const is = situationOf({ ...copied, denied: switched.denied }, {}, { execution: completing });
    expect([is.alarm?.alarm, is.phase.kind]).toEqual(["source-writes-denied", "alarm"]);
    // Somebody routed one of the tables back meanwhile, to a source that denies it.
    const [first] = subject.tables;
    const tables = switched.rules.tables.map((rule) => (rule.from.endsWith(`.${first}`) ? { ...rule, to: [`commerce.${first}`] } : rule));
    const half = situationOf(
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
      const is = situationOf({ ...copied, denied: switched.denied }, { told }, { execution });
      expect([is.alarm?.alarm, is.phase.kind]).toEqual(["source-writes-denied", "alarm"]);
      expect(situationOf(lost, {}, { execution }).alarm?.alarm).toBe("workflow-lost");
    }
  });
});

function killed(reading: Reading): Situation {
  return deriveSituation({ move: moveOf(KILLED.subject), reading }, DEFAULT_LIMITS, reading.at);
}

describe("in an outage", () => {
  const { outage, outageLater, subject: denied } = DENIED_WRITES;
  const since = outage.lockHolders[0]?.since ?? 0;
  const BROKEN: BrokenCall = { verb: "switch", types: ["PRIMARY"], startedAt: since - 1_000, brokeAt: since + 2_000, executionId: "r1" };

  function when(reading: Reading, known: Partial<Followed> = {}, live: Partial<Known> = {}): Situation {
    return deriveSituation({ move: moveOf(denied, known), reading, ...live }, DEFAULT_LIMITS, reading.at);
  }

  test("nothing is an alarm while a switch from elsewhere may be running, and the move is not called healthy", () => {
    expect(when(outage)).toMatchObject({ phase: { kind: "switching" }, next: { kind: "wait", what: "switch-elsewhere" } });
    expect(when(outage).alarm).toBeUndefined();
    expect(when(outageLater).alarm).toMatchObject({
      alarm: "source-writes-denied",
      tables: tablesNamed("product"),
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
      deriveSituation(
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
  const [one, other] = [tableNamed(subject.tables[0] ?? ""), subject.tables[1]];
  const denied = [...copied.denied, ...switched.denied.map((side) => ({ ...side, tables: [one] }))];
  expect(other).toBeDefined();
  expect(situationOf({ ...copied, denied }).alarm).toMatchObject({ alarm: "both-sides-deny-writes", tables: [one] });
  const notTold = { side: "source", tables: [one], since: copied.at } as const;
  expect(situationOf(copied, { notTold }).alarm).toMatchObject({ alarm: "tablets-not-told", tables: [one] });
});
