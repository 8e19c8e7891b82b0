import { describe, expect, it, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import { gateOf, isOverByTime, mayBeAlive, rescueGate, serveGate } from "../../../src/core/operation/outcome/gates.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import { sidesOf, type Subject, type GoalOfCall } from "../../../src/core/operation/outcome/verdict.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";
import { FROZEN } from "../../../src/core/move/phase.ts";
import {
  ALL_TYPES,
  CANCEL,
  CANCELS,
  COMPLETE,
  DENIED_WRITES,
  KILLED,
  moveOf,
  ONE_WAY,
  READS,
  REVERSE,
  SHARDED,
  STOPPED,
  STREAMS,
  SWITCH,
  UNSHARDED,
  withStreams,
} from "../moments.ts";
import { holder } from "../recorded.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

const want = (operation: WorkflowOperation, types: readonly TabletType[], subject: Subject): GoalOfCall => ({ operation, types, subject });
const OPEN = { kind: "open" };
const closed = (reason: string): object => ({ kind: "closed", reason });

function withWorkflow(reading: Reading, change: Partial<Workflow>): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow to change");
  return { ...reading, workflow: { ...reading.workflow, ...change } };
}

/** All writes switched, and the reads back at the source. */
const READS_LEFT: Reading = {
  ...UNSHARDED.switched,
  rules: {
    ...UNSHARDED.switched.rules,
    tables: [
      ...UNSHARDED.switched.rules.tables.filter(({ from }) => !from.includes("@")),
      ...UNSHARDED.copied.rules.tables.filter(({ from }) => from.includes("@")),
    ],
  },
};

const PARTIAL: Reading = {
  ...withWorkflow(UNSHARDED.switched, { subType: "Partial" }),
  rules: { ...UNSHARDED.switched.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" }] },
};

const ofTwoShards = (...changes: readonly object[]) => withStreams(SHARDED.copied, (_, index) => changes[index] ?? {});

const gateOfTwoShards = (reading: Reading) => gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), reading, 30);

describe("a switch", () => {
  const { subject, copied } = UNSHARDED;
  const mirrored = (...from: readonly string[]): Reading => ({
    ...copied,
    rules: { ...copied.rules, mirrors: from.map((name) => ({ from: name, to: "customer.x", percent: 5 })) },
  });

  it("is refused while only some tables of its types have mirror rules, because Vitess would fail on their number", () => {
    const left = closed("mirror-rules-left");
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored("commerce.customer"), 30)).toEqual(left);
    const oneType = mirrored("commerce.customer@replica", "commerce.corder@replica");
    expect(gateOf(want(SWITCH, READS, subject), oneType, 30)).toEqual(left);
    expect(gateOf(want(SWITCH, ["REPLICA"], subject), oneType, 30)).toEqual(OPEN);
  });

  it("counts the mirror rules of reads and writes apart, and those of other types not at all", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored("commerce.customer", "commerce.corder"), 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, READS, subject), mirrored("commerce.customer"), 30)).toEqual(OPEN);
    const reads = ["customer", "corder"].flatMap((table) => [`commerce.${table}@replica`, `commerce.${table}@rdonly`]);
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored(...reads), 30)).toEqual(OPEN);
  });

  it("of a tenant is refused while the target denies its tables, unless its writes are there already", () => {
    const tenant = withWorkflow(copied, { tenant: "42" });
    const unruled = { ...tenant, rules: { ...copied.rules, tables: [] } };
    expect(copied.denied).not.toEqual([]);
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), unruled, 30)).toEqual(closed("target-denies-writes"));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), { ...unruled, denied: [] }, 30)).toEqual(OPEN);
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), { ...unruled, rules: { ...unruled.rules, keyspaces } }, 30)).toEqual(OPEN);
  });

  it("that is done may run again, whatever its streams look like", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), UNSHARDED.switched, 30)).toEqual(OPEN);
  });

  it("is refused where frozen streams lead to a source that routing still names: only the rules are lost", () => {
    const lost = withStreams(copied, () => ({ state: "Stopped", message: FROZEN }));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), lost, 30)).toEqual(closed("rules-lost"));
  });

  it("takes the error before a stream that never started, and one stopped stream for the whole", () => {
    const failed = { state: "Error", message: "error: errno 1062" };
    expect(gateOfTwoShards(ofTwoShards(failed, { position: "" }))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped" }, {}))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped", position: "" }, { position: "" }))).toEqual(closed("stream-never-started"));
  });

  it("of what stopped after its copy is open, whatever its lag", () => {
    const { subject: bare, reading } = CANCELS.withoutRules;
    expect(gateOf(want(SWITCH, ALL_TYPES, bare), reading, 30)).toEqual(OPEN);
  });

  it("is allowed for a copied, running workflow, before reads, after reads, and after a reverse", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, ["PRIMARY"], UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.reversed, 30)).toEqual(OPEN);
  });

  it("waits for the copy, even if only one of two shards is still copying", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copying, 30)).toEqual(closed("still-copying"));
    expect(gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.halfCopied, 30)).toEqual(closed("still-copying"));
    expect(gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.copied, 30)).toEqual(OPEN);
  });

  it("is refused for a stopped workflow, although Vitess's dry run passes", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, STOPPED.subject), STOPPED.before, 30)).toEqual(closed("streams-not-running"));
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.atDdl.subject), STREAMS.atDdl.reading, 30)).toEqual(closed("streams-not-running"));
  });

  it("is refused for a stream in error", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.duplicateKey.subject), STREAMS.duplicateKey.reading, 30)).toEqual(
      closed("streams-not-running"),
    );
  });

  it("is refused for a stream that never found a source, although Vitess calls it Running", () => {
    expect(STREAMS.noSource.reading.workflow?.streams.map((stream) => stream.state)).toEqual(["Running"]);
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.noSource.subject), STREAMS.noSource.reading, 30)).toEqual(closed("stream-never-started"));
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), withWorkflow(UNSHARDED.copied, { streams: [] }), 30)).toEqual(
      closed("stream-never-started"),
    );
  });

  it("is refused for a workflow that was created and not started", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, CANCELS.neverStarted.subject), CANCELS.neverStarted.reading, 30)).toEqual(
      closed("streams-not-running"),
    );
  });

  it("waits while the lag is over the limit, but not at the limit", () => {
    const lagging = withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 31 } });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), lagging, 30)).toEqual({
      kind: "wait",
      reason: "lag",
      lagSeconds: 31,
      limitSeconds: 30,
    });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), lagging, 31)).toEqual(OPEN);
    const copying = withWorkflow(UNSHARDED.copied, { lag: { kind: "copying" } });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), copying, 30)).toEqual(closed("still-copying"));
  });

  it("waits while anybody holds the workflow's lock, even a dead vtctld", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, DENIED_WRITES.subject), DENIED_WRITES.outageLater, 30)).toEqual({
      kind: "wait",
      reason: "locked",
    });
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), KILLED.rightAfter, 30)).toEqual({ kind: "wait", reason: "locked" });
  });

  it("that was cut off may run again with stopped streams, before and after the writes moved", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), { ...KILLED.rightAfter, lockHolders: [] }, 30)).toEqual(OPEN);
    const beforeRouting = { ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.outage.rules };
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), beforeRouting, 30)).toEqual(OPEN);
  });

  it("is refused when the workflow is gone", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.completed, 30)).toEqual(closed("workflow-missing"));
  });
});

describe("a reverse", () => {
  it("is allowed while the reverse workflow runs", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.switched, 30)).toEqual(OPEN);
  });

  it("is refused if the switch made no reverse workflow, although Vitess's dry run passes", () => {
    expect(ONE_WAY.switched.reverse?.streams.map((stream) => stream.state)).toEqual(["Stopped"]);
    expect(gateOf(want(REVERSE, ALL_TYPES, ONE_WAY.subject), ONE_WAY.switched, 30)).toEqual(closed("no-reverse-workflow"));
    const { reverse: _, ...absent } = ONE_WAY.switched;
    expect(gateOf(want(REVERSE, ALL_TYPES, ONE_WAY.subject), absent, 30)).toEqual(closed("no-reverse-workflow"));
  });

  it("is refused after a switch that was cut off, because it would lose the writes since then", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, KILLED.subject), { ...KILLED.rightAfter, lockHolders: [] }, 30)).toEqual(
      closed("no-reverse-workflow"),
    );
  });

  it("of reads alone needs no reverse workflow", () => {
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(OPEN);
  });

  it("of one tenant's reads is refused before Vitess 22, which cannot switch them back", () => {
    const { workflow } = UNSHARDED.readsSwitched;
    if (workflow === undefined) throw new Error("the recording has one");
    const tenant: Reading = { ...UNSHARDED.readsSwitched, workflow: { ...workflow, tenant: "42" } };
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), tenant, 30)).toEqual(OPEN);
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), { ...tenant, cancelWantsReadsBack: true }, 30)).toEqual(closed("tenant-stays"));
  });

  it("waits for the lag of the reverse workflow", () => {
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("the recording has one");
    const lagging = { ...UNSHARDED.switched, reverse: { ...reverse, lag: { kind: "seconds", value: 90 } } } as Reading;
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), lagging, 30)).toMatchObject({ kind: "wait", reason: "lag", lagSeconds: 90 });
  });

  it("is refused if nothing is switched, unless a reverse was cut off", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(closed("not-switched"));
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.reversed, 30)).toEqual(closed("not-switched"));
    const cutOff = { ...UNSHARDED.reversed, reverse: KILLED.rightAfter.workflow } as Reading;
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), cutOff, 30)).toEqual(OPEN);
  });
});

describe("a reverse of what is not whole", () => {
  it("is open where the writes alone are at the target", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), READS_LEFT, 30)).toEqual(OPEN);
  });

  it("of a move shard by shard takes reads and writes together", () => {
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), PARTIAL, 30)).toEqual(closed("shards-go-together"));
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), PARTIAL, 30)).toEqual(OPEN);
  });

  it("of a tenant never takes the writes", () => {
    const tenant = withWorkflow(UNSHARDED.readsSwitched, { tenant: "42" });
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), tenant, 30)).toEqual(closed("tenant-stays"));
  });
});

describe("who holds the workflow's lock", () => {
  const at = UNSHARDED.copied.at;
  const broken: BrokenCall = { verb: "switch", types: ["PRIMARY"], startedAt: at - 60_000, brokeAt: at - 50_000, executionId: "r1" };
  const alive = (...since: readonly number[]) => mayBeAlive({ at, lockHolders: since.map(holder) }, broken);

  it("may be alive, but for Tandem's own call that is dead, within five seconds of its clock", () => {
    expect([alive(at - 65_001), alive(at - 65_000), alive(at - 45_000), alive(at - 44_999)]).toEqual([true, false, false, true]);
    expect(mayBeAlive({ at, lockHolders: [holder(at - 55_000)] }, undefined)).toBe(true);
  });

  it("may be somebody else beside it", () => {
    expect(alive(at - 55_000, at - 10_000)).toBe(true);
  });
});

describe("a rescue", () => {
  const { subject, outageLater } = DENIED_WRITES;
  const facts = { ...subject, side: "source", denied: subject.tables } as const;
  const { workflow: _gone, ...lost } = outageLater;

  it("is open in the outage of a dead switch", () => {
    expect(rescueGate(facts, outageLater, undefined)).toEqual(OPEN);
    expect(rescueGate({ ...facts, denied: [] }, outageLater, undefined)).toEqual(closed("nothing-denied"));
    expect(rescueGate({ ...facts, side: "target" }, outageLater, undefined)).toEqual(closed("nothing-denied"));
  });

  it("that only has tablets read the record is right at any time, and wants a workflow all the same", () => {
    const refresh = { ...facts, denied: [], refreshOnly: true } as const;
    expect(rescueGate(refresh, DENIED_WRITES.outage, undefined)).toEqual(OPEN);
    expect(rescueGate(refresh, lost, undefined)).toEqual(closed("workflow-missing"));
  });

  it("gives nothing back at the source where the writes go to the target", () => {
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    expect(rescueGate(there, UNSHARDED.switched, undefined)).toEqual(closed("routed-to-target"));
  });

  it("waits where saved and served rules lead the writes to different sides", () => {
    const served = [{ cell: "zone1", rules: UNSHARDED.switched.rules }];
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    expect(rescueGate(there, { ...UNSHARDED.copied, served }, undefined)).toEqual(closed("serving-not-proven"));
  });

  it("of a lost workflow is judged by its reverse workflow", () => {
    const { reverse } = UNSHARDED.switched;
    const { workflow: _none, ...bare } = UNSHARDED.copied;
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    if (reverse === undefined) throw new Error("the recording has one");
    expect(rescueGate(there, { ...bare, reverse }, undefined)).toEqual(closed("rules-lost"));
    const over = { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, state: "Stopped", message: FROZEN })) };
    expect(rescueGate(there, { ...bare, reverse: over }, undefined)).toEqual(OPEN);
  });
});

describe("serving the saved rules", () => {
  const { subject, copied, switched } = UNSHARDED;
  const unserved: Reading = { ...switched, served: [{ cell: "zone1", rules: copied.rules }] };
  const gate = (reading: Reading, others?: readonly string[]) => serveGate(sidesOf(subject), reading, others);

  it("is open where the source denies what is served there, and nothing else would change", () => {
    expect(gate(unserved)).toEqual(OPEN);
    expect(gate(unserved, ["commerce.product"])).toEqual(closed("serving-not-proven"));
  });

  it("is refused where nothing differs, nobody is cut off, a cell cannot be read, or no workflow is left", () => {
    expect(gate({ ...switched, served: [{ cell: "zone1", rules: switched.rules }] })).toEqual(closed("nothing-denied"));
    expect(gate({ ...unserved, denied: [] })).toEqual(closed("serving-not-urgent"));
    const reads = { ...READS_LEFT, served: [{ cell: "zone1", rules: switched.rules }] };
    expect(gate({ ...reads, denied: [...switched.denied, ...copied.denied] })).toEqual(closed("serving-not-urgent"));
    expect(gate({ ...unserved, servedUnread: ["zone2"] })).toEqual(closed("served-unread"));
    const { workflow: _w, reverse: _r, ...bare } = unserved;
    expect(gate(bare)).toEqual(closed("workflow-missing"));
  });
});

test("a switch that no lock shows is over three minutes after its alarm", () => {
  const since = UNSHARDED.copied.at;
  const move = moveOf(UNSHARDED.subject, { told: { phase: "", error: "", alarmSince: since } });
  expect([isOverByTime(move, since + 179_999), isOverByTime(move, since + 180_000)]).toEqual([false, true]);
  expect(isOverByTime(moveOf(UNSHARDED.subject), since)).toBe(false);
  expect(isOverByTime({ state: { kind: "ended", at: since, how: "completed" } }, since)).toBe(false);
});

describe("ending a move", () => {
  it("does not complete while reads are left behind, or while nobody knows what a cell serves", () => {
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), READS_LEFT, 30)).toEqual(closed("reads-left"));
    const unread = { ...UNSHARDED.switched, servedUnread: ["zone2"] };
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), unread, 30)).toEqual(closed("served-unread"));
  });

  it("does not complete a switch whose streams are not frozen, or that was cut off before the writes moved", () => {
    const running = { ...UNSHARDED.switched, workflow: UNSHARDED.copied.workflow } as Reading;
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), running, 30)).toEqual(closed("switch-unfinished"));
    const early = { ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.outage.rules };
    expect(gateOf(want(COMPLETE, [], KILLED.subject), early, 30)).toEqual(closed("switch-unfinished"));
  });

  it("cancels with tables dropped only when it is known what every cell serves", () => {
    const unread = { ...UNSHARDED.copied, servedUnread: ["zone2"] };
    expect(gateOf(want(CANCEL, [], UNSHARDED.subject), unread, 30)).toEqual(closed("served-unread"));
    const keeps: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } };
    expect(gateOf(want(keeps, [], UNSHARDED.subject), unread, 30)).toEqual(OPEN);
  });

  it("cleans up a switched move shard by shard only, with data and rules kept", () => {
    const keeps: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } };
    expect(gateOf(want(keeps, [], UNSHARDED.subject), PARTIAL, 30)).toEqual(OPEN);
    expect(gateOf(want(keeps, [], UNSHARDED.subject), UNSHARDED.switched, 30)).toEqual(closed("already-switched"));
    expect(gateOf(want(CANCEL, [], UNSHARDED.subject), PARTIAL, 30)).toEqual(closed("already-switched"));
  });

  it("is a complete only once everything is switched", () => {
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), UNSHARDED.switched, 30)).toEqual(OPEN);
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(closed("not-switched"));
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), UNSHARDED.reversed, 30)).toEqual(closed("not-switched"));
  });

  it("refuses to complete what was never switched, and says so", () => {
    expect(gateOf(want(COMPLETE, [], UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual({ kind: "closed", reason: "not-switched" });
  });

  it("refuses to complete a switch that was cut off", () => {
    expect(gateOf(want(COMPLETE, [], KILLED.subject), { ...KILLED.rightAfter, lockHolders: [] }, 30)).toEqual(closed("switch-unfinished"));
    expect(gateOf(want(COMPLETE, [], KILLED.subject), KILLED.finished, 30)).toEqual(OPEN);
  });

  it("cancels while writes are at the source, even with reads switched or streams in error", () => {
    expect(gateOf(want(CANCEL, [], UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(OPEN);
    expect(gateOf(want(CANCEL, [], STREAMS.duplicateKey.subject), STREAMS.duplicateKey.reading, 30)).toEqual(OPEN);
    expect(gateOf(want(CANCEL, [], UNSHARDED.subject), UNSHARDED.switched, 30)).toEqual(closed("already-switched"));
  });

  it("cancels and deletes with reads switched only where Vitess does", () => {
    const older: Reading = { ...UNSHARDED.readsSwitched, cancelWantsReadsBack: true };
    for (const verb of ["cancel", "delete"] as const) {
      const ending: WorkflowOperation = { verb, options: CANCEL_DEFAULTS };
      expect(gateOf(want(ending, [], UNSHARDED.subject), older, 30)).toEqual(closed("reads-switched"));
      expect(gateOf(want(ending, [], UNSHARDED.subject), { ...UNSHARDED.copied, cancelWantsReadsBack: true }, 30)).toEqual(OPEN);
    }
  });

  it("is refused with the data kept while writes are denied where they go: without the workflow nothing could unblock them", () => {
    const outage: Reading = { ...UNSHARDED.copied, denied: UNSHARDED.switched.denied };
    for (const verb of ["cancel", "delete"] as const) {
      const keeps: WorkflowOperation = { verb, options: { ...CANCEL_DEFAULTS, keepData: true } };
      expect(gateOf(want(keeps, [], UNSHARDED.subject), outage, 30)).toEqual(closed("writes-denied"));
      expect(gateOf(want(keeps, [], UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(OPEN);
      expect(gateOf(want({ verb, options: CANCEL_DEFAULTS }, [], UNSHARDED.subject), outage, 30)).toEqual(OPEN);
    }
  });

  it("is refused with the rules kept while they send reads to the target, which would be dropped or left behind", () => {
    for (const verb of ["cancel", "delete"] as const) {
      const keeps: WorkflowOperation = { verb, options: { ...CANCEL_DEFAULTS, keepRoutingRules: true } };
      expect(gateOf(want(keeps, [], UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(closed("already-switched"));
      expect(gateOf(want(keeps, [], UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(OPEN);
    }
  });
});
