import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import { gateOf } from "../../../src/core/operation/outcome/gates.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import type { Subject, GoalOfCall } from "../../../src/core/operation/outcome/verdict.ts";
import {
  ALL_TYPES,
  CANCEL,
  CANCELS,
  COMPLETE,
  DENIED_WRITES,
  KILLED,
  ONE_WAY,
  READS,
  REVERSE,
  SHARDED,
  STOPPED,
  STREAMS,
  SWITCH,
  UNSHARDED,
} from "../moments.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

const want = (operation: WorkflowOperation, types: readonly TabletType[], subject: Subject): GoalOfCall => ({ operation, types, subject });
const OPEN = { kind: "open" };
const closed = (reason: string): object => ({ kind: "closed", reason });

function withWorkflow(reading: Reading, change: Partial<Workflow>): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow to change");
  return { ...reading, workflow: { ...reading.workflow, ...change } };
}

describe("a switch", () => {
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

describe("ending a move", () => {
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
