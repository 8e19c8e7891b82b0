import type { TableName } from "../../../src/core/vitess/names.ts";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { makeFinding } from "../../../src/core/findings/finding.ts";
import type { JudgedFinding } from "../../../src/core/findings/overrides.ts";
import { type RequestFacts, renderRequest } from "../../../src/slack/request/message.ts";
import { at, BEN, CHO, NAMES, NOW, PROPOSALS, request, SIZES } from "../given.ts";
import { expectNoPing, expectSendable, firstLine, labels, words } from "../words.ts";
import { tableNamed } from "../../names.ts";

const FACTS: RequestFacts = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };
const MISSING = makeFinding("vdiff-missing", "blocking", ["nothing was compared"], "Compare.");
const OVERRIDDEN: readonly JudgedFinding[] = MISSING.map((one) => ({
  ...one,
  overridden: { by: [BEN, CHO], at: at("22:13"), until: at("22:28"), reason: "compared by hand" },
}));

function shown(findings: readonly JudgedFinding[]) {
  return { shown: { ...request(PROPOSALS.switch).shown, findings } };
}

describe("a request for a switch", () => {
  it("tells its approvers what was overridden, by whom and why, and every warning", () => {
    const backup = makeFinding("tablets-in-backup", "warning", ["zone1-0000000101 is BACKUP", "zone1-0000000102 is BACKUP"], "Wait.");
    const note = makeFinding("disk-unknown", "notice", ["x"], "Compare.");
    const open = renderRequest(request(PROPOSALS.switch, shown([...OVERRIDDEN, ...backup, ...note])), undefined, FACTS);
    expectSendable(open);
    expectNoPing(open, []);
    expect(words(open)).toContain(
      [
        "*Preflight*: 2 things to weigh, 1 note",
        "• there is no VDiff: `nothing was compared`. Overridden by Ben and Cho 22:13 UTC, until 22:28 UTC: `compared by hand`",
        "• Warning: tablets are away for a backup or restore: `zone1-0000000101 is BACKUP`; `zone1-0000000102 is BACKUP`",
        "• Good to know: nobody can tell whether the target has room: `x`",
      ].join("\n"),
    );
  });

  it("lists findings that do not fit into the message in a file, and loses nothing else", () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      makeFinding("not-replicating", "warning", [`zone1-00000002${index} does not replicate: ${"x".repeat(120)}`], "Mend it."),
    ).flat();
    const open = renderRequest(request(PROPOSALS.switch, shown(many)), undefined, FACTS);
    expectSendable(open);
    expect(words(open)).toMatch(
      /\*Preflight\*: 40 things to weigh\n(?:• .*\n)+\d+ findings more: the whole list comes as a file in this thread; do not approve without it/,
    );
    expect(words(open)).toContain("*Undo*");
    for (const [index] of many.entries()) expect(open.file?.content).toContain(`zone1-00000002${index} does not replicate`);
  });

  it("says that nothing was found if preflight ran, and nothing if it did not", () => {
    expect(words(renderRequest(request(PROPOSALS.switch, shown([])), undefined, FACTS))).toContain("*Preflight*: nothing found");
    expect(words(renderRequest(request(PROPOSALS.switch), undefined, FACTS))).not.toContain("Preflight");
  });
});

describe("a request for an override", () => {
  const asked = request(PROPOSALS.override, { shown: { sizes: SIZES, dryRun: [], findings: MISSING } });
  const open = renderRequest(asked, undefined, FACTS);

  it("says which step may pass which finding, why, and that nothing is called", () => {
    expectSendable(open);
    expect(firstLine(open)).toBe("*Approval needed: let the switch pass what preflight found · customer.commerce2customer*");
    expect(words(open)).toContain(
      "*What happens* there is no VDiff: these no longer stop the switch, for a while. Reason: `compared by hand` Vitess is not called; the switch itself still has to be requested.",
    );
    expect(words(open)).toContain("*What stands in the way*: 1 thing to weigh");
    expect(words(open)).toContain("*Undo* It lapses by itself.");
    expect(words(open)).not.toContain("no dry run");
    expect(labels(open)).toEqual(["Approve", "Reject…", "Withdraw"]);
  });
});

function dropping(count: number) {
  const proposal = PROPOSALS.complete;
  if (proposal.kind !== "workflow") throw new Error("not of a workflow");
  return renderRequest(request({ ...proposal, facts: { ...proposal.facts, tables: tables(count) } }), undefined, FACTS);
}

describe("a request that drops tables", () => {
  it("names every one of them, in a list of its own if the sentence has no room", () => {
    const open = dropping(40);
    expectSendable(open);
    expect(words(open)).toContain("40 tables (all named below) in");
    for (const table of tables(40)) expect(words(open)).toContain(`\`${table}\``);
    expect(words(open)).not.toMatch(/and \d+ more/);
    expect(open.file).toBeUndefined();
  });

  it("names very many in a file", () => {
    const open = dropping(400);
    expectSendable(open);
    expect(words(open)).toContain("*400 tables*: the whole list comes as a file in this thread; do not approve without it");
    for (const table of tables(400)) expect(open.file?.content).toContain(`${table}\n`);
  });
});

it("a request in a modal, which takes no file, names its tables there, and mentions no file even if they do not fit", () => {
  const proposal = PROPOSALS.complete;
  if (proposal.kind !== "workflow") throw new Error("not of a workflow");
  const drawn = (count: number) =>
    words(
      renderRequest(request({ ...proposal, facts: { ...proposal.facts, tables: tables(count) } }), undefined, { ...FACTS, whole: true }),
    );
  for (const table of tables(200)) expect(drawn(200)).toContain(`\`${table}\``);
  expect(drawn(200)).not.toContain("file");
  expect(drawn(400)).toContain("the whole list comes as a file with the request's message; do not approve without it");
});

function tables(count: number): readonly TableName[] {
  return Array.from({ length: count }, (_, index) => tableNamed(`order_archive_of_customer_${index}`));
}
