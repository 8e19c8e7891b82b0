import { describe, expect, test } from "vitest";
import { outsideChanges } from "../../../src/core/situation/outside-changes.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { moveOf, UNSHARDED, withoutWords } from "../moments.ts";

const { subject, copied, readsSwitched, switched, reversed } = UNSHARDED;
const move = moveOf(subject);

/** The streams of a reading, all with this state and message. */
function streams(reading: Reading, state: string, message: string): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow");
  return { ...reading, workflow: { ...reading.workflow, streams: reading.workflow.streams.map((one) => ({ ...one, state, message })) } };
}

describe("changes that somebody else made between two readings", () => {
  test("are recognised in a recorded switch of reads, of writes, and a reverse", () => {
    expect(outsideChanges(move, copied, readsSwitched)).toEqual(["reads-switched"]);
    expect(outsideChanges(move, readsSwitched, switched)).toEqual(["writes-switched"]);
    expect(outsideChanges(move, copied, switched)).toEqual(["reads-switched", "writes-switched"]);
    expect(outsideChanges(move, switched, reversed)).toEqual(["reads-switched-back", "writes-switched-back"]);
  });

  test("are the same without Vitess's own words, as the watch reads them", () => {
    expect(outsideChanges(move, withoutWords(readsSwitched), withoutWords(switched))).toEqual(["writes-switched"]);
  });

  test("are none if nothing changed", () => {
    expect(outsideChanges(move, copied, copied)).toEqual([]);
    expect(outsideChanges(move, switched, switched)).toEqual([]);
  });

  test("include streams stopped and started by hand", () => {
    const stopped = streams(copied, "Stopped", "");
    expect(outsideChanges(move, copied, stopped)).toEqual(["streams-stopped"]);
    expect(outsideChanges(move, stopped, copied)).toEqual(["streams-started"]);
  });

  test("do not include streams stopped by a VDiff, a switch or an error", () => {
    for (const message of ["for vdiff", "stopped for cutover", "Stopped after copy."]) {
      expect(outsideChanges(move, copied, streams(copied, "Stopped", message))).toEqual([]);
    }
    expect(outsideChanges(move, copied, streams(copied, "Error", "task error: errno 1062"))).toEqual([]);
  });

  test("include mirror rules that came or went", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 10 }];
    const mirrored = { ...copied, rules: { ...copied.rules, mirrors } };
    expect(outsideChanges(move, copied, mirrored)).toEqual(["mirroring-changed"]);
    expect(outsideChanges(move, mirrored, copied)).toEqual(["mirroring-changed"]);
  });

  test("do not include a workflow that is gone, which is announced elsewhere", () => {
    const { workflow: _gone, ...without } = switched;
    expect(outsideChanges(move, switched, without)).toEqual([]);
  });
});
