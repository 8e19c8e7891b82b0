import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approve, approved, BEN, CHO, newMove, requested } from "../people.ts";
import { sentByTandem, trafficCalls } from "./calls.ts";
import { endOf, MOMENTS } from "./moments.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./harness.ts";

let harness: OneTruth;

// Without an armed rollback, a reverse is requested and approved like a switch.
beforeAll(async () => {
  harness = await openOneTruth("1s", { TANDEM_ROLLBACK_FOR: "0s" });
}, 60_000);

afterAll(() => harness?.close());

// A look may begin before the change and end after it: what it reads last is new, and it names the reads, which are at the source again.
const READS_ARE_BACK = "\\breads are not on the target any more\\b";

// An outcome also says which rules were saved: that is no difference.
const RULES = new RegExp(`^(?!.*(?:from before|saved)).*routing rules?|${READS_ARE_BACK}`, "im");
const ANEW = new RegExp(`\\bstreams?\\b|\\banew\\b|${READS_ARE_BACK}`, "i");

const CHANGES = [
  ["creates the workflow again under the same name", "makesAnew", ANEW],
  ["removes the routing rules of its tables", "removesRoutingRules", RULES],
  ["has the source deny its tables", "deniesAtSource", /\b(?:denies|denied|deny)\b/i],
] as const;

describe.each(CHANGES)("another operator %s", PATIENT, (_, change, difference) => {
  it.each(MOMENTS.map((moment, index) => [moment.when, index, moment] as const))(
    "%s: nothing more is sent",
    async (_when, index, moment) => {
      const name = `${change.toLowerCase()}${index}`;
      const move = await newMove(harness, name);
      await moment.pass(harness, move, () => harness.other[change](name));
      const end = await endOf(harness, move);
      expect(trafficCalls(harness, name)).toEqual(moment.sent);
      expect(end).toMatch(difference);
    },
  );
});

describe("a reverse stream that runs with an error as its message", PATIENT, () => {
  it.each([
    ["Complete", "complete --rename-tables", "MoveTablesComplete"],
    ["ReverseTraffic", "reverse", "WorkflowSwitchTraffic"],
  ])("ends an approved %s, and is said to be in error, not stopped", async (operation, command, method) => {
    const name = `broken${operation.toLowerCase()}`;
    const move = await newMove(harness, name);
    await approved(harness, move, "switch");
    await endOf(harness, move);
    const before = sentByTandem(harness, method, name).length;

    const request = await requested(harness, move, command);
    await approve(harness, BEN, request);
    // The message of a tablet that cannot read from the other side (recordings/v23.0.3/failures/031).
    harness.vitess.state.setMessage(
      "commerce",
      `${name}_reverse`,
      "vttablet: rpc error: code = Unavailable desc = error reading from server: EOF",
    );
    await approve(harness, CHO, request);
    const end = await endOf(harness, move, operation);
    expect(sentByTandem(harness, method, name)).toHaveLength(before);
    expect(end).toMatch(/reverse workflow\b.*in error/i);
    expect(end).not.toMatch(/reverse workflow\b.*stopped/i);
  });
});
