import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import {
  findingsOf,
  isDone,
  shapeOf,
  type Subject,
  trafficFindings,
  type Verdict,
  verdictOf,
  type GoalOfCall,
} from "../../../src/core/operation/outcome/verdict.ts";
import {
  ALL_TYPES,
  CANCEL,
  CANCEL_KEEPING_DATA,
  CANCELS,
  CLIENT_GONE,
  COMPLETE,
  DENIED_WRITES,
  KILLED,
  ONE_WAY,
  OUTAGE,
  READS,
  REVERSE,
  SHARDED,
  STOPPED,
  SWITCH,
  SWITCH_ONE_WAY,
  UNSHARDED,
  withStreams,
} from "../moments.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

const want = (operation: WorkflowOperation, types: readonly TabletType[], subject: Subject): GoalOfCall => ({ operation, types, subject });

/** The verdict as an execution needs it: was anything changed since `before`? */
function verdict(operation: WorkflowOperation, types: readonly TabletType[], subject: Subject, before: Reading, after: Reading): Verdict {
  return verdictOf(want(operation, types, subject), shapeOf(subject, before) === shapeOf(subject, after), after);
}

describe("a switch that succeeded", () => {
  const { subject } = UNSHARDED;

  it("is not done before it is sent", () => {
    expect(isDone(want(SWITCH, ALL_TYPES, subject), UNSHARDED.copied)).toBe(false);
    expect(isDone(want(SWITCH, READS, subject), UNSHARDED.copied)).toBe(false);
  });

  it("is done for reads once they are switched, and not for writes", () => {
    expect(verdict(SWITCH, READS, subject, UNSHARDED.copied, UNSHARDED.readsSwitched)).toEqual({ kind: "done" });
    expect(isDone(want(SWITCH, ["PRIMARY"], subject), UNSHARDED.readsSwitched)).toBe(false);
  });

  it("is done for writes once rules, words, denied tables, FROZEN and the reverse workflow all say so", () => {
    expect(verdict(SWITCH, ["PRIMARY"], subject, UNSHARDED.readsSwitched, UNSHARDED.switched)).toEqual({ kind: "done" });
  });

  it("is undone after the reverse, and done again after the second switch", () => {
    expect(isDone(want(SWITCH, ["PRIMARY"], subject), UNSHARDED.reversed)).toBe(false);
    expect(isDone(want(SWITCH, ALL_TYPES, subject), UNSHARDED.switchedAgain)).toBe(true);
  });

  it("needs every target shard to stop denying, and every stream frozen", () => {
    expect(isDone(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.copied)).toBe(false);
    expect(isDone(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.switched)).toBe(true);
    const oneShardDenies = {
      ...SHARDED.switched,
      denied: [...SHARDED.switched.denied, { keyspace: "customer2" as Keyspace, shard: "80-", tables: ["corder"] }],
    };
    expect(isDone(want(SWITCH, ALL_TYPES, SHARDED.subject), oneShardDenies)).toBe(false);
  });

  it.each([
    ["the rules still send writes to the source", { rules: UNSHARDED.readsSwitched.rules }],
    ["Vitess's words disagree", { trafficState: "All Reads Switched. Writes Not Switched" }],
    ["the source does not deny writes", { denied: [] }],
    ["the target denies writes as well", { denied: [...UNSHARDED.switched.denied, ...UNSHARDED.copied.denied] }],
    ["the streams are not frozen", { workflow: UNSHARDED.copied.workflow }],
    ["the reverse workflow is frozen", { reverse: UNSHARDED.reversed.reverse }],
  ] as const)("is not done while %s", (_, change) => {
    expect(isDone(want(SWITCH, ALL_TYPES, subject), { ...UNSHARDED.switched, ...change } as Reading)).toBe(false);
  });

  it("needs no reverse workflow if none was requested", () => {
    expect(isDone(want(SWITCH_ONE_WAY, ALL_TYPES, ONE_WAY.subject), ONE_WAY.switched)).toBe(true);
    expect(isDone(want(SWITCH, ALL_TYPES, ONE_WAY.subject), ONE_WAY.switched)).toBe(false);
  });

  it("is not confirmed by a reading without Vitess's words", () => {
    const { trafficState: _, ...watched } = UNSHARDED.switched;
    expect(isDone(want(SWITCH, ALL_TYPES, subject), watched)).toBe(false);
  });
});

describe("a switch in some cells only", () => {
  const inZone2: WorkflowOperation = { verb: "switch", options: { ...SWITCH.options, tabletTypes: READS, cells: ["zone2"] } };
  const words = "Reads partially switched. Replica switched in cells: zone1. Rdonly switched in cells: zone1. Writes Not Switched";
  const reading = { ...UNSHARDED.readsSwitched, trafficState: words };

  it("is judged by Vitess's words for those cells, because rules change for all cells at once", () => {
    expect(isDone(want(inZone2, READS, UNSHARDED.subject), reading)).toBe(false);
    expect(isDone(want(inZone2, READS, UNSHARDED.subject), { ...reading, trafficState: words.replaceAll("zone1", "zone1,zone2") })).toBe(
      true,
    );
  });
});

describe("a switch whose vtctld was killed after the journal", () => {
  it("looks switched and is unfinished: not frozen, the reverse workflow stopped, the lock held", () => {
    expect(verdict(SWITCH, ALL_TYPES, KILLED.subject, UNSHARDED.copied, KILLED.rightAfter)).toEqual({
      kind: "unfinished",
      findings: ["reads-switched", "writes-switched", "not-frozen", "reverse-not-running", "workflow-locked"],
    });
  });

  it("stays unfinished if the same switch is refused for the lock and changes nothing", () => {
    expect(verdict(SWITCH, ALL_TYPES, KILLED.subject, KILLED.rightAfter, KILLED.fourMinutesLater).kind).toBe("unfinished");
  });

  it("is done once the same switch has run again", () => {
    expect(verdict(SWITCH, ALL_TYPES, KILLED.subject, KILLED.rightAfter, KILLED.finished)).toEqual({ kind: "done" });
  });
});

describe("a switch whose vtctld was killed before the journal", () => {
  const findings = ["reads-not-switched", "writes-not-switched", "source-denies-writes", "workflow-locked"];

  it("is in between: nothing is switched, but the source denies writes, and the lock is held", () => {
    expect(verdict(SWITCH, ["PRIMARY"], DENIED_WRITES.subject, DENIED_WRITES.before, DENIED_WRITES.outage)).toEqual({
      kind: "between",
      findings,
    });
  });

  it("is recognised by its findings, although Vitess's words say that nothing happened", () => {
    expect(OUTAGE.found.trafficState).toBe("Reads Not Switched. Writes Not Switched");
    expect(findingsOf(SWITCH, OUTAGE.subject, OUTAGE.found)).toEqual(findings);
  });

  it("leaves neither side denying writes once writes at the source were unblocked by hand", () => {
    expect(findingsOf(SWITCH, DENIED_WRITES.subject, DENIED_WRITES.rescued)).toEqual([
      "reads-not-switched",
      "writes-not-switched",
      "no-side-denies-writes",
    ]);
  });
});

describe("a switch that Vitess cancelled by itself", () => {
  it("is in between if the reads stayed switched because the client was gone", () => {
    const before = { ...CLIENT_GONE.after, rules: DENIED_WRITES.before.rules };
    expect(verdict(SWITCH, ALL_TYPES, CLIENT_GONE.subject, before, CLIENT_GONE.after)).toEqual({
      kind: "between",
      findings: ["reads-switched", "writes-not-switched"],
    });
  });

  it("is in between if the workflow was stopped before and Vitess started it", () => {
    expect(verdict(SWITCH, ALL_TYPES, STOPPED.subject, STOPPED.before, STOPPED.afterSwitch)).toEqual({
      kind: "between",
      findings: ["reads-switched", "writes-not-switched"],
    });
  });

  it("is untouched if nothing differs from before", () => {
    expect(
      verdict(SWITCH, ALL_TYPES, UNSHARDED.subject, UNSHARDED.copied, { ...UNSHARDED.copied, at: UNSHARDED.copied.at + 60_000 }),
    ).toEqual({ kind: "untouched" });
  });
});

describe("a reverse", () => {
  it("is done when traffic, denied tables and the forward streams are back", () => {
    expect(verdict(REVERSE, ALL_TYPES, UNSHARDED.subject, UNSHARDED.switched, UNSHARDED.reversed)).toEqual({ kind: "done" });
  });

  it("is unfinished until the forward streams run", () => {
    const stopped = { ...UNSHARDED.reversed, workflow: UNSHARDED.switched.workflow } as Reading;
    expect(verdict(REVERSE, ALL_TYPES, UNSHARDED.subject, UNSHARDED.switched, stopped)).toEqual({
      kind: "unfinished",
      findings: ["reads-not-switched", "writes-not-switched", "forward-not-running"],
    });
  });

  it("without a running reverse workflow loses the forward workflow and leaves the writes at the target", () => {
    expect(verdict(REVERSE, ALL_TYPES, ONE_WAY.subject, ONE_WAY.switched, ONE_WAY.afterReverse)).toEqual({
      kind: "between",
      findings: ["reads-not-switched", "writes-switched", "workflow-gone"],
    });
  });
});

describe("a complete", () => {
  it("is done when both workflows, rules, denied tables and the source's tables are gone", () => {
    expect(verdict(COMPLETE, [], UNSHARDED.subject, UNSHARDED.switchedAgain, UNSHARDED.completed)).toEqual({ kind: "done" });
  });

  it("is unfinished once a table is gone and something else is left", () => {
    const halfWay = { ...UNSHARDED.switchedAgain, sourceTables: ["corder"] };
    expect(verdict(COMPLETE, [], UNSHARDED.subject, UNSHARDED.switchedAgain, halfWay)).toEqual({
      kind: "unfinished",
      findings: ["workflow-left", "reverse-left", "rules-left", "source-tables-left", "denied-tables-left"],
    });
  });

  it("that was refused changed nothing, even if a table was missing before it", () => {
    const missing = { ...UNSHARDED.switchedAgain, sourceTables: ["corder"] };
    expect(verdict(COMPLETE, [], UNSHARDED.subject, missing, missing)).toEqual({ kind: "untouched" });
  });

  it("is not confirmed by what a cancel leaves: the source still has the tables", () => {
    expect(isDone(want(COMPLETE, [], CANCELS.cancelled.subject), CANCELS.cancelled.reading)).toBe(false);
  });

  it("that keeps the data differs from a cancel that keeps it by the side that still denies", () => {
    const keeping: WorkflowOperation = { verb: "complete", options: { ...COMPLETE.options, keepData: true } };
    expect(isDone(want(keeping, [], CANCELS.keptData.subject), CANCELS.keptData.reading)).toBe(false);
    const sourceDenies = [{ keyspace: "commerce" as Keyspace, shard: "0", tables: ["product", "corder"] }];
    expect(isDone(want(keeping, [], CANCELS.keptData.subject), { ...CANCELS.keptData.reading, denied: sourceDenies })).toBe(true);
  });
});

describe("a cancel", () => {
  it("is done when workflow, rules, denied tables and the target's tables are gone", () => {
    expect(verdict(CANCEL, [], CANCELS.cancelled.subject, CANCELS.running.reading, CANCELS.cancelled.reading)).toEqual({ kind: "done" });
  });

  it("that keeps the data leaves tables and denied tables at the target, as requested", () => {
    expect(isDone(want(CANCEL_KEEPING_DATA, [], CANCELS.keptData.subject), CANCELS.keptData.reading)).toBe(true);
  });

  it("that drops the data is unfinished in the same state", () => {
    expect(verdict(CANCEL, [], CANCELS.keptData.subject, CANCELS.running.reading, CANCELS.keptData.reading)).toEqual({
      kind: "unfinished",
      findings: ["workflow-gone", "target-tables-left", "denied-tables-left"],
    });
  });

  it("is not confirmed by what a complete leaves", () => {
    expect(isDone(want(CANCEL, [], UNSHARDED.subject), UNSHARDED.completed)).toBe(false);
  });
});

describe("what people must know of traffic", () => {
  const { subject, copied, switched } = UNSHARDED;
  const found = (reading: Reading, operation?: WorkflowOperation) =>
    trafficFindings(operation, subject, reading).filter((one) => one !== false);
  const denied = [...copied.denied, ...switched.denied];

  it("says which sides deny writes", () => {
    expect(found({ ...copied, denied })).toEqual(["reads-not-switched", "writes-not-switched", "both-sides-deny-writes"]);
    expect(found({ ...switched, denied: copied.denied })).toEqual(["reads-switched", "writes-switched", "target-denies-writes"]);
    expect(found({ ...switched, denied: [] })).toEqual(["reads-switched", "writes-switched", "no-side-denies-writes"]);
    expect([found(copied), found(switched)]).toEqual([
      ["reads-not-switched", "writes-not-switched"],
      ["reads-switched", "writes-switched"],
    ]);
  });

  it("says what is saved and not served, and what nobody knows of", () => {
    const unserved = { ...switched, served: [{ cell: "zone1", rules: copied.rules }], servedUnread: ["zone2"] };
    expect(found(unserved)).toEqual(expect.arrayContaining(["rules-not-served", "served-unread"]));
  });

  it("misses a reverse workflow after a switch that wanted one, and then only", () => {
    const { reverse: _none, ...without } = switched;
    expect(found(without, SWITCH)).toEqual(["reads-switched", "writes-switched", "reverse-missing"]);
    for (const operation of [undefined, REVERSE, SWITCH_ONE_WAY])
      expect(found(without, operation)).toEqual(["reads-switched", "writes-switched"]);
    const stopped = ONE_WAY.switched.reverse;
    if (stopped === undefined) throw new Error("the recording has one");
    expect(found({ ...switched, reverse: stopped }, SWITCH)).toContain("reverse-not-running");
    expect(found({ ...copied, reverse: stopped }, SWITCH)).toEqual(["reads-not-switched", "writes-not-switched"]);
  });

  it("does not call the streams of a workflow that is gone stopped", () => {
    const { workflow: _gone, ...gone } = copied;
    expect(found(gone)).toEqual(["reads-not-switched", "writes-not-switched", "workflow-gone"]);
  });
});

describe("a goal", () => {
  const { subject, copied, readsSwitched, switched, reversed, completed } = UNSHARDED;
  const { reading: cancelled, subject: cancelledSubject } = CANCELS.cancelled;

  it("of traffic is not reached where the workflow is gone", () => {
    const { workflow: _s, ...there } = readsSwitched;
    const { workflow: _b, ...back } = copied;
    expect(isDone(want(SWITCH, READS, subject), there)).toBe(false);
    expect(isDone(want(REVERSE, READS, subject), back)).toBe(false);
  });

  it("of a reverse wants the target to deny writes everywhere, and the source nowhere", () => {
    expect(isDone(want(REVERSE, ALL_TYPES, subject), reversed)).toBe(true);
    for (const denied of [[], [...reversed.denied, ...switched.denied], switched.denied])
      expect(isDone(want(REVERSE, ALL_TYPES, subject), { ...reversed, denied })).toBe(false);
  });

  it("of an end wants the reverse workflow gone, the rules and the denied tables of both sides", () => {
    const left: readonly Partial<Reading>[] = [
      { reverse: switched.reverse as Workflow },
      { rules: switched.rules },
      { denied: switched.denied },
      { denied: copied.denied },
      { sourceTables: subject.tables },
    ];
    for (const one of left) expect(isDone(want(COMPLETE, [], subject), { ...completed, ...one })).toBe(false);
  });

  it("of an end that ignores the source asks nothing of it", () => {
    const options = { ...CANCEL.options, ignoreSourceKeyspace: true };
    const ignoring: WorkflowOperation = { verb: "cancel", options };
    const source = [{ keyspace: "commerce" as Keyspace, shard: "0", tables: cancelledSubject.tables }];
    const target = [{ keyspace: "customer" as Keyspace, shard: "0", tables: cancelledSubject.tables }];
    const withReverse = { ...cancelled, reverse: switched.reverse as Workflow, denied: source };
    expect(isDone(want(ignoring, [], cancelledSubject), withReverse)).toBe(true);
    expect(isDone(want(CANCEL, [], cancelledSubject), withReverse)).toBe(false);
    expect(isDone(want(ignoring, [], cancelledSubject), { ...withReverse, denied: target })).toBe(false);
    const tables = { ...withReverse, targetTables: cancelledSubject.tables };
    expect(isDone(want(ignoring, [], cancelledSubject), tables)).toBe(false);
    expect(isDone(want({ verb: "cancel", options: { ...options, keepData: true } }, [], cancelledSubject), tables)).toBe(true);
    const completing: WorkflowOperation = { verb: "complete", options: { ...COMPLETE.options, ignoreSourceKeyspace: true } };
    expect(isDone(want(completing, [], cancelledSubject), tables)).toBe(true);
  });

  it("of a tenant's end leaves the tables, which hold the rows of others", () => {
    const tenant = { ...cancelledSubject, kind: "tenant" } as const;
    const tables = { ...cancelled, sourceTables: tenant.tables, targetTables: tenant.tables };
    expect(isDone(want(CANCEL, [], tenant), tables)).toBe(true);
    expect(isDone(want({ verb: "delete", options: CANCEL.options }, [], tenant), tables)).toBe(true);
    expect(isDone(want(COMPLETE, [], tenant), tables)).toBe(false);
  });

  it("of cleaning up shard by shard leaves the source to deny what the target serves", () => {
    const options = { ...CANCEL.options, keepData: true, keepRoutingRules: true };
    const byShard: Subject = { ...subject, kind: "shards" };
    const gone = { ...completed, denied: switched.denied, rules: switched.rules };
    const isOver = (who: Subject, change: Partial<typeof options> = {}): boolean =>
      isDone(want({ verb: "cancel", options: { ...options, ...change } }, [], who), { ...gone, denied: copied.denied });
    expect([isOver(byShard), isOver(subject), isOver(byShard, { keepRoutingRules: false })]).toEqual([true, true, false]);
    const target = { ...gone, denied: [...switched.denied, ...copied.denied] };
    expect(isDone(want({ verb: "cancel", options }, [], byShard), target)).toBe(true);
    expect(isDone(want({ verb: "cancel", options }, [], subject), target)).toBe(false);
  });
});

const halfDropped = (side: "sourceTables" | "targetTables"): Reading => ({ ...UNSHARDED.switchedAgain, [side]: ["corder"] });

const inOneCell = (reading: Reading) => [{ cell: "zone1", rules: reading.rules }];

const kindOfWrites = (reading: Reading) => verdictOf(want(SWITCH, ["PRIMARY"], UNSHARDED.subject), false, reading).kind;

const inCells = (...readings: readonly Reading[]) => readings.map(({ rules }, index) => ({ cell: `zone${index + 1}`, rules }));

const isSwitchDone = (reading: Reading, types = ALL_TYPES) => isDone(want(SWITCH, types, UNSHARDED.subject), reading);

describe("what something did to a move that has not reached its goal", () => {
  const { subject, copied, switched, switchedAgain } = UNSHARDED;
  const changed = (operation: WorkflowOperation, reading: Reading) => verdictOf(want(operation, [], subject), false, reading).kind;
  const DELETE: WorkflowOperation = { verb: "delete", options: CANCEL.options };

  it("is open while the workflow and every table are there, and not once one is gone", () => {
    for (const operation of [CANCEL, DELETE, COMPLETE]) {
      expect(changed(operation, switchedAgain)).toBe("between");
      const { workflow: _gone, ...without } = switchedAgain;
      expect(changed(operation, without)).toBe("unfinished");
    }
    expect([changed(COMPLETE, halfDropped("sourceTables")), changed(COMPLETE, halfDropped("targetTables"))]).toEqual([
      "unfinished",
      "between",
    ]);
    for (const operation of [CANCEL, DELETE])
      expect([changed(operation, halfDropped("targetTables")), changed(operation, halfDropped("sourceTables"))]).toEqual([
        "unfinished",
        "between",
      ]);
  });

  it("is nothing where nothing differs, also for a delete that meets a missing table", () => {
    expect(verdictOf(want(DELETE, [], subject), true, { ...switchedAgain, targetTables: [] })).toEqual({ kind: "untouched" });
  });

  it("cannot be undone once the saved rules, or those of a cell, lead writes to the target", () => {
    expect(kindOfWrites({ ...copied, rules: switched.rules, served: inOneCell(copied) })).toBe("unfinished");
    expect(kindOfWrites({ ...copied, served: inOneCell(switched) })).toBe("unfinished");
    expect(kindOfWrites({ ...copied, denied: switched.denied, served: inOneCell(copied) })).toBe("between");
  });

  it("is not done while what is served and what is saved differ, whichever of them is ahead", () => {
    expect(isSwitchDone({ ...switched, served: inCells(switched, switched) })).toBe(true);
    expect(isSwitchDone({ ...switched, served: inCells(switched, copied) })).toBe(false);
    expect(isSwitchDone({ ...switched, rules: copied.rules, served: inCells(switched) })).toBe(false);
    // What is served counts, and Vitess's words mix both documents.
    expect(isSwitchDone({ ...switched, served: inCells(switched), trafficState: "All Reads Switched. Writes Not Switched" })).toBe(true);
  });

  it("of some cells is judged there, and of writes everywhere", () => {
    const cells = [
      { cell: "zone1", rules: switched.rules },
      { cell: "zone2", rules: copied.rules },
    ];
    const zone1: WorkflowOperation = { verb: "switch", options: { ...SWITCH.options, cells: ["zone1"] } };
    expect(isDone(want(zone1, READS, subject), { ...switched, served: cells })).toBe(true);
    expect(isDone(want(zone1, ["PRIMARY"], subject), { ...switched, served: cells })).toBe(false);
  });
});

const shapeOfSharded = (reading: Reading) => shapeOf(SHARDED.subject, reading);

describe("the shape of what an operation changes", () => {
  const { subject, copied, switched } = UNSHARDED;
  const shape = shapeOf(subject, copied);

  it("is another one with another stream, message, rule or table, or with rules that are saved and not served", () => {
    const [rule] = copied.rules.tables.filter(({ from }) => from === "commerce.customer");
    const changes: readonly Reading[] = [
      withStreams(copied, () => ({ state: "Stopped" })),
      withStreams(copied, () => ({ message: "x" })),
      withStreams(copied, () => ({ id: 99n })),
      { ...copied, reverse: switched.reverse as Workflow },
      { ...copied, denied: [] },
      { ...copied, sourceTables: [] },
      { ...copied, rules: { ...copied.rules, tables: copied.rules.tables.filter((one) => one !== rule) } },
      { ...copied, rules: { ...copied.rules, tables: [...copied.rules.tables, { from: "customer.corder@x", to: ["a", "b"] }] } },
      { ...copied, served: [{ cell: "zone1", rules: switched.rules }] },
    ];
    const shapes = changes.map((reading) => shapeOf(subject, reading));
    expect(new Set([shape, ...shapes]).size).toBe(changes.length + 1);
  });

  it("is the same whatever order Vitess lists things in, and whatever happens to other tables", () => {
    const { rules } = SHARDED.copied;
    const workflow = SHARDED.copied.workflow as Workflow;
    expect(shapeOfSharded({ ...SHARDED.copied, workflow: { ...workflow, streams: workflow.streams.toReversed() } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    expect(shapeOfSharded({ ...SHARDED.copied, rules: { ...rules, tables: rules.tables.toReversed() } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    const other = { from: "commerce.product", to: ["customer.product"] };
    expect(shapeOfSharded({ ...SHARDED.copied, rules: { ...rules, tables: [...rules.tables, other] } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    expect(shapeOfSharded({ ...SHARDED.copied, served: [{ cell: "zone1", rules }] })).toBe(shapeOfSharded(SHARDED.copied));
  });
});

describe("moves that table rules do not route", () => {
  const partial: Reading = {
    ...UNSHARDED.switched,
    ...(UNSHARDED.switched.workflow === undefined ? {} : { workflow: { ...UNSHARDED.switched.workflow, subType: "Partial" } }),
    trafficState: "Reads partially switched, for shards: 0. Writes partially switched, for shards: 0",
    rules: { ...UNSHARDED.copied.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" }] },
  };

  it("shard by shard: done according to the shard rules, although table rules and words say otherwise", () => {
    expect(isDone(want(SWITCH, ALL_TYPES, UNSHARDED.subject), partial)).toBe(true);
    const before = [{ fromKeyspace: "customer", toKeyspace: "commerce", shard: "0" }];
    expect(isDone(want(SWITCH, ALL_TYPES, UNSHARDED.subject), { ...partial, rules: { ...partial.rules, shards: before } })).toBe(false);
  });

  it("multi-tenant: done according to the keyspace rules, with no table denied anywhere", () => {
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    const tenant = { ...UNSHARDED.switched, denied: [], rules: { tables: [], shards: [], keyspaces, mirrors: [] } };
    expect(isDone(want(SWITCH, ALL_TYPES, UNSHARDED.subject), tenant)).toBe(true);
    const readsOnly = { ...tenant, rules: { ...tenant.rules, keyspaces: keyspaces.slice(1) } };
    expect(isDone(want(SWITCH, ALL_TYPES, UNSHARDED.subject), readsOnly)).toBe(false);
    expect(findingsOf(SWITCH, UNSHARDED.subject, readsOnly)).toEqual(["reads-switched", "writes-not-switched", "forward-not-running"]);
  });

  it("created without rules: nothing is switched according to Vitess's words", () => {
    expect(isDone(want(SWITCH, ALL_TYPES, CANCELS.withoutRules.subject), CANCELS.withoutRules.reading)).toBe(false);
    expect(isDone(want(REVERSE, READS, CANCELS.withoutRules.subject), CANCELS.withoutRules.reading)).toBe(true);
  });
});
