import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import { gateOf } from "../../../src/core/operation/outcome/gates.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { CANCEL, COMPLETE, DENIED_WRITES, KILLED, STREAMS, UNSHARDED } from "../moments.ts";
import { want } from "./given.ts";
import { closed, OPEN, PARTIAL, READS_LEFT } from "./gate.ts";

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
