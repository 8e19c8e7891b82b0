import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../../practice/vtctld/faults.ts";
import { approve, approved, BEN, CHO, inThread, newMove, requested } from "../people.ts";
import { sentByTandem, readsOf, trafficCalls, writesOf } from "./calls.ts";
import { endOf } from "./moments.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./harness.ts";

// Long enough for another operator to act in the middle of it on a busy machine.
const SOAK_MS = 4_000;

/** Matches a line about one of the two that does not mention the other: Vitess names both in one line. */
const READS_AT_SOURCE = /reads\b(?:(?!writes).)*(?:commerce|source|not switched)/i;
const WRITES_AT_TARGET = /writes\b(?:(?!reads|not).)*(?:customer|target|switched)/i;

let harness: OneTruth;

beforeAll(async () => {
  harness = await openOneTruth(`${SOAK_MS / 1_000}s`);
}, 60_000);

afterAll(() => harness?.close());

/** Every message, present or past, that says that the target serves the applications. */
function saidToServe(move: string): readonly string[] {
  const shown = harness.slack.calls().filter(({ method, args }) => method.startsWith("chat.") && JSON.stringify(args).includes(move));
  return shown.flatMap(({ args }) => JSON.stringify(args).match(/(?:\*Switched · |[Rr]eads and writes go to customer)[^"\\]*/g) ?? []);
}

/** Clocks are read in whole milliseconds, and in different places. */
const ROUNDING_MS = 20;

/** The time from the first reading after the SwitchTraffic of the reads to the SwitchTraffic of the writes. */
function soaked(name: string): number {
  const [reads, writes] = sentByTandem(harness, "WorkflowSwitchTraffic", name);
  const over = reads?.endedAt ?? Number.POSITIVE_INFINITY;
  const reading = sentByTandem(harness, "WorkflowStatus", name).find(({ at }) => at >= over);
  return (writes?.at ?? 0) - (reading?.at ?? Number.POSITIVE_INFINITY);
}

describe("reads that another operator switches back in the soak", PATIENT, () => {
  it("end the operation: the writes are not switched, and the thread says where the reads are", async () => {
    const move = await newMove(harness, "sentback");
    await approved(harness, move, "switch");
    await inThread(harness, move, /soak until/i);
    await harness.other.sendsReadsBack("sentback");
    const end = await endOf(harness, move);
    expect(trafficCalls(harness, "sentback")).toEqual(["reads"]);
    expect(end).toMatch(READS_AT_SOURCE);
    expect(saidToServe(move)).toEqual([]);
  });
});

describe("reads that another operator switches between request and execution", PATIENT, () => {
  it("end the operation before its first call, and the difference is named", async () => {
    const move = await newMove(harness, "bysomebody");
    const request = await requested(harness, move, "switch");
    await approve(harness, BEN, request);
    await harness.other.switchesReads("bysomebody");
    await approve(harness, CHO, request);
    const end = await endOf(harness, move);
    expect(trafficCalls(harness, "bysomebody")).toEqual([]);
    expect(end).toMatch(/(?:traffic|reads)\b.*(?:customer|target|switched)/i);
    expect(saidToServe(move)).toEqual([]);
  });
});

describe("the soak", PATIENT, () => {
  it.each<[how: string, name: string, Fault]>([
    ["takes effect at once and is answered late", "late", { kind: "meanwhile", after: () => harness.vitess.clock.sleep(1_500) }],
    ["succeeds and returns an error", "hidden", { kind: "error-hides-success" }],
  ])("lasts its full time from a reading on if SwitchTraffic of the reads %s", async (_, name, fault) => {
    const move = await newMove(harness, name);
    harness.vitess.faults.inject(readsOf(name), fault);
    await approved(harness, move, "switch");
    await endOf(harness, move);
    expect(trafficCalls(harness, name)).toEqual(["reads", "writes"]);
    expect(soaked(name)).toBeGreaterThanOrEqual(SOAK_MS - ROUNDING_MS);
  });
});

describe("reads that another operator switches back after the last look, before the writes move", PATIENT, () => {
  it("prevent a success: the outcome says where reads and writes are", async () => {
    const move = await newMove(harness, "overtaken");
    harness.vitess.faults.inject(writesOf("overtaken"), { kind: "meanwhile", before: () => harness.other.sendsReadsBack("overtaken") });
    await approved(harness, move, "switch");
    const end = await endOf(harness, move);
    expect(trafficCalls(harness, "overtaken")).toEqual(["reads", "writes"]);
    expect(saidToServe(move)).toEqual([]);
    expect(end).toMatch(READS_AT_SOURCE);
    expect(end).toMatch(WRITES_AT_TARGET);
  });
});
