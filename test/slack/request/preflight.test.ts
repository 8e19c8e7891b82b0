import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/core/operation/policy.ts";
import { found } from "../../../src/core/preflight/finding.ts";
import type { JudgedFinding } from "../../../src/core/preflight/overrides.ts";
import { type RequestFacts, renderRequest } from "../../../src/slack/request/message.ts";
import { at, BEN, CHO, NAMES, NOW, PROPOSALS, request, SIZES } from "../given.ts";
import { expectNoPing, expectSendable, firstLine, labels, words } from "../words.ts";

const FACTS: RequestFacts = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };
const MISSING = found("vdiff-missing", "blocking", ["no VDiff was run: nothing was compared"], "Compare.");
const OVERRIDDEN: readonly JudgedFinding[] = MISSING.map((one) => ({
  ...one,
  overridden: { by: [BEN, CHO], at: at("22:13"), until: at("22:28"), reason: "compared by hand" },
}));

function shown(findings: readonly JudgedFinding[]) {
  return { shown: { ...request(PROPOSALS.switch).shown, findings } };
}

describe("a request for a switch", () => {
  it("tells its approvers what was overridden, by whom and why, and every warning", () => {
    const backup = found("tablets-in-backup", "warning", ["zone1-0000000101 is BACKUP", "zone1-0000000102 is BACKUP"], "Wait.");
    const note = found("disk-unknown", "notice", ["x"], "Compare.");
    const open = renderRequest(request(PROPOSALS.switch, shown([...OVERRIDDEN, ...backup, ...note])), undefined, FACTS);
    expectSendable(open);
    expectNoPing(open, []);
    expect(words(open)).toContain(
      [
        "*Preflight*: 2 things to weigh, 1 note",
        "• there is no VDiff: `no VDiff was run: nothing was compared`. Overridden by Ben and Cho 22:13 UTC, until 22:28 UTC: `compared by hand`",
        "• Warning: tablets are away for a backup or restore: `zone1-0000000101 is BACKUP` and 1 more",
      ].join("\n"),
    );
  });

  it("says that nothing was found where nothing was, and nothing where nobody looked", () => {
    expect(words(renderRequest(request(PROPOSALS.switch, shown([])), undefined, FACTS))).toContain("*Preflight*: nothing found");
    expect(words(renderRequest(request(PROPOSALS.switch), undefined, FACTS))).not.toContain("Preflight");
  });
});

describe("a request for an override", () => {
  const asked = request(PROPOSALS.override, { shown: { sizes: SIZES, dryRun: [], findings: MISSING } });
  const open = renderRequest(asked, undefined, FACTS);

  it("says which step may pass what, why, and that nothing is called", () => {
    expectSendable(open);
    expect(firstLine(open)).toBe("*Two people needed: let the switch of customer.commerce2customer pass what preflight found*");
    expect(words(open)).toContain(
      "*What happens*: there is no VDiff: these stop the switch no more, for a while. Reason: `compared by hand` Nothing is called at Vitess; the switch itself still has to be asked for.",
    );
    expect(words(open)).toContain("*What stands in the way*: 1 thing to weigh");
    expect(words(open)).toContain("*Can it be undone?* It lapses by itself.");
    expect(words(open)).not.toContain("no dry run");
    expect(labels(open)).toEqual(["Approve", "Reject…", "Withdraw"]);
  });
});
