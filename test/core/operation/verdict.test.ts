import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { listOutcomeFacts, describeShape, type Subject, type Verdict, reachVerdict } from "../../../src/core/operation/outcome/verdict.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
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
} from "../moments.ts";
import { isReached, want } from "./given.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

/** The verdict as an execution needs it: was anything changed since `before`? */
function verdict(operation: WorkflowOperation, types: readonly TabletType[], subject: Subject, before: Reading, after: Reading): Verdict {
  return reachVerdict(want(operation, types, subject), describeShape(subject, before) === describeShape(subject, after), after);
}

describe("a switch that succeeded", () => {
  const { subject } = UNSHARDED;

  it("is not done before it is sent", () => {
    expect(isReached(SWITCH, ALL_TYPES, UNSHARDED.copied)).toBe(false);
    expect(isReached(SWITCH, READS, UNSHARDED.copied)).toBe(false);
  });

  it("is done for reads once they are switched, and not for writes", () => {
    expect(verdict(SWITCH, READS, subject, UNSHARDED.copied, UNSHARDED.readsSwitched)).toEqual({ kind: "done" });
    expect(isReached(SWITCH, ["PRIMARY"], UNSHARDED.readsSwitched)).toBe(false);
  });

  it("is done for writes once rules, words, denied tables, FROZEN and the reverse workflow all say so", () => {
    expect(verdict(SWITCH, ["PRIMARY"], subject, UNSHARDED.readsSwitched, UNSHARDED.switched)).toEqual({ kind: "done" });
  });

  it("is undone after the reverse, and done again after the second switch", () => {
    expect(isReached(SWITCH, ["PRIMARY"], UNSHARDED.reversed)).toBe(false);
    expect(isReached(SWITCH, ALL_TYPES, UNSHARDED.switchedAgain)).toBe(true);
  });

  it("needs every target shard to stop denying, and every stream frozen", () => {
    expect(isReached(SWITCH, ALL_TYPES, SHARDED.copied, SHARDED.subject)).toBe(false);
    expect(isReached(SWITCH, ALL_TYPES, SHARDED.switched, SHARDED.subject)).toBe(true);
    const oneShardDenies = {
      ...SHARDED.switched,
      denied: [...SHARDED.switched.denied, { keyspace: "customer2" as Keyspace, shard: shardNamed("80-"), tables: tablesNamed("corder") }],
    };
    expect(isReached(SWITCH, ALL_TYPES, oneShardDenies, SHARDED.subject)).toBe(false);
  });

  it.each([
    ["the rules still send writes to the source", { rules: UNSHARDED.readsSwitched.rules }],
    ["Vitess's words disagree", { trafficState: "All Reads Switched. Writes Not Switched" }],
    ["the source does not deny writes", { denied: [] }],
    ["the target denies writes as well", { denied: [...UNSHARDED.switched.denied, ...UNSHARDED.copied.denied] }],
    ["the streams are not frozen", { workflow: UNSHARDED.copied.workflow }],
    ["the reverse workflow is frozen", { reverse: UNSHARDED.reversed.reverse }],
  ] as const)("is not done while %s", (_, change) => {
    expect(isReached(SWITCH, ALL_TYPES, { ...UNSHARDED.switched, ...change } as Reading)).toBe(false);
  });

  it("needs no reverse workflow if none was requested", () => {
    expect(isReached(SWITCH_ONE_WAY, ALL_TYPES, ONE_WAY.switched, ONE_WAY.subject)).toBe(true);
    expect(isReached(SWITCH, ALL_TYPES, ONE_WAY.switched, ONE_WAY.subject)).toBe(false);
  });

  it("is not confirmed by a reading without Vitess's words", () => {
    const { trafficState: _, ...watched } = UNSHARDED.switched;
    expect(isReached(SWITCH, ALL_TYPES, watched)).toBe(false);
  });
});

describe("a switch in some cells only", () => {
  const inZone2: WorkflowOperation = { verb: "switch", options: { ...SWITCH.options, tabletTypes: READS, cells: ["zone2"] } };
  const words = "Reads partially switched. Replica switched in cells: zone1. Rdonly switched in cells: zone1. Writes Not Switched";
  const reading = { ...UNSHARDED.readsSwitched, trafficState: words };

  it("is judged by Vitess's words for those cells, because rules change for all cells at once", () => {
    expect(isReached(inZone2, READS, reading)).toBe(false);
    expect(isReached(inZone2, READS, { ...reading, trafficState: words.replaceAll("zone1", "zone1,zone2") })).toBe(true);
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
    expect(listOutcomeFacts(SWITCH, OUTAGE.subject, OUTAGE.found)).toEqual(findings);
  });

  it("leaves neither side denying writes once writes at the source were unblocked by hand", () => {
    expect(listOutcomeFacts(SWITCH, DENIED_WRITES.subject, DENIED_WRITES.rescued)).toEqual([
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
    const halfWay = { ...UNSHARDED.switchedAgain, sourceTables: tablesNamed("corder") };
    expect(verdict(COMPLETE, [], UNSHARDED.subject, UNSHARDED.switchedAgain, halfWay)).toEqual({
      kind: "unfinished",
      findings: ["workflow-left", "reverse-left", "rules-left", "source-tables-left", "denied-tables-left"],
    });
  });

  it("that was refused changed nothing, even if a table was missing before it", () => {
    const missing = { ...UNSHARDED.switchedAgain, sourceTables: tablesNamed("corder") };
    expect(verdict(COMPLETE, [], UNSHARDED.subject, missing, missing)).toEqual({ kind: "untouched" });
  });

  it("is not confirmed by what a cancel leaves: the source still has the tables", () => {
    expect(isReached(COMPLETE, [], CANCELS.cancelled.reading, CANCELS.cancelled.subject)).toBe(false);
  });

  it("that keeps the data differs from a cancel that keeps it by the side that still denies", () => {
    const keeping: WorkflowOperation = { verb: "complete", options: { ...COMPLETE.options, keepData: true } };
    expect(isReached(keeping, [], CANCELS.keptData.reading, CANCELS.keptData.subject)).toBe(false);
    const sourceDenies = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: tablesNamed("product", "corder") }];
    expect(isReached(keeping, [], { ...CANCELS.keptData.reading, denied: sourceDenies }, CANCELS.keptData.subject)).toBe(true);
  });
});

describe("a cancel", () => {
  it("is done when workflow, rules, denied tables and the target's tables are gone", () => {
    expect(verdict(CANCEL, [], CANCELS.cancelled.subject, CANCELS.running.reading, CANCELS.cancelled.reading)).toEqual({ kind: "done" });
  });

  it("that keeps the data leaves tables and denied tables at the target, as requested", () => {
    expect(isReached(CANCEL_KEEPING_DATA, [], CANCELS.keptData.reading, CANCELS.keptData.subject)).toBe(true);
  });

  it("that drops the data is unfinished in the same state", () => {
    expect(verdict(CANCEL, [], CANCELS.keptData.subject, CANCELS.running.reading, CANCELS.keptData.reading)).toEqual({
      kind: "unfinished",
      findings: ["workflow-gone", "target-tables-left", "denied-tables-left"],
    });
  });

  it("is not confirmed by what a complete leaves", () => {
    expect(isReached(CANCEL, [], UNSHARDED.completed)).toBe(false);
  });
});
