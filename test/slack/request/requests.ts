import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { toRequestId } from "../../../src/core/people/people.ts";
import { DEFAULT_LIMITS, ONE_APPROVAL } from "../../../src/core/operation/request/policy.ts";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import { APPROVED, at, BEN, CHO, DEEDS, execution, facts, on, PROPOSALS, READS_DONE, request, routedTo, STATES } from "../given.ts";
import type { ReadsOf } from "../words.ts";
import { shardsNamed, tablesNamed } from "../../names.ts";

type Requests = ReadsOf<{ readonly request: Request; readonly execution?: Execution }>;

const OPEN = request(PROPOSALS.switch);
const shownWith = (shown: Partial<Request["shown"]>, proposal: Request["proposal"] = PROPOSALS.switch) =>
  request(proposal, { shown: { ...OPEN.shown, ...shown } });
const asked = (operation: WorkflowOperation, facts_: Parameters<typeof on>[1] = {}) => request(on(operation, facts_));
const asksSwitch = (options: Partial<typeof SWITCH_DEFAULTS>, facts_?: Parameters<typeof on>[1]) =>
  asked({ verb: "switch", options: { ...DEEDS.switch.options, ...options } }, facts_);
const asksComplete = (options: Partial<typeof COMPLETE_DEFAULTS>) =>
  asked({ verb: "complete", options: { ...COMPLETE_DEFAULTS, ...options } });
const asksToEnd = (verb: "cancel" | "delete", options: Partial<typeof CANCEL_DEFAULTS>, facts_?: Parameters<typeof on>[1]) =>
  asked({ verb, options: { ...CANCEL_DEFAULTS, ...options } }, facts_);
const { vdiff: _, ...WITHOUT_VDIFF } = facts();

export const OPEN_REQUESTS: Requests = {
  "says what is requested, by whom, and both clocks": {
    request: OPEN,
    title: "*Approval needed: switch traffic · customer.commerce2customer*",
    says: [
      "*Requested by* Ana\n*Approvals* 0 of 2, not by Ana\n*Approve by* 22:45 UTC\n*Then* runs at once; if something holds it up, within 15 min or not at all\n",
    ],
  },
  "says in which window it begins": {
    request: request({
      ...PROPOSALS.switch,
      window: { opens: at("23:00"), closes: at("23:50"), hours: "00:00-00:50 Europe/Berlin" },
    }),
    says: [
      "*Then* waits for its window (`00:00-00:50 Europe/Berlin`): the window opens at 23:00 UTC and closes at 23:50 UTC. It begins within 15 min of the opening or not at all; what has begun is finished whatever the clock",
    ],
    never: ["runs at once"],
  },
  "says that the policy lets it begin only in certain hours": {
    request: request(PROPOSALS.switch, {
      policy: {
        spoke: ["at night, policy.rules[0] (tandem.yaml line 12)"],
        hash: "9c1e",
        limits: DEFAULT_LIMITS,
        windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 23 * 60, to: 24 * 60, timeZone: "Etc/UTC" }],
      },
    }),
    says: ["*Then* waits for the policy's hours: the window opens at 23:00 UTC"],
  },
  "says whose approval is still missing, and which rule asks for it": {
    request: request(PROPOSALS.switch, {
      rule: { people: 2, requesterCounts: false, oneOf: [["S0DBAS"], ["S0ONCALL", CHO]] },
      votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "", seats: [["S0DBAS"]] }],
      policy: {
        spoke: ["payments, policy.rules[0] (tandem.yaml line 12)"],
        hash: "9c1e",
        limits: DEFAULT_LIMITS,
        windows: [],
      },
    }),
    says: [
      "*Approvals* 1 of 2, not by Ana",
      "*Still missing* one of S0ONCALL, Cho",
      "*By the rule* `payments, policy.rules[0] (tandem.yaml line 12)`",
    ],
    never: ["one of S0DBAS"],
  },
  "says that one approval is enough for the same switch again": {
    request: request(PROPOSALS.switch, {
      rule: ONE_APPROVAL,
      policy: { spoke: [], hash: "9c1e", limits: DEFAULT_LIMITS, windows: [], finishes: true, again: toRequestId("Ev017") },
    }),
    says: [
      "*Approvals* 0 of 1, not by Ana",
      "*One approval is enough:* this same SwitchTraffic was approved before, and it was cut off on its way.",
    ],
  },
  "says what will happen, step by step": {
    request: OPEN,
    says: [
      [
        "What happens",
        "○ Replica and rdonly reads go to customer",
        "○ Soak 5 min; it can be called off until then",
        "○ Writes stop on commerce while the streams catch up (Vitess waits up to 30 s for that), then go to customer",
        "○ Reverse replication starts",
        "Tables: `corder`, `customer`",
      ].join("\n"),
    ],
  },
  "lists the approved facts": {
    request: OPEN,
    says: [
      "*Checks* VDiff clean, finished 22:11 UTC · lag 0 s · streams: `1 running` · reads and writes not switched",
      "2 tables, about 2.3M rows, 320 MB by MySQL's estimate.",
    ],
  },
  "gives the number of rows compared if a VDiff has counted them, and no estimate next to it": {
    request: shownWith({ vdiffRows: 1_300_000n }),
    says: ["2 tables, 1,300,000 rows compared by that VDiff."],
    never: ["estimate"],
  },
  "gives no number of rows if MySQL's statistics have none": {
    request: shownWith({ sizes: OPEN.shown.sizes.map((size) => ({ ...size, rows: 0n, bytes: 16_384n })) }, PROPOSALS.complete),
    says: ["2 tables, how many rows is not known: MySQL's statistics have no estimate."],
    never: [/0 rows|kB/],
  },
  "shows the votes so far": {
    request: request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "" }] }),
    says: ["*Approvals* 1 of 2", "Ben approved 22:13 UTC."],
  },
  "stresses that nothing was compared, or that a VDiff is old or found differences": [
    { request: request({ ...PROPOSALS.switch, facts: WITHOUT_VDIFF }), says: ["*no VDiff: nothing was compared*"] },
    { request: shownWith({ vdiffCompletedAt: at("22:11") - 48 * 3_600_000 }), says: ["*too old to count*"] },
    { request: asked(DEEDS.switch, { vdiff: { uuid: "5c1e0000", verdict: "different" } }), says: ["VDiff *found differences*"] },
  ],
};

const AT_TARGET = {
  trafficState: "All Reads Switched. Writes Switched",
  streams: ["1 frozen"],
  reverse: "running",
  rules: routedTo("customer"),
} as const;
const HALF = { trafficState: "Reads Not Switched. Writes Switched", streams: ["1 frozen"], reverse: "running" } as const;
const READS_SWITCHED = { trafficState: "All Reads Switched. Writes Not Switched" } as const;
const WITHOUT_RULES = { rules: { tables: [], shards: [], keyspaces: [], mirrors: [] } } as const;

/** What a request says will happen. */
export const WHAT_HAPPENS: Requests = {
  "a switch without a reverse workflow cannot be undone without losing writes": {
    request: asksSwitch({ enableReverseReplication: false }),
    says: [
      "○ No reverse workflow is created",
      "*No reverse workflow is created: going back would lose",
      "Not without losing the writes made after it",
    ],
  },
  "a switch of everything at once has no soak": {
    request: asksSwitch({ allAtOnce: true }),
    title: "*Approval needed: switch traffic · customer.commerce2customer*",
    never: [/soak/i],
  },
  "a switch of reads in one cell names the cell and no write": {
    request: asksSwitch({ tabletTypes: ["REPLICA"], cells: ["zone1"] }),
    title: "*Approval needed: switch reads · customer.commerce2customer*",
    says: ["○ Replica reads go to customer in zone1\nTables: `corder`, `customer`"],
    never: ["Writes"],
  },
  "a reverse goes back to the source": {
    request: asked(DEEDS.reverse, AT_TARGET),
    says: [
      "*Approval needed: roll back traffic · customer.commerce2customer*",
      "○ Writes stop on customer while the streams catch up (Vitess waits up to 30 s for that), then go to commerce",
    ],
  },
  "a complete that renames gives the new names, cut as Vitess cuts them": [
    {
      request: asked(DEEDS.complete),
      title: "*Approval needed: complete, renaming `corder`, `customer` in commerce · customer.commerce2customer*",
      says: [
        "*What happens* `corder`, `customer` in commerce are renamed to `_corder_old`, `_customer_old` (not dropped); routing rules go, and both workflows are deleted.",
        "*Undo* No. Rollback ends",
      ],
    },
    { request: asked(DEEDS.complete, { tables: tablesNamed("a".repeat(64)) }), says: [`\`_${"a".repeat(59)}_old\``] },
  ],
  "a cancel drops the target's tables, or keeps them if requested": [
    {
      request: asked(DEEDS.cancel),
      title: "*Approval needed: DROP `corder`, `customer` in customer, and cancel · customer.commerce2customer*",
      says: [
        "`corder`, `customer` in customer are *dropped*, with every row copied so far; routing rules go, and the workflow is deleted.",
      ],
    },
    {
      request: asksToEnd("cancel", { keepData: true, keepRoutingRules: true }),
      title: "*Approval needed: cancel, keeping what is copied in customer · customer.commerce2customer*",
      says: ["stay in customer with the rows copied so far; customer goes on denying writes to them; routing rules stay,"],
    },
  ],
  "a cancel of one tenant's move drops no table: the tenant's rows go, and other tenants' stay": (["cancel", "delete"] as const).map(
    (verb) => ({
      request: asksToEnd(verb, {}, { kind: "tenant" }),
      first: "Approval needed: DELETE the tenant's rows in customer, and ",
      says: [
        "the tenant's rows in `corder`, `customer` in customer are *deleted*; the tables and other tenants' rows stay; routing rules go",
      ],
      never: ["dropped", "DROP"],
    }),
  ),
};

export const NOTHING_UNTRUE: Requests = {
  "for all traffic with the writes already switched does not say that writes stop": {
    request: asked(DEEDS.switch, HALF),
    title: "*Approval needed: switch reads · customer.commerce2customer*",
    says: ["Writes go to customer already and are not touched"],
    never: ["stop on", "Reverse replication starts"],
  },
  "for all traffic with the reads already switched mentions the writes": {
    request: asked(DEEDS.switch, READS_SWITCHED),
    says: [
      "*Approval needed: switch writes · customer.commerce2customer*",
      "Replica reads and rdonly reads go to customer already and are not touched",
      "○ Writes stop on commerce",
    ],
  },
  "of a workflow made without routing rules does not say that they go": [
    {
      request: asked(DEEDS.cancel, WITHOUT_RULES),
      says: ["the workflow has no routing rules, and the workflow is deleted."],
      never: [/routing rules (?:go|stay)/],
    },
    {
      request: asked(DEEDS.complete, WITHOUT_RULES),
      says: ["the workflow has no routing rules, and both workflows are deleted."],
      never: [/routing rules (?:go|stay)/],
    },
    { request: asksToEnd("delete", {}, WITHOUT_RULES), says: ["the workflow has no routing rules."] },
    { request: asked(DEEDS.delete, WITHOUT_RULES), never: [/routing rules (?:go|stay)/] },
  ],
  "shows no lag of frozen streams, and a reverse workflow in error as in error": [
    { request: shownWith({ lag: { kind: "seconds", value: 103 } }, on(DEEDS.complete, AT_TARGET)), never: ["103"] },
    { request: asked(DEEDS.reverse, { ...AT_TARGET, reverse: "in error" }), says: ["reverse workflow in error"] },
  ],
  "shows a held vote as kept, and does not count it": {
    request: request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "", held: true }] }),
    says: ["*Approvals* 0 of 2", "Ben approved 22:13 UTC: kept, not counted yet, because who is in the approvers' groups is not known."],
  },
};

const FORCED = "*It goes on although some tablets may not be refreshed";

export const POINTED_OUT: Requests = {
  "force, for a reverse too": [
    { request: asksSwitch({ force: true }), says: [FORCED] },
    { request: asked({ verb: "reverse", options: { ...DEEDS.reverse.options, force: true } }, AT_TARGET), says: [FORCED] },
  ],
  "an ignored source keeps its tables: nothing there is said to be dropped": [
    {
      request: asksComplete({ ignoreSourceKeyspace: true }),
      says: [
        "commerce is left out: `corder`, `customer` and whatever else is left there stay as they are; routing rules go, and the workflow is deleted.",
      ],
      never: ["*dropped*"],
    },
    {
      request: asksToEnd("cancel", { ignoreSourceKeyspace: true }),
      says: ["*commerce is left out*: a reverse workflow or denied tables there stay."],
    },
  ],
  "shards narrow a cancel less than they seem to, and a complete not at all": [
    {
      request: asksComplete({ shards: shardsNamed("-80") }),
      says: ["*Vitess ignores --shards (`-80`): all of this applies to every shard.*"],
    },
    ...(["cancel", "delete"] as const).map((verb) => ({
      request: asksToEnd(verb, { shards: shardsNamed("-80") }),
      says: ["*Only the streams on `-80` are deleted; tables and routing rules are treated like this on every shard.*"],
    })),
  ],
};

const APPROVED_SWITCH = request(PROPOSALS.switch, APPROVED);
const used = (usedAt: number) =>
  request(PROPOSALS.switch, { votes: APPROVED.votes, state: { kind: "used", approvedAt: at("22:14"), at: usedAt } });
const endedAs = (outcome: Outcome) => execution(PROPOSALS.switch, { state: { kind: "ended", outcome }, done: READS_DONE });

/** After its decision a request has no button to decide with. */
export const DECIDED: Requests = {
  "shows a hold with its reason and its end": {
    request: APPROVED_SWITCH,
    execution: execution(PROPOSALS.switch, {
      state: { ...STATES.held, hold: { since: at("22:19"), until: at("22:34"), reason: "locked" } },
    }),
    title: "*SwitchTraffic on hold · customer.commerce2customer*",
    says: [
      "○ Replica and rdonly reads go to customer",
      "Held since 22:19 UTC: another operation holds the workflow's lock, usually a VDiff that goes on to its next table. Tries until 22:34 UTC, then gives up.",
    ],
    buttons: ["Call off…"],
  },
  "in the soak can be called off, or its reads rolled back": {
    request: APPROVED_SWITCH,
    execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }),
    title: "*Reads switched, soaking until 22:19 UTC · customer.commerce2customer*",
    says: [
      "The writes follow at 22:19 UTC, unless somebody calls it off.",
      "● Replica and rdonly reads go to customer\n◐ Soak 5 min; it can be called off until then\n○ Writes stop",
    ],
    buttons: ["Call off…", "Roll back reads"],
  },
  "in the soak of one tenant's reads, which this release cannot switch back, offers no rollback of them": {
    request: {
      ...APPROVED_SWITCH,
      proposal: { ...PROPOSALS.switch, facts: { ...PROPOSALS.switch.facts, kind: "tenant", readsStay: true } },
    },
    execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }),
    buttons: ["Call off…"],
  },
  "whose execution is not there yet offers nothing to call off": {
    request: APPROVED_SWITCH,
    says: ["Not begun yet."],
    buttons: [],
  },
  "that was called off after its reads says what stays, and never that nothing was changed": {
    request: used(at("22:17")),
    execution: endedAs({ kind: "called-off", at: at("22:17"), by: CHO, reason: "reads are slow", readsSwitched: true }),
    title: "*Called off: switch traffic · customer.commerce2customer*",
    says: [
      "● Replica and rdonly reads go to customer\n○ Soak 5 min",
      "Cho called it off 22:17 UTC: `reads are slow`\nWhat is done stays: reads go to customer.",
    ],
    never: [/nothing was changed/i],
    buttons: [],
  },
};
