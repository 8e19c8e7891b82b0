import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approve, BEN, inThread, newMove, requested } from "../people.ts";
import { trafficCalls } from "./calls.ts";
import { endOf, MOMENTS } from "./moments.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./harness.ts";

/** Any wording of what was different when Ana made the request. */
const DIFFERENCES = /VDiff\b.*(?:found differences|rows? differ|different)/i;

let harness: OneTruth;

// No VDiff is required here: the request has none, but what a later one finds counts nevertheless.
beforeAll(async () => {
  harness = await openOneTruth("1s", { TANDEM_VDIFF_REQUIRED: "false" });
}, 60_000);

afterAll(() => harness?.close());

describe("a VDiff that finds differences after the request, which had none", PATIENT, () => {
  it("closes the request, and whoever votes later reads why", async () => {
    const move = await newMove(harness, "open");
    const request = await requested(harness, move, "switch");
    await harness.other.findsDifferences("open");
    // Nothing wakes Tandem here: it reads the keyspace again only up to 15 s later.
    expect(await inThread(harness, move, /is closed, because/, 30_000)).toMatch(DIFFERENCES);
    expect(await approve(harness, BEN, request)).toMatch(DIFFERENCES);
    expect(trafficCalls(harness, "open")).toEqual([]);
  });

  it.each(MOMENTS.map((moment, index) => [moment.when, `rows${index}`, moment] as const))("ends the switch %s", async (_, name, moment) => {
    const move = await newMove(harness, name);
    await moment.pass(harness, move, () => harness.other.findsDifferences(name));
    const end = await endOf(harness, move);
    expect(trafficCalls(harness, name)).toEqual(moment.sent);
    expect(end).toMatch(DIFFERENCES);
  });
});
