import { describe, expect, it } from "vitest";
import { COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import { renderDryRun } from "../../../src/slack/request/dry-run.ts";
import { renderRequest, type RequestFacts } from "../../../src/slack/request/message.ts";
import { ANA, APPROVED, at, BEN, CHO, execution, NAMES, NOW, on, PROPOSALS, request, STATES } from "../given.ts";
import { buttons, expectNoPing, expectReads, expectSendable, firstLine, labels, words } from "../words.ts";
import { DECIDED, NOTHING_UNTRUE, OPEN_REQUESTS, POINTED_OUT, WHAT_HAPPENS } from "./requests.ts";

const FACTS: RequestFacts = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };

describe.each([
  ["a request for a switch, while it is open,", OPEN_REQUESTS],
  ["what a request says will happen:", WHAT_HAPPENS],
  ["a request claims nothing untrue:", NOTHING_UNTRUE],
  ["an option with consequences is pointed out:", POINTED_OUT],
  ["a request after its decision", DECIDED],
])("%s", (_what, requests) => {
  it.each(Object.entries(requests))("%s", (_when, rows) => {
    for (const row of [rows].flat()) expectReads(renderRequest(row.request, row.execution, FACTS), row);
  });
});

describe("a request for a switch, while it is open", () => {
  const open = renderRequest(request(PROPOSALS.switch), undefined, FACTS);

  it("says whether it can be undone, and has the dry run behind a button", () => {
    expect(words(open)).toContain("*Undo* Yes, by ReverseTraffic, until Complete.");
    expect(words(open)).not.toContain("Lock keyspace");
    const asked = renderDryRun(request(PROPOSALS.switch), FACTS.now);
    expect(words(asked)).toContain(
      "*Dry run of SwitchTraffic for customer.commerce2customer*\n2 lines, as of 22:12 UTC · digest of what is approved: `3f9a0c11`",
    );
    expect(words(asked)).toContain("```Lock keyspace commerce\nSwitch reads for tables");
    expectSendable(asked);
  });

  it("offers to approve, reject and withdraw, each with the request's id", () => {
    expect(labels(open)).toEqual(["Approve", "Reject…", "Withdraw", "Dry run, 2 lines"]);
    expect(buttons(open).map((button) => [button.action_id, button.value])).toEqual([
      ["request:approve", "q-1"],
      ["request:reject", "q-1"],
      ["request:withdraw", "q-1"],
      ["request:dry-run", "q-1"],
    ]);
    expect(buttons(open).map((button) => button.confirm !== undefined)).toEqual([false, false, true, false]);
  });

  it("notifies the approvers when it is posted, and nobody when it is edited", () => {
    expectNoPing(open, []);
    const posted = renderRequest(request(PROPOSALS.switch), undefined, { ...FACTS, mention: true });
    expectNoPing(posted, ["<!subteam^S0DBAS>"]);
    expect(words(posted).match(/<!subteam/g)).toHaveLength(1);
  });
});

it("a complete that drops says dropped, and asks for confirmation before it is approved", () => {
  const dropping = renderRequest(request(on({ verb: "complete", options: COMPLETE_DEFAULTS })), undefined, FACTS);
  expect(words(dropping)).toContain("`corder`, `customer` in commerce are *dropped*");
  expect(buttons(dropping).find((button) => button.action_id === "request:approve")?.confirm).toBeDefined();
});

describe("a request after its decision has no button to decide with", () => {
  const ended = {
    approved: [APPROVED.state, "Approved: switch traffic"],
    rejected: [{ kind: "rejected", at: at("22:13"), by: BEN, reason: "not on a Friday" }, "Rejected by Ben: switch traffic"],
    used: [{ kind: "used", approvedAt: at("22:14"), at: at("22:20") }, "Granted: switch traffic"],
    withdrawn: [{ kind: "withdrawn", at: at("22:13"), by: ANA }, "Withdrawn by Ana: switch traffic"],
    "called-off": [{ kind: "called-off", at: at("22:13"), by: CHO, reason: "not today" }, "Called off by Cho: switch traffic"],
    expired: [{ kind: "expired", at: at("22:45") }, "Expired: switch traffic"],
    changed: [
      { kind: "changed", at: at("22:20"), difference: ["streams: 1 running → 1 stopped"] },
      "Request closed, the workflow changed: switch traffic",
    ],
  } as const satisfies Record<Exclude<Request["state"]["kind"], "open">, readonly [Request["state"], string]>;

  it.each(Object.entries(ended))("%s", (_, [state, title]) => {
    const message = renderRequest(request(PROPOSALS.switch, { votes: APPROVED.votes, state }), undefined, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toContain(title);
    expect(message.text).toContain("customer.commerce2customer");
    expect(labels(message)).not.toContain("Approve");
    expect(labels(message)).not.toContain("Reject…");
  });

  it("says who approved when, and can be called off until something is sent", () => {
    const approved = request(PROPOSALS.switch, APPROVED);
    const waiting = renderRequest(approved, execution(), FACTS);
    expect(words(waiting)).toContain("Approved by Ben 22:13 UTC and Cho 22:14 UTC; Ana requested it.");
    expect(words(waiting)).toContain("SwitchTraffic is about to begin");
    expect(words(waiting)).not.toContain("was sent to Vitess");
    expect(buttons(waiting).map((one) => [one.text.text, one.action_id, one.value])).toEqual([
      ["Call off…", "execution:call-off", "prod/customer.commerce2customer"],
    ]);
    const sent = execution(PROPOSALS.switch, { state: STATES.callingReads });
    expect(labels(renderRequest(approved, sent, FACTS))).toEqual([]);
    expect(words(renderRequest(approved, sent, FACTS))).toContain("SwitchTraffic for replica and rdonly was sent to Vitess");
  });

  it.each<[string, Outcome]>([
    ["Done", { kind: "succeeded", at: at("22:19") }],
    ["Called off", { kind: "called-off", at: at("22:19"), by: CHO, reason: "no" }],
    ["Not finished", { kind: "unfinished", at: at("22:19"), findings: ["not-frozen"] }],
    ["Outcome unknown", { kind: "unknown", at: at("22:19"), findings: [] }],
  ])("says in a word how it ended, and who decided: %s; what it means stands in the thread's own line", (word, outcome) => {
    const state = { kind: "used", approvedAt: at("22:14"), at: at("22:19") } as const;
    const over = execution(PROPOSALS.switch, { state: { kind: "ended", outcome } });
    const message = renderRequest(request(PROPOSALS.switch, { ...APPROVED, state }), over, FACTS);
    expect(firstLine(message)).toBe(`*${word}: switch traffic · customer.commerce2customer*`);
    expect(words(message)).toContain("Approved by");
    expect(labels(message)).toEqual([]);
    expectSendable(message);
  });
});
