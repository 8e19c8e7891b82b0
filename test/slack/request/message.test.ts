import { describe, expect, it } from "vitest";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options.ts";
import type { Act } from "../../../src/core/acts/acts.ts";
import { DEFAULT_LIMITS } from "../../../src/core/acts/policy.ts";
import type { Outcome } from "../../../src/core/acts/outcomes.ts";
import type { Request } from "../../../src/core/acts/requests.ts";
import { renderDryRun, type RequestFacts, renderRequest } from "../../../src/slack/request/message.ts";
import { ACTS, ANA, APPROVED, at, BEN, execution, NAMES, NOW, request, seal } from "../given.ts";
import { buttons, expectNoPing, expectSendable, firstLine, labels, words } from "../words.ts";

const FACTS: RequestFacts = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };

describe("a request for a switch, while it is open", () => {
  const open = renderRequest(request(ACTS.switch), undefined, FACTS);

  it("says what is wanted, by whom, and both clocks", () => {
    expect(firstLine(open)).toBe("*Two people needed: switch reads, then writes, of customer.commerce2customer to customer*");
    expect(words(open)).toContain(
      "Ana asks · 0 of 2 approvals by others than Ana · approve by 22:45 UTC · then it runs at once, or within 15 min, or not at all",
    );
  });

  it("says what will happen, step by step", () => {
    expect(words(open)).toContain(
      "*What happens*: replica and rdonly reads of `corder`, `customer` go to customer; then soak 5 min; then writes to `corder`, `customer` stop on commerce while the streams catch up (Vitess waits up to 30 s for that), and go to customer; a reverse workflow starts.",
    );
  });

  it("says what it is sealed to", () => {
    expect(words(open)).toContain(
      "*State it is sealed to*: reads and writes not switched · streams: `1 running` · lag 0 s · VDiff `5c1e0000` clean, finished 22:11 UTC · seal `3f9a0c11`",
    );
    expect(words(open)).toContain("2 tables, about 2.3 M rows, 320 MB by MySQL's estimate.");
  });

  it("says whether it can be undone, and has the dry run behind a button", () => {
    expect(words(open)).toContain("*Can it be undone?* Yes, by ReverseTraffic, until Complete.");
    expect(words(open)).not.toContain("Lock keyspace");
    const asked = renderDryRun(request(ACTS.switch), FACTS.now);
    expect(words(asked)).toContain("*Dry run of SwitchTraffic for customer.commerce2customer*\n2 lines, as of");
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

  it("calls the approvers when it is posted, and nobody when it is edited", () => {
    expectNoPing(open, []);
    const posted = renderRequest(request(ACTS.switch), undefined, { ...FACTS, mention: true });
    expectNoPing(posted, ["<!subteam^S0DBAS>"]);
    expect(words(posted).match(/<!subteam/g)).toHaveLength(1);
  });

  it("shows the votes so far", () => {
    const one = renderRequest(
      request(ACTS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "" }] }),
      undefined,
      FACTS,
    );
    expect(words(one)).toContain("1 of 2 approvals");
    expect(words(one)).toContain("Ben approved 22:13 UTC.");
  });

  it("says aloud that nothing was compared, or that a VDiff is old or found differences", () => {
    const { vdiff: _, ...without } = seal(ACTS.switch);
    expect(words(renderRequest(request(ACTS.switch, { seal: without }), undefined, FACTS))).toContain("*no VDiff: nothing was compared*");
    const old = request(ACTS.switch, { shown: { ...request(ACTS.switch).shown, vdiffCompletedAt: at("22:11") - 48 * 3_600_000 } });
    expect(words(renderRequest(old, undefined, FACTS))).toContain("*too old to speak for this*");
    const different = request(ACTS.switch, { seal: seal(ACTS.switch, { vdiff: { uuid: "5c1e0000", verdict: "different" } }) });
    expect(words(renderRequest(different, undefined, FACTS))).toContain("VDiff `5c1e0000` *found differences*");
  });
});

function said(act: Act): string {
  return words(renderRequest(request(act), undefined, FACTS));
}

describe("what a request says will happen", () => {
  it("a switch without a reverse workflow cannot be undone without losing writes", () => {
    const act: Act = { verb: "switch", options: { ...ACTS.switch.options, enableReverseReplication: false } };
    expect(said(act)).toContain("*no reverse workflow is created*");
    expect(said(act)).toContain("Not without losing the writes made after it");
  });

  it("a switch of everything at once has no soak", () => {
    const act: Act = { verb: "switch", options: { ...ACTS.switch.options, allAtOnce: true } };
    expect(said(act)).toContain("*Two people needed: switch reads and writes of customer.commerce2customer to customer*");
    expect(said(act)).not.toContain("soak");
  });

  it("a switch of reads in one cell names the cell and no write", () => {
    const act: Act = { verb: "switch", options: { ...ACTS.switch.options, tabletTypes: ["REPLICA"], cells: ["zone1"] } };
    expect(said(act)).toContain("*What happens*: replica reads of `corder`, `customer` go to customer in `zone1`.");
  });

  it("a reverse goes back to the source", () => {
    expect(said(ACTS.reverse)).toContain("*Two people needed: switch reads and writes of customer.commerce2customer back to commerce*");
    expect(said(ACTS.reverse)).toContain(
      "writes stop on customer while the streams catch up (Vitess waits up to 30 s for that), and go to commerce",
    );
  });

  it("a complete that renames gives the new names, cut as Vitess cuts them", () => {
    expect(said(ACTS.complete)).toContain(
      "*What happens*: `corder`, `customer` in commerce are renamed to `_corder_old`, `_customer_old` (not dropped); routing rules go, and both workflows are deleted.",
    );
    expect(said(ACTS.complete)).toContain("*Can it be undone?* No. Rollback ends");
    const long = "a".repeat(64);
    const cut = request(ACTS.complete, { seal: seal(ACTS.complete, { tables: [long] }) });
    expect(words(renderRequest(cut, undefined, FACTS))).toContain(`\`_${"a".repeat(59)}_old\``);
  });

  it("a complete that drops says dropped, and asks again before it is approved", () => {
    const act: Act = { verb: "complete", options: COMPLETE_DEFAULTS };
    expect(said(act)).toContain("`corder`, `customer` in commerce are *dropped*");
    const approve = buttons(renderRequest(request(act), undefined, FACTS)).find((button) => button.action_id === "request:approve");
    expect(approve?.confirm).toBeDefined();
  });

  it("a cancel drops the target's tables, or keeps them where it was told to", () => {
    expect(said(ACTS.cancel)).toContain(
      "`corder`, `customer` in customer are *dropped*, with every row copied so far; routing rules go, and the workflow is deleted.",
    );
    const kept: Act = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } };
    expect(said(kept)).toContain(
      "stay in customer with the rows copied so far; customer goes on denying writes to them; routing rules stay,",
    );
  });
});

describe("an option that bites is said", () => {
  it("force, also on the way back", () => {
    for (const act of [ACTS.switch, ACTS.reverse])
      expect(said({ ...act, options: { ...act.options, force: true } })).toContain(
        "*it goes on although some tablets may not be refreshed",
      );
  });

  it("a source that is left out keeps its tables: nothing there is said to be dropped", () => {
    const act: Act = { verb: "complete", options: { ...COMPLETE_DEFAULTS, ignoreSourceKeyspace: true } };
    expect(said(act)).toContain(
      "commerce is left out: `corder`, `customer` and whatever else is left there stay as they are; routing rules go, and the workflow is deleted.",
    );
    expect(said(act)).not.toContain("*dropped*");
    const cancelled: Act = { verb: "cancel", options: { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true } };
    expect(said(cancelled)).toContain("*commerce is left out*: a reverse workflow or denied tables there stay.");
  });

  it("shards narrow a cancel less than they seem to, and a complete not at all", () => {
    const act: Act = { verb: "complete", options: { ...COMPLETE_DEFAULTS, shards: ["-80"] } };
    expect(said(act)).toContain("*Vitess passes over --shards (`-80`): all of this is for every shard.*");
    for (const verb of ["cancel", "delete"] as const)
      expect(said({ verb, options: { ...CANCEL_DEFAULTS, shards: ["-80"] } })).toContain(
        "*Streams go only on `-80`; tables and routing rules are treated so on every shard.*",
      );
  });
});

describe("a request after its decision has no button to decide with", () => {
  const ended = {
    approved: [APPROVED.state, "Approved: switch reads, then writes,"],
    rejected: [{ kind: "rejected", at: at("22:13"), by: BEN, reason: "not on a Friday" }, "Rejected by Ben: switch reads"],
    withdrawn: [{ kind: "withdrawn", at: at("22:13"), by: ANA }, "Withdrawn by Ana: switch reads"],
    expired: [{ kind: "expired", at: at("22:45") }, "Expired: switch reads"],
    changed: [
      { kind: "changed", at: at("22:20"), difference: ["streams: 1 running → 1 stopped"] },
      "Closed, the workflow changed: switch reads",
    ],
  } as const satisfies Record<Exclude<Request["state"]["kind"], "open">, readonly [Request["state"], string]>;

  it.each(Object.entries(ended))("%s", (_, [state, title]) => {
    const message = renderRequest(request(ACTS.switch, { votes: APPROVED.votes, state }), undefined, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toContain(title);
    expect(message.text).toContain("customer.commerce2customer");
    expect(labels(message)).not.toContain("Approve");
    expect(labels(message)).not.toContain("Reject…");
  });

  it("says who approved when, and can be taken back until something is sent", () => {
    const approved = request(ACTS.switch, APPROVED);
    const waiting = renderRequest(approved, execution(ACTS.switch), FACTS);
    expect(words(waiting)).toContain("Approved by Ben 22:13 UTC and Cho 22:14 UTC; Ana asked.");
    expect(labels(waiting)).toEqual(["Withdraw"]);
    const sent = execution(ACTS.switch, { calls: [{ step: 0, before: "x", startedAt: at("22:14:01") }] });
    expect(labels(renderRequest(approved, sent, FACTS))).toEqual([]);
    expect(words(renderRequest(approved, sent, FACTS))).toContain("SwitchTraffic is running for replica and rdonly.");
  });

  it("shows a hold with its reason and its end", () => {
    const hold = { since: at("22:19"), until: at("22:34"), reason: "locked", lagSeconds: 0, limitSeconds: 30 } as const;
    const message = renderRequest(request(ACTS.switch, APPROVED), execution(ACTS.switch, { hold }), FACTS);
    expect(firstLine(message)).toContain("Approved, held: switch reads, then writes,");
    expect(words(message)).toContain(
      "Held since 22:19 UTC: another operation holds the workflow's lock, usually a VDiff between two tables. Tries until 22:34 UTC, then gives up.",
    );
  });

  it.each<[string, Outcome]>([
    ["done", { kind: "succeeded", at: at("22:19") }],
    ["not finished", { kind: "unfinished", at: at("22:19"), findings: ["not-frozen"] }],
    ["outcome not known", { kind: "unknown", at: at("22:19"), findings: [] }],
  ])("says in a word how it ended, and who decided: %s; what it means stands in the thread's own line", (word, outcome) => {
    const message = renderRequest(request(ACTS.switch, APPROVED), execution(ACTS.switch, { outcome, step: 3 }), FACTS);
    expect(firstLine(message)).toBe(`*Approved, ${word}: switch reads, then writes, of customer.commerce2customer to customer*`);
    expect(words(message)).toContain("Approved by");
    expect(labels(message)).toEqual([]);
    expectSendable(message);
  });
});
