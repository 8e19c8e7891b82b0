import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { CANCEL, COMPLETE, DENIED_WRITES, KILLED, STREAMS, UNSHARDED } from "../moments.ts";
import { closed, gate, OPEN, PARTIAL, READS_LEFT } from "./gate.ts";

describe("ending a move", () => {
  it("does not complete while reads are left behind, or while nobody knows what a cell serves", () => {
    expect(gate(COMPLETE, [], READS_LEFT)).toEqual(closed("reads-left"));
    const unread = { ...UNSHARDED.switched, servedUnread: ["zone2"] };
    expect(gate(COMPLETE, [], unread)).toEqual(closed("served-unread"));
  });

  it("does not complete a switch whose streams are not frozen, or that was cut off before the writes moved", () => {
    const running = { ...UNSHARDED.switched, workflow: UNSHARDED.copied.workflow } as Reading;
    expect(gate(COMPLETE, [], running)).toEqual(closed("switch-unfinished"));
    const early = { ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.outage.rules };
    expect(gate(COMPLETE, [], early, KILLED.subject)).toEqual(closed("switch-unfinished"));
  });

  it("cancels with tables dropped only when it is known what every cell serves", () => {
    const unread = { ...UNSHARDED.copied, servedUnread: ["zone2"] };
    expect(gate(CANCEL, [], unread)).toEqual(closed("served-unread"));
    const keeps: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } };
    expect(gate(keeps, [], unread)).toEqual(OPEN);
  });

  it("cleans up a switched move shard by shard only, with data and rules kept", () => {
    const keeps: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } };
    expect(gate(keeps, [], PARTIAL)).toEqual(OPEN);
    expect(gate(keeps, [], UNSHARDED.switched)).toEqual(closed("already-switched"));
    expect(gate(CANCEL, [], PARTIAL)).toEqual(closed("already-switched"));
  });

  it("is a complete only once everything is switched", () => {
    expect(gate(COMPLETE, [], UNSHARDED.switched)).toEqual(OPEN);
    expect(gate(COMPLETE, [], UNSHARDED.readsSwitched)).toEqual(closed("not-switched"));
    expect(gate(COMPLETE, [], UNSHARDED.reversed)).toEqual(closed("not-switched"));
  });

  it("refuses to complete what was never switched, and says so", () => {
    expect(gate(COMPLETE, [], UNSHARDED.copied)).toEqual({ kind: "closed", reason: "not-switched" });
  });

  it("refuses to complete a switch that was cut off", () => {
    expect(gate(COMPLETE, [], { ...KILLED.rightAfter, lockHolders: [] }, KILLED.subject)).toEqual(closed("switch-unfinished"));
    expect(gate(COMPLETE, [], KILLED.finished, KILLED.subject)).toEqual(OPEN);
  });

  it("cancels while writes are at the source, even with reads switched or streams in error", () => {
    expect(gate(CANCEL, [], UNSHARDED.readsSwitched)).toEqual(OPEN);
    expect(gate(CANCEL, [], STREAMS.duplicateKey.reading, STREAMS.duplicateKey.subject)).toEqual(OPEN);
    expect(gate(CANCEL, [], UNSHARDED.switched)).toEqual(closed("already-switched"));
  });

  it("cancels and deletes with reads switched only where Vitess does", () => {
    const older: Reading = { ...UNSHARDED.readsSwitched, cancelWantsReadsBack: true };
    for (const verb of ["cancel", "delete"] as const) {
      const ending: WorkflowOperation = { verb, options: CANCEL_DEFAULTS };
      expect(gate(ending, [], older)).toEqual(closed("reads-switched"));
      expect(gate(ending, [], { ...UNSHARDED.copied, cancelWantsReadsBack: true })).toEqual(OPEN);
    }
  });

  it("is refused with the data kept while writes are denied where they go: without the workflow nothing could unblock them", () => {
    const outage: Reading = { ...UNSHARDED.copied, denied: UNSHARDED.switched.denied };
    for (const verb of ["cancel", "delete"] as const) {
      const keeps: WorkflowOperation = { verb, options: { ...CANCEL_DEFAULTS, keepData: true } };
      expect(gate(keeps, [], outage)).toEqual(closed("writes-denied"));
      expect(gate(keeps, [], UNSHARDED.copied)).toEqual(OPEN);
      expect(gate({ verb, options: CANCEL_DEFAULTS }, [], outage)).toEqual(OPEN);
    }
  });

  it("is refused with the rules kept while they send reads to the target, which would be dropped or left behind", () => {
    for (const verb of ["cancel", "delete"] as const) {
      const keeps: WorkflowOperation = { verb, options: { ...CANCEL_DEFAULTS, keepRoutingRules: true } };
      expect(gate(keeps, [], UNSHARDED.readsSwitched)).toEqual(closed("already-switched"));
      expect(gate(keeps, [], UNSHARDED.copied)).toEqual(OPEN);
    }
  });
});
