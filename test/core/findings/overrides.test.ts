import { describe, expect, it } from "vitest";
import { toPersonId } from "../../../src/core/people/people.ts";
import { type Finding, makeFinding } from "../../../src/core/findings/finding.ts";
import { selectBlockers, applyOverrides, type Override, listOverriders, withOverrides } from "../../../src/core/findings/overrides.ts";
import { requestNamed } from "../../names.ts";

const BEN = toPersonId("U0BEN");
const CHO = toPersonId("U0CHO");
const AT = Date.parse("2026-11-20T22:13:00Z");
const UNTIL = Date.parse("2026-11-20T22:28:00Z");

const MISSING: readonly Finding[] = makeFinding("vdiff-missing", "blocking", ["nothing was compared"], "Compare.");
const LAG: readonly Finding[] = makeFinding("lag", "warning", ["41 s"], "Wait.");
const NO_VSCHEMA: readonly Finding[] = makeFinding("missing-vschema", "blocking", ["customer is sharded"], "Add them.");

function override(change: Partial<Override> = {}): Override {
  return {
    step: "switch",
    finding: "vdiff-missing",
    by: [BEN, CHO],
    reason: "compared by hand",
    at: AT,
    until: UNTIL,
    requestId: requestNamed("q-1"),
    ...change,
  };
}

describe("an override", () => {
  it("lets its step pass its finding, and says who decided that", () => {
    const all = applyOverrides([...MISSING, ...LAG], [override()], "switch", AT + 1);
    expect(selectBlockers(all)).toEqual([]);
    expect(all[0]?.overridden).toEqual({ by: [BEN, CHO], reason: "compared by hand", at: AT, until: UNTIL });
    expect(all[1]).toEqual(LAG[0]);
    expect(listOverriders(all)).toEqual([BEN, CHO]);
  });

  it.each([
    ["has expired", [override()], UNTIL],
    ["is for another step", [override({ step: "complete" })], AT + 1],
    ["is for another finding", [override({ finding: "vdiff-old" })], AT + 1],
  ])("that %s lets nothing pass", (_what, overrides, now) => {
    expect(selectBlockers(applyOverrides(MISSING, overrides, "switch", now))).toHaveLength(1);
  });

  it.each([
    ["a number that moved on", "replica zone1-0000000101 is 59 s behind", "replica zone1-0000000101 is 2 min behind", true],
    ["a share of something", "disk of zone1-0000000200 is 91.5 % full", "disk of zone1-0000000200 is 92 % full", true],
    ["another tablet", "replica zone1-0000000101 is 59 s behind", "replica zone1-0000000102 is 59 s behind", false],
    ["another shard", "customer/-80 denies orders", "customer/80- denies orders", false],
    ["another table", "orders_2024 is altered", "orders_2025 is altered", false],
    ["another VDiff", "VDiff 5c1e0000 found differences", "VDiff 7a2f0000 found differences", false],
  ])("covers the evidence that it was approved on: %s", (_what, then, now, passes) => {
    const granted = override({ finding: "not-replicating", evidence: [then, "and 2 more"] });
    const finding = makeFinding("not-replicating", "blocking", [now], "Mend it.");
    expect(selectBlockers(applyOverrides(finding, [granted], "switch", AT + 1))).toHaveLength(passes ? 0 : 1);
  });

  it("lets nothing pass if the finding may not be overridden", () => {
    expect(selectBlockers(applyOverrides(NO_VSCHEMA, [override({ finding: "missing-vschema" })], "switch", AT + 1))).toHaveLength(1);
  });

  it("replaces an earlier one for the same finding, and leaves those for other findings", () => {
    const before = [override(), override({ finding: "vdiff-old" })];
    const after = withOverrides(before, [override({ requestId: requestNamed("q-2"), until: UNTIL + 1 })]);
    expect(after.map((one) => [one.finding, one.requestId])).toEqual([
      ["vdiff-old", "q-1"],
      ["vdiff-missing", "q-2"],
    ]);
  });
});
