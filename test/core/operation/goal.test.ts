import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import { listOutcomeFacts, type Subject, reachVerdict } from "../../../src/core/operation/outcome/verdict.ts";
import { ALL_TYPES, CANCEL, CANCELS, COMPLETE, READS, REVERSE, SWITCH, UNSHARDED } from "../moments.ts";
import { isReached, want } from "./given.ts";
import { shardNamed } from "../../names.ts";

describe("a goal", () => {
  const { subject, copied, readsSwitched, switched, reversed, completed } = UNSHARDED;
  const { reading: cancelled, subject: cancelledSubject } = CANCELS.cancelled;

  it("of traffic is not reached where the workflow is gone", () => {
    const { workflow: _s, ...there } = readsSwitched;
    const { workflow: _b, ...back } = copied;
    expect(isReached(SWITCH, READS, there)).toBe(false);
    expect(isReached(REVERSE, READS, back)).toBe(false);
  });

  it("of a reverse wants the target to deny writes everywhere, and the source nowhere", () => {
    expect(isReached(REVERSE, ALL_TYPES, reversed)).toBe(true);
    for (const denied of [[], [...reversed.denied, ...switched.denied], switched.denied])
      expect(isReached(REVERSE, ALL_TYPES, { ...reversed, denied })).toBe(false);
  });

  it("of an end wants the reverse workflow gone, the rules and the denied tables of both sides", () => {
    const left: readonly Partial<Reading>[] = [
      { reverse: switched.reverse as Workflow },
      { rules: switched.rules },
      { denied: switched.denied },
      { denied: copied.denied },
      { sourceTables: subject.tables },
    ];
    for (const one of left) expect(isReached(COMPLETE, [], { ...completed, ...one })).toBe(false);
  });

  it("of an end that ignores the source asks nothing of it", () => {
    const options = { ...CANCEL.options, ignoreSourceKeyspace: true };
    const ignoring: WorkflowOperation = { verb: "cancel", options };
    const source = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: cancelledSubject.tables }];
    const target = [{ keyspace: "customer" as Keyspace, shard: shardNamed("0"), tables: cancelledSubject.tables }];
    const withReverse = { ...cancelled, reverse: switched.reverse as Workflow, denied: source };
    expect(isReached(ignoring, [], withReverse, cancelledSubject)).toBe(true);
    expect(isReached(CANCEL, [], withReverse, cancelledSubject)).toBe(false);
    expect(isReached(ignoring, [], { ...withReverse, denied: target }, cancelledSubject)).toBe(false);
    const tables = { ...withReverse, targetTables: cancelledSubject.tables };
    expect(isReached(ignoring, [], tables, cancelledSubject)).toBe(false);
    expect(isReached({ verb: "cancel", options: { ...options, keepData: true } }, [], tables, cancelledSubject)).toBe(true);
    const completing: WorkflowOperation = { verb: "complete", options: { ...COMPLETE.options, ignoreSourceKeyspace: true } };
    expect(isReached(completing, [], tables, cancelledSubject)).toBe(true);
  });

  it("of a tenant's end leaves the tables, which hold the rows of others", () => {
    const tenant = { ...cancelledSubject, kind: "tenant" } as const;
    const tables = { ...cancelled, sourceTables: tenant.tables, targetTables: tenant.tables };
    expect(isReached(CANCEL, [], tables, tenant)).toBe(true);
    expect(isReached({ verb: "delete", options: CANCEL.options }, [], tables, tenant)).toBe(true);
    expect(isReached(COMPLETE, [], tables, tenant)).toBe(false);
  });

  it("of cleaning up shard by shard leaves the source to deny what the target serves", () => {
    const options = { ...CANCEL.options, keepData: true, keepRoutingRules: true };
    const byShard: Subject = { ...subject, kind: "shards" };
    const gone = { ...completed, denied: switched.denied, rules: switched.rules };
    const isOver = (who: Subject, change: Partial<typeof options> = {}): boolean =>
      isReached({ verb: "cancel", options: { ...options, ...change } }, [], { ...gone, denied: copied.denied }, who);
    expect([isOver(byShard), isOver(subject), isOver(byShard, { keepRoutingRules: false })]).toEqual([true, true, false]);
    const target = { ...gone, denied: [...switched.denied, ...copied.denied] };
    expect(isReached({ verb: "cancel", options }, [], target, byShard)).toBe(true);
    expect(isReached({ verb: "cancel", options }, [], target)).toBe(false);
  });
});

const halfDropped = (side: "sourceTables" | "targetTables"): Reading => ({ ...UNSHARDED.switchedAgain, [side]: ["corder"] });
const inOneCell = (reading: Reading) => [{ cell: "zone1", rules: reading.rules }];
const kindOfWrites = (reading: Reading) => reachVerdict(want(SWITCH, ["PRIMARY"], UNSHARDED.subject), false, reading).kind;
const inCells = (...readings: readonly Reading[]) => readings.map(({ rules }, index) => ({ cell: `zone${index + 1}`, rules }));
const isSwitchDone = (reading: Reading, types = ALL_TYPES) => isReached(SWITCH, types, reading);

describe("what something did to a move that has not reached its goal", () => {
  const { subject, copied, switched, switchedAgain } = UNSHARDED;
  const changed = (operation: WorkflowOperation, reading: Reading) => reachVerdict(want(operation, [], subject), false, reading).kind;
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
    expect(reachVerdict(want(DELETE, [], subject), true, { ...switchedAgain, targetTables: [] })).toEqual({ kind: "untouched" });
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
    expect(isReached(zone1, READS, { ...switched, served: cells })).toBe(true);
    expect(isReached(zone1, ["PRIMARY"], { ...switched, served: cells })).toBe(false);
  });
});

describe("moves that table rules do not route", () => {
  const partial: Reading = {
    ...UNSHARDED.switched,
    ...(UNSHARDED.switched.workflow === undefined ? {} : { workflow: { ...UNSHARDED.switched.workflow, subType: "Partial" } }),
    trafficState: "Reads partially switched, for shards: 0. Writes partially switched, for shards: 0",
    rules: { ...UNSHARDED.copied.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }] },
  };

  it("shard by shard: done according to the shard rules, although table rules and words say otherwise", () => {
    expect(isReached(SWITCH, ALL_TYPES, partial)).toBe(true);
    const before = [{ fromKeyspace: "customer", toKeyspace: "commerce", shard: shardNamed("0") }];
    expect(isReached(SWITCH, ALL_TYPES, { ...partial, rules: { ...partial.rules, shards: before } })).toBe(false);
  });

  it("multi-tenant: done according to the keyspace rules, with no table denied anywhere", () => {
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    const tenant = { ...UNSHARDED.switched, denied: [], rules: { tables: [], shards: [], keyspaces, mirrors: [] } };
    expect(isReached(SWITCH, ALL_TYPES, tenant)).toBe(true);
    const readsOnly = { ...tenant, rules: { ...tenant.rules, keyspaces: keyspaces.slice(1) } };
    expect(isReached(SWITCH, ALL_TYPES, readsOnly)).toBe(false);
    expect(listOutcomeFacts(SWITCH, UNSHARDED.subject, readsOnly)).toEqual([
      "reads-switched",
      "writes-not-switched",
      "forward-not-running",
    ]);
  });

  it("created without rules: nothing is switched according to Vitess's words", () => {
    expect(isReached(SWITCH, ALL_TYPES, CANCELS.withoutRules.reading, CANCELS.withoutRules.subject)).toBe(false);
    expect(isReached(REVERSE, READS, CANCELS.withoutRules.reading, CANCELS.withoutRules.subject)).toBe(true);
  });
});
