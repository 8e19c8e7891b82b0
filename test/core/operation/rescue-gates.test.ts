import { describe, expect, it, test } from "vitest";
import { isOverByTime, mayBeAlive, decideRescueGate, serveGate } from "../../../src/core/operation/outcome/gates.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { toSides } from "../../../src/core/operation/outcome/verdict.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";
import { FROZEN } from "../../../src/core/move/phase.ts";
import { DENIED_WRITES, moveOf, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
import { closed, OPEN, READS_LEFT } from "./gate.ts";

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
    expect(decideRescueGate(facts, outageLater, undefined)).toEqual(OPEN);
    expect(decideRescueGate({ ...facts, denied: [] }, outageLater, undefined)).toEqual(closed("nothing-denied"));
    expect(decideRescueGate({ ...facts, side: "target" }, outageLater, undefined)).toEqual(closed("nothing-denied"));
  });

  it("that only has tablets read the record is right at any time, and wants a workflow all the same", () => {
    const refresh = { ...facts, denied: [], refreshOnly: true } as const;
    expect(decideRescueGate(refresh, DENIED_WRITES.outage, undefined)).toEqual(OPEN);
    expect(decideRescueGate(refresh, lost, undefined)).toEqual(closed("workflow-missing"));
  });

  it("gives nothing back at the source where the writes go to the target", () => {
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    expect(decideRescueGate(there, UNSHARDED.switched, undefined)).toEqual(closed("routed-to-target"));
  });

  it("waits where saved and served rules lead the writes to different sides", () => {
    const served = [{ cell: "zone1", rules: UNSHARDED.switched.rules }];
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    expect(decideRescueGate(there, { ...UNSHARDED.copied, served }, undefined)).toEqual(closed("serving-not-proven"));
  });

  it("of a lost workflow is judged by its reverse workflow", () => {
    const { reverse } = UNSHARDED.switched;
    const { workflow: _none, ...bare } = UNSHARDED.copied;
    const there = { ...UNSHARDED.subject, side: "source", denied: UNSHARDED.subject.tables } as const;
    if (reverse === undefined) throw new Error("the recording has one");
    expect(decideRescueGate(there, { ...bare, reverse }, undefined)).toEqual(closed("rules-lost"));
    const over = { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, state: "Stopped", message: FROZEN })) };
    expect(decideRescueGate(there, { ...bare, reverse: over }, undefined)).toEqual(OPEN);
  });
});

describe("serving the saved rules", () => {
  const { subject, copied, switched } = UNSHARDED;
  const unserved: Reading = { ...switched, served: [{ cell: "zone1", rules: copied.rules }] };
  const gate = (reading: Reading, others?: readonly string[]) => serveGate(toSides(subject), reading, { others });

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
