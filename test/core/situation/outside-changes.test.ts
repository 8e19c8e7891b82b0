import { describe, expect, test } from "vitest";
import { findCleanedOutside, attributeLateChange, findOutsideChanges } from "../../../src/core/situation/outside-changes.ts";
import { AT_WORK_FOR_MS, type BrokenCall } from "../../../src/core/move/broken-call.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { KILLED, moveOf, SHARDED, UNSHARDED, withoutWords, withStreams } from "../moments.ts";
import { tableNamed } from "../../names.ts";

const { subject, copied, readsSwitched, switched, reversed } = UNSHARDED;
const move = moveOf(subject);

/** The streams of a reading, all with this state and message. */
function streams(reading: Reading, state: string, message: string): Reading {
  if (reading.workflow === undefined) throw new Error("no workflow");
  return { ...reading, workflow: { ...reading.workflow, streams: reading.workflow.streams.map((one) => ({ ...one, state, message })) } };
}

describe("changes that somebody else made between two readings", () => {
  test("are recognised in a recorded switch of reads, of writes, and a reverse", () => {
    expect(findOutsideChanges(move, copied, readsSwitched)).toEqual(["reads-switched"]);
    expect(findOutsideChanges(move, readsSwitched, switched)).toEqual(["writes-switched"]);
    expect(findOutsideChanges(move, copied, switched)).toEqual(["reads-switched", "writes-switched"]);
    expect(findOutsideChanges(move, switched, reversed)).toEqual(["reads-switched-back", "writes-switched-back"]);
  });

  test("are the same without Vitess's own words, as the watch reads them", () => {
    expect(findOutsideChanges(move, withoutWords(readsSwitched), withoutWords(switched))).toEqual(["writes-switched"]);
  });

  test("are none if nothing changed", () => {
    expect(findOutsideChanges(move, copied, copied)).toEqual([]);
    expect(findOutsideChanges(move, switched, switched)).toEqual([]);
  });

  test("include streams stopped and started by hand", () => {
    const stopped = streams(copied, "Stopped", "");
    expect(findOutsideChanges(move, copied, stopped)).toEqual(["streams-stopped"]);
    expect(findOutsideChanges(move, stopped, copied)).toEqual(["streams-started"]);
  });

  test("do not include streams stopped by a VDiff, a switch or an error", () => {
    for (const message of ["for vdiff", "stopped for cutover", "Stopped after copy."]) {
      expect(findOutsideChanges(move, copied, streams(copied, "Stopped", message))).toEqual([]);
    }
    expect(findOutsideChanges(move, copied, streams(copied, "Error", "task error: errno 1062"))).toEqual([]);
  });

  test("include mirror rules that came or went", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 10 }];
    const mirrored = { ...copied, rules: { ...copied.rules, mirrors } };
    expect(findOutsideChanges(move, copied, mirrored)).toEqual(["mirroring-changed"]);
    expect(findOutsideChanges(move, mirrored, copied)).toEqual(["mirroring-changed"]);
  });

  test("do not include a workflow that is gone, which is announced elsewhere", () => {
    const { workflow: _gone, ...without } = switched;
    expect(findOutsideChanges(move, switched, without)).toEqual([]);
  });
});

describe("streams that stand or go", () => {
  const { subject: sharded, copied: two } = SHARDED;
  const those = (...changes: readonly object[]): Reading => withStreams(two, (_, index) => changes[index] ?? {});
  const STOPPED = { state: "Stopped", message: "" };
  const of = (before: Reading, after: Reading) => findOutsideChanges(moveOf(sharded), before, after);

  test("count as stopped and as started only when all of them are, and a copying stream runs", () => {
    const both = those(STOPPED, STOPPED);
    expect([of(two, those(STOPPED)), of(those(STOPPED), both)]).toEqual([[], []]);
    expect(of(those({ state: "Copying" }), both)).toEqual(["streams-stopped"]);
    expect(of(both, those({ state: "Copying" }, { state: "Copying" }))).toEqual(["streams-started"]);
    expect(of(those({ state: "Error", message: "x" }), both)).toEqual([]);
  });

  test("say nothing where there are none, or where the writes moved as well", () => {
    const none = { ...copied, workflow: { ...copied.workflow, streams: [] } } as unknown as Reading;
    const stopped = streams(copied, "Stopped", "");
    expect([findOutsideChanges(move, none, stopped), findOutsideChanges(move, copied, none)]).toEqual([[], []]);
    expect(findOutsideChanges(move, none, copied)).toEqual([]);
    expect(findOutsideChanges(move, readsSwitched, streams(switched, "Stopped", ""))).toEqual(["writes-switched"]);
    expect(findOutsideChanges(move, streams(switched, "Stopped", ""), { ...readsSwitched })).toEqual(["writes-switched-back"]);
  });

  test("say nothing of mirror rules that went with a switch of their types", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 10 }];
    const mirrored = (reading: Reading): Reading => ({ ...reading, rules: { ...reading.rules, mirrors } });
    expect(findOutsideChanges(move, mirrored(copied), readsSwitched)).toEqual(["reads-switched"]);
    expect(findOutsideChanges(move, mirrored(readsSwitched), switched)).toEqual(["writes-switched"]);
  });
});

describe("an outage", () => {
  const tables = subject.tables;
  const both = { ...copied, denied: [...copied.denied, ...switched.denied] };
  const source = { ...copied, denied: switched.denied };
  const target = { ...switched, denied: copied.denied };
  const told = (alarm?: "source-writes-denied") =>
    moveOf(subject, { told: { phase: "", error: "", ...(alarm === undefined ? {} : { alarm }) } });
  const known = told("source-writes-denied");

  test("that people were told of and that is over is said, and one that nobody was told of is not", () => {
    for (const outage of [both, source]) {
      expect(findOutsideChanges(known, outage, copied)).toEqual(["writes-possible-again"]);
      expect(findOutsideChanges(told(), outage, copied)).toEqual([]);
    }
    expect(findOutsideChanges(known, target, switched)).toEqual(["writes-possible-again"]);
    expect(findOutsideChanges(known, copied, copied)).toEqual([]);
  });

  test("of which the record was cleaned is said as that", () => {
    const notTold = { side: "source", tables, since: copied.at } as const;
    const cleaned = moveOf(subject, { told: { phase: "", error: "" }, notTold });
    expect(findOutsideChanges(cleaned, both, copied)).toEqual(["record-cleaned"]);
  });

  test("leaves the tables that somebody took off the record at the side that writes still go to", () => {
    expect(findCleanedOutside(known, source, copied)).toEqual({ side: "source", tables, since: copied.at });
    const [one = tableNamed("none"), other] = tables;
    const half = { ...copied, denied: switched.denied.map((side) => ({ ...side, tables: [one] })) };
    expect(findCleanedOutside(known, source, half)).toEqual({ side: "source", tables: [other], since: copied.at });
    expect(findCleanedOutside(known, source, source)).toBeUndefined();
    expect(findCleanedOutside(known, source, { ...switched, denied: [] })).toBeUndefined();
    expect(findCleanedOutside(told(), source, copied)).toBeUndefined();
    const { workflow: _gone, ...lost } = copied;
    expect([findCleanedOutside(known, { ...lost, denied: switched.denied }, copied), findCleanedOutside(known, source, lost)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("of a switch that was cut off ends with that switch", () => {
    const killed = moveOf(KILLED.subject);
    expect(findOutsideChanges(killed, KILLED.rightAfter, KILLED.finished)).toEqual(["switch-finished"]);
    expect(findOutsideChanges(killed, KILLED.rightAfter, KILLED.fourMinutesLater)).toEqual([]);
  });
});

describe("a change that a call of Tandem's own explains, which it gave up on", () => {
  const call: BrokenCall = { verb: "switch", types: ["PRIMARY", "REPLICA"], startedAt: 1_000, brokeAt: 2_000, executionId: "r1" };
  const late = (what: Parameters<typeof attributeLateChange>[0], change: Partial<BrokenCall> = {}, before = 3_000) =>
    attributeLateChange(what, [{ ...call, ...change }], before)?.verb;

  test("is of its verb and of the types that it moves", () => {
    expect([late("writes-switched"), late("reads-switched"), late("writes-switched-back"), late("reads-switched-back")]).toEqual([
      "switch",
      "switch",
      undefined,
      undefined,
    ]);
    const back = { verb: "reverse" } as const;
    expect([late("writes-switched", back), late("writes-switched-back", back), late("reads-switched-back", back)]).toEqual([
      undefined,
      "reverse",
      "reverse",
    ]);
    expect([late("writes-switched", { types: ["REPLICA"] }), late("reads-switched", { types: ["REPLICA"] })]).toEqual([
      undefined,
      "switch",
    ]);
    expect([late("writes-switched", { types: ["PRIMARY"] }), late("reads-switched", { types: ["PRIMARY"] })]).toEqual([
      "switch",
      undefined,
    ]);
    expect([
      late("writes-switched-back", { ...back, types: ["REPLICA"] }),
      late("reads-switched-back", { ...back, types: ["PRIMARY"] }),
    ]).toEqual([undefined, undefined]);
    expect(late("streams-stopped")).toBeUndefined();
  });

  test("is seen at any step of that call", () => {
    const back = { verb: "reverse" } as const;
    expect([late("switch-finished"), late("switch-finished", back)]).toEqual(["switch", undefined]);
    expect([late("writes-possible-again"), late("writes-possible-again", back)]).toEqual(["switch", "reverse"]);
    expect([late("switch-finished", { types: ["REPLICA"] }), late("writes-possible-again", { types: ["REPLICA"] })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("is no older than a call can be at work", () => {
    expect([late("writes-switched", {}, 1_000 + AT_WORK_FOR_MS - 1), late("writes-switched", {}, 1_000 + AT_WORK_FOR_MS)]).toEqual([
      "switch",
      undefined,
    ]);
  });
});
