import { describe, expect, test } from "vitest";
import { outsideChanges } from "../../../src/core/situation/outside-changes.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { moveOf, UNSHARDED, withoutWords } from "../moments.ts";

const { subject, copied, readsSwitched, switched, reversed } = UNSHARDED;
const move = moveOf(subject);

/** The streams of a reading, all in a state and with a message. */
function streams(reading: Reading, state: string, message: string): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow");
  return { ...reading, workflow: { ...reading.workflow, streams: reading.workflow.streams.map((one) => ({ ...one, state, message })) } };
}

describe("what somebody else did between two readings", () => {
  test("a recorded switch of reads, of writes, and the way back", () => {
    expect(outsideChanges(move, copied, readsSwitched)).toEqual(["reads-switched"]);
    expect(outsideChanges(move, readsSwitched, switched)).toEqual(["writes-switched"]);
    expect(outsideChanges(move, copied, switched)).toEqual(["reads-switched", "writes-switched"]);
    expect(outsideChanges(move, switched, reversed)).toEqual(["reads-switched-back", "writes-switched-back"]);
  });

  test("the same without Vitess's own words, as the watch reads it", () => {
    expect(outsideChanges(move, withoutWords(readsSwitched), withoutWords(switched))).toEqual(["writes-switched"]);
  });

  test("nothing, where nothing changed", () => {
    expect(outsideChanges(move, copied, copied)).toEqual([]);
    expect(outsideChanges(move, switched, switched)).toEqual([]);
  });

  test("streams that were stopped and started by hand", () => {
    const stopped = streams(copied, "Stopped", "");
    expect(outsideChanges(move, copied, stopped)).toEqual(["streams-stopped"]);
    expect(outsideChanges(move, stopped, copied)).toEqual(["streams-started"]);
  });

  test("a VDiff, a switch and an error stop streams as well, and say so themselves", () => {
    for (const message of ["for vdiff", "stopped for cutover", "Stopped after copy."]) {
      expect(outsideChanges(move, copied, streams(copied, "Stopped", message))).toEqual([]);
    }
    expect(outsideChanges(move, copied, streams(copied, "Error", "task error: errno 1062"))).toEqual([]);
  });

  test("mirror rules that came or went", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 10 }];
    const mirrored = { ...copied, rules: { ...copied.rules, mirrors } };
    expect(outsideChanges(move, copied, mirrored)).toEqual(["mirroring-changed"]);
    expect(outsideChanges(move, mirrored, copied)).toEqual(["mirroring-changed"]);
  });

  test("a workflow that is gone is told elsewhere", () => {
    const { workflow: _gone, ...without } = switched;
    expect(outsideChanges(move, switched, without)).toEqual([]);
  });
});
