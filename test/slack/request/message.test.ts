import { describe, expect, it } from "vitest";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import { renderDryRun } from "../../../src/slack/request/dry-run.ts";
import { type RequestFacts, renderRequest } from "../../../src/slack/request/message.ts";
import {
  ANA,
  APPROVED,
  at,
  BEN,
  CHO,
  DEEDS,
  execution,
  facts,
  NAMES,
  NOW,
  on,
  PROPOSALS,
  READS_DONE,
  request,
  routedTo,
  STATES,
} from "../given.ts";
import { buttons, expectNoPing, expectSendable, firstLine, labels, words } from "../words.ts";

const FACTS: RequestFacts = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };

describe("a request for a switch, while it is open", () => {
  const open = renderRequest(request(PROPOSALS.switch), undefined, FACTS);

  it("says what is requested, by whom, and both clocks", () => {
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

  it("lists the approved facts", () => {
    expect(words(open)).toContain(
      "*State it is sealed to*: reads and writes not switched · streams: `1 running` · lag 0 s · VDiff `5c1e0000` clean, finished 22:11 UTC · seal `3f9a0c11`",
    );
    expect(words(open)).toContain("2 tables, about 2.3 M rows, 320 MB by MySQL's estimate.");
  });

  it("gives the number of rows compared if a VDiff has counted them, and no estimate next to it", () => {
    const { shown } = request();
    const counted = words(renderRequest(request(PROPOSALS.switch, { shown: { ...shown, vdiffRows: 1_300_000n } }), undefined, FACTS));
    expect(counted).toContain("2 tables, 1 300 000 rows compared by VDiff `5c1e0000`.");
    expect(counted).not.toContain("estimate");
  });

  it("gives no number of rows if MySQL's statistics have none", () => {
    const { shown } = request();
    const sizes = shown.sizes.map((size) => ({ ...size, rows: 0n, bytes: 16_384n }));
    const unknown = words(renderRequest(request(PROPOSALS.complete, { shown: { ...shown, sizes } }), undefined, FACTS));
    expect(unknown).toContain("2 tables, how many rows is not known: MySQL's statistics have no estimate.");
    expect(unknown).not.toMatch(/0 rows|kB/);
  });

  it("says whether it can be undone, and has the dry run behind a button", () => {
    expect(words(open)).toContain("*Can it be undone?* Yes, by ReverseTraffic, until Complete.");
    expect(words(open)).not.toContain("Lock keyspace");
    const asked = renderDryRun(request(PROPOSALS.switch), FACTS.now);
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

  it("notifies the approvers when it is posted, and nobody when it is edited", () => {
    expectNoPing(open, []);
    const posted = renderRequest(request(PROPOSALS.switch), undefined, { ...FACTS, mention: true });
    expectNoPing(posted, ["<!subteam^S0DBAS>"]);
    expect(words(posted).match(/<!subteam/g)).toHaveLength(1);
  });

  it("shows the votes so far", () => {
    const one = renderRequest(
      request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "" }] }),
      undefined,
      FACTS,
    );
    expect(words(one)).toContain("1 of 2 approvals");
    expect(words(one)).toContain("Ben approved 22:13 UTC.");
  });

  it("stresses that nothing was compared, or that a VDiff is old or found differences", () => {
    const { vdiff: _, ...without } = facts();
    expect(words(renderRequest(request({ ...PROPOSALS.switch, facts: without }), undefined, FACTS))).toContain(
      "*no VDiff: nothing was compared*",
    );
    const old = request(PROPOSALS.switch, {
      shown: { ...request(PROPOSALS.switch).shown, vdiffCompletedAt: at("22:11") - 48 * 3_600_000 },
    });
    expect(words(renderRequest(old, undefined, FACTS))).toContain("*too old to speak for this*");
    const different = request(on(DEEDS.switch, { vdiff: { uuid: "5c1e0000", verdict: "different" } }));
    expect(words(renderRequest(different, undefined, FACTS))).toContain("VDiff `5c1e0000` *found differences*");
  });
});

function said(operation: WorkflowOperation, changes: Parameters<typeof on>[1] = {}): string {
  return words(renderRequest(request(on(operation, changes)), undefined, FACTS));
}

const AT_TARGET = {
  trafficState: "All Reads Switched. Writes Switched",
  streams: ["1 frozen"],
  reverse: "running",
  rules: routedTo("customer"),
} as const;

describe("what a request says will happen", () => {
  it("a switch without a reverse workflow cannot be undone without losing writes", () => {
    const act: WorkflowOperation = { verb: "switch", options: { ...DEEDS.switch.options, enableReverseReplication: false } };
    expect(said(act)).toContain("*no reverse workflow is created*");
    expect(said(act)).toContain("Not without losing the writes made after it");
  });

  it("a switch of everything at once has no soak", () => {
    const act: WorkflowOperation = { verb: "switch", options: { ...DEEDS.switch.options, allAtOnce: true } };
    expect(said(act)).toContain("*Two people needed: switch reads and writes of customer.commerce2customer to customer*");
    expect(said(act)).not.toContain("soak");
  });

  it("a switch of reads in one cell names the cell and no write", () => {
    const act: WorkflowOperation = { verb: "switch", options: { ...DEEDS.switch.options, tabletTypes: ["REPLICA"], cells: ["zone1"] } };
    expect(said(act)).toContain("*What happens*: replica reads of `corder`, `customer` go to customer in `zone1`.");
  });

  it("a reverse goes back to the source", () => {
    expect(said(DEEDS.reverse, AT_TARGET)).toContain(
      "*Two people needed: switch reads and writes of customer.commerce2customer back to commerce*",
    );
    expect(said(DEEDS.reverse, AT_TARGET)).toContain(
      "writes stop on customer while the streams catch up (Vitess waits up to 30 s for that), and go to commerce",
    );
  });

  it("a complete that renames gives the new names, cut as Vitess cuts them", () => {
    expect(said(DEEDS.complete)).toContain(
      "*What happens*: `corder`, `customer` in commerce are renamed to `_corder_old`, `_customer_old` (not dropped); routing rules go, and both workflows are deleted.",
    );
    expect(said(DEEDS.complete)).toContain("*Can it be undone?* No. Rollback ends");
    const long = "a".repeat(64);
    const cut = request(on(DEEDS.complete, { tables: [long] }));
    expect(words(renderRequest(cut, undefined, FACTS))).toContain(`\`_${"a".repeat(59)}_old\``);
  });

  it("a complete that drops says dropped, and asks for confirmation before it is approved", () => {
    const act: WorkflowOperation = { verb: "complete", options: COMPLETE_DEFAULTS };
    expect(said(act)).toContain("`corder`, `customer` in commerce are *dropped*");
    const approve = buttons(renderRequest(request(on(act)), undefined, FACTS)).find((button) => button.action_id === "request:approve");
    expect(approve?.confirm).toBeDefined();
  });

  it("a cancel drops the target's tables, or keeps them if requested", () => {
    expect(said(DEEDS.cancel)).toContain(
      "`corder`, `customer` in customer are *dropped*, with every row copied so far; routing rules go, and the workflow is deleted.",
    );
    const kept: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } };
    expect(said(kept)).toContain(
      "stay in customer with the rows copied so far; customer goes on denying writes to them; routing rules stay,",
    );
  });

  it("a cancel of one tenant's move drops no table: the tenant's rows go, and other tenants' stay", () => {
    for (const verb of ["cancel", "delete"] as const) {
      const told = said({ verb, options: CANCEL_DEFAULTS }, { kind: "tenant" });
      expect(told).toContain(
        "the tenant's rows in `corder`, `customer` in customer are *deleted*; the tables and other tenants' rows stay; routing rules go",
      );
      expect(told).not.toContain("dropped");
    }
  });
});

describe("a request claims nothing untrue", () => {
  const half = { trafficState: "Reads Not Switched. Writes Switched", streams: ["1 frozen"], reverse: "running" } as const;

  it("for all traffic with the writes already switched does not say that writes stop", () => {
    expect(said(DEEDS.switch, half)).toContain("*Two people needed: switch reads of customer.commerce2customer to customer*");
    expect(said(DEEDS.switch, half)).toContain("writes go to customer already and are not touched");
    expect(said(DEEDS.switch, half)).not.toContain("stop on");
    expect(said(DEEDS.switch, half)).not.toContain("a reverse workflow starts");
  });

  it("for all traffic with the reads already switched mentions the writes", () => {
    const reads = { trafficState: "All Reads Switched. Writes Not Switched" } as const;
    expect(said(DEEDS.switch, reads)).toContain("*Two people needed: switch writes of customer.commerce2customer to customer*");
    expect(said(DEEDS.switch, reads)).toContain("replica reads and rdonly reads go to customer already and are not touched");
    expect(said(DEEDS.switch, reads)).toContain("writes to `corder`, `customer` stop on commerce");
  });

  it("of a workflow made without routing rules does not say that they go", () => {
    const without = { rules: { tables: [], shards: [], keyspaces: [], mirrors: [] } } as const;
    expect(said(DEEDS.cancel, without)).toContain("it has no routing rules, and the workflow is deleted.");
    expect(said(DEEDS.complete, without)).toContain("it has no routing rules, and both workflows are deleted.");
    expect(said({ verb: "delete", options: CANCEL_DEFAULTS }, without)).toContain("it has no routing rules.");
    for (const deed of [DEEDS.cancel, DEEDS.complete, DEEDS.delete]) expect(said(deed, without)).not.toMatch(/routing rules (?:go|stay)/);
    expect(said(DEEDS.cancel)).toContain("routing rules go, and the workflow is deleted.");
  });

  it("shows no lag of frozen streams, and a reverse workflow in error as in error", () => {
    const frozen = request(on(DEEDS.complete, AT_TARGET), { shown: { ...request().shown, lag: { kind: "seconds", value: 103 } } });
    expect(words(renderRequest(frozen, undefined, FACTS))).not.toContain("103");
    expect(said(DEEDS.reverse, { ...AT_TARGET, reverse: "in error" })).toContain("reverse workflow in error");
  });

  it("shows a held vote as kept, and does not count it", () => {
    const votes = [{ by: BEN, at: at("22:13"), kind: "approve", reason: "", held: true }] as const;
    const message = words(renderRequest(request(PROPOSALS.switch, { votes }), undefined, FACTS));
    expect(message).toContain("0 of 2 approvals");
    expect(message).toContain("Ben approved 22:13 UTC: kept, not counted yet, because who is in the approvers' groups is not known.");
  });
});

describe("an option with consequences is pointed out", () => {
  it("force, for a reverse too", () => {
    for (const act of [DEEDS.switch, DEEDS.reverse])
      expect(said({ ...act, options: { ...act.options, force: true } }, act.verb === "reverse" ? AT_TARGET : {})).toContain(
        "*it goes on although some tablets may not be refreshed",
      );
  });

  it("an ignored source keeps its tables: nothing there is said to be dropped", () => {
    const act: WorkflowOperation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, ignoreSourceKeyspace: true } };
    expect(said(act)).toContain(
      "commerce is left out: `corder`, `customer` and whatever else is left there stay as they are; routing rules go, and the workflow is deleted.",
    );
    expect(said(act)).not.toContain("*dropped*");
    const cancelled: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true } };
    expect(said(cancelled)).toContain("*commerce is left out*: a reverse workflow or denied tables there stay.");
  });

  it("shards narrow a cancel less than they seem to, and a complete not at all", () => {
    const act: WorkflowOperation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, shards: ["-80"] } };
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
    used: [{ kind: "used", approvedAt: at("22:14"), at: at("22:20") }, "Approved, granted: switch reads"],
    withdrawn: [{ kind: "withdrawn", at: at("22:13"), by: ANA }, "Withdrawn by Ana: switch reads"],
    "called-off": [{ kind: "called-off", at: at("22:13"), by: CHO, reason: "not today" }, "Called off by Cho: switch reads"],
    expired: [{ kind: "expired", at: at("22:45") }, "Expired: switch reads"],
    changed: [
      { kind: "changed", at: at("22:20"), difference: ["streams: 1 running → 1 stopped"] },
      "Closed, the workflow changed: switch reads",
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
    expect(words(waiting)).toContain("Approved by Ben 22:13 UTC and Cho 22:14 UTC; Ana asked.");
    expect(words(waiting)).toContain("SwitchTraffic is about to begin");
    expect(words(waiting)).not.toContain("is running");
    expect(buttons(waiting).map((one) => [one.text.text, one.action_id, one.value])).toEqual([
      ["Call off…", "execution:call-off", "prod/customer.commerce2customer"],
    ]);
    const sent = execution(PROPOSALS.switch, { state: STATES.callingReads });
    expect(labels(renderRequest(approved, sent, FACTS))).toEqual([]);
    expect(words(renderRequest(approved, sent, FACTS))).toContain("SwitchTraffic is running for replica and rdonly.");
  });

  it("shows a hold with its reason and its end", () => {
    const hold = { since: at("22:19"), until: at("22:34"), reason: "locked" } as const;
    const held = execution(PROPOSALS.switch, { state: { ...STATES.held, hold } });
    const message = renderRequest(request(PROPOSALS.switch, APPROVED), held, FACTS);
    expect(firstLine(message)).toContain("Approved, held: switch reads, then writes,");
    expect(words(message)).toContain(
      "Held since 22:19 UTC: another operation holds the workflow's lock, usually a VDiff between two tables. Tries until 22:34 UTC, then gives up.",
    );
    expect(labels(message)).toEqual(["Call off…"]);
  });

  it("in the soak can be called off, or its reads rolled back", () => {
    const soaking = execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE });
    const message = renderRequest(request(PROPOSALS.switch, APPROVED), soaking, FACTS);
    expect(words(message)).toContain("Reads are switched. Soak until 22:19 UTC, then writes.");
    expect(labels(message)).toEqual(["Call off…", "Roll back reads"]);
  });

  it("that was called off after its reads says what stays, and never that nothing was changed", () => {
    const used = request(PROPOSALS.switch, { votes: APPROVED.votes, state: { kind: "used", approvedAt: at("22:14"), at: at("22:17") } });
    const outcome = { kind: "called-off", at: at("22:17"), by: CHO, reason: "reads are slow", readsSwitched: true } as const;
    const message = renderRequest(used, execution(PROPOSALS.switch, { state: { kind: "ended", outcome }, done: READS_DONE }), FACTS);
    expect(firstLine(message)).toContain("Approved, then called off: switch reads, then writes,");
    expect(words(message)).toContain("Cho called it off 22:17 UTC: `reads are slow`\nWhat is done stays: reads go to customer.");
    expect(words(message)).not.toMatch(/nothing was changed/i);
    expect(labels(message)).toEqual([]);
  });

  it.each<[string, Outcome]>([
    ["done", { kind: "succeeded", at: at("22:19") }],
    ["then called off", { kind: "called-off", at: at("22:19"), by: CHO, reason: "no" }],
    ["not finished", { kind: "unfinished", at: at("22:19"), findings: ["not-frozen"] }],
    ["outcome not known", { kind: "unknown", at: at("22:19"), findings: [] }],
  ])("says in a word how it ended, and who decided: %s; what it means stands in the thread's own line", (word, outcome) => {
    const state = { kind: "used", approvedAt: at("22:14"), at: at("22:19") } as const;
    const over = execution(PROPOSALS.switch, { state: { kind: "ended", outcome } });
    const message = renderRequest(request(PROPOSALS.switch, { ...APPROVED, state }), over, FACTS);
    expect(firstLine(message)).toBe(`*Approved, ${word}: switch reads, then writes, of customer.commerce2customer to customer*`);
    expect(words(message)).toContain("Approved by");
    expect(labels(message)).toEqual([]);
    expectSendable(message);
  });
});
