import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import type { Refusal } from "../../../src/core/operation/outcome/refusals.ts";
import { channelId } from "../../../src/core/people/people.ts";
import type { Rules } from "../../../src/core/readings/readings.ts";
import type { SnapshotNote } from "../../../src/core/rules/snapshots.ts";
import type { Keyspace, TabletAlias, WorkflowName } from "../../../src/core/vitess/names.ts";
import { parse } from "../../../src/command/parse.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { receiptWords } from "../../../src/slack/answer/receipts.ts";
import {
  at,
  BEN,
  CLEAN_VDIFF,
  COMPARED,
  COPYING,
  execution,
  followed,
  LOCKED,
  move,
  MOVING,
  NAMES,
  NOW,
  PROPOSALS,
  reading,
  request,
  situationOf,
  STATES,
  stream,
  SWITCHED,
  TABLES,
  view,
  workflow,
} from "../given.ts";
import { expectSendable, firstLine, labels, words } from "../words.ts";
import { keyspaceNamed } from "../../names.ts";

const FACTS: AnswerFacts = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };
const NAME = move().name;

const RULES: Rules = {
  tables: [
    { from: "customer", to: ["customer.customer"] },
    { from: "commerce.customer@replica", to: ["customer.customer"] },
  ],
  shards: [],
  keyspaces: [],
  mirrors: [],
};
const NOTE: SnapshotNote = {
  id: "r-17",
  cluster: NAME.cluster,
  moveId: "prod/customer.commerce2customer",
  reason: { kind: "before", step: "switch" },
  at: at("22:09"),
};

const ANSWERS = {
  refused: [
    { kind: "refused", reason: "source-is-target", subject: "commerce", nearest: [] },
    "`commerce` is both source and target. MoveTables needs two different keyspaces.",
  ],
  fault: [
    { kind: "fault", doing: "Switching customer.commerce2customer", explanation: LOCKED },
    "*Switching customer.commerce2customer: Another operation holds the workflow's lock.*",
  ],
  explained: [
    { kind: "explained", explanation: explain("no tables to move", "unexpected") },
    "*With these options there is no table to move.*",
  ],
  receipt: [
    { kind: "receipt", move: NAME, doing: "created", tables: TABLES, sourceKeyspace: keyspaceNamed("commerce") },
    "Creating customer.commerce2customer in *prod*: `corder`, `customer` from commerce. Its card and its thread come into the channel; if Slack does not take them, Tandem tells you.",
  ],
  list: [{ kind: "list", moves: [view({ reading: COPYING, samples: MOVING })], others: [], unreachable: [], now: NOW }, "*1 move*"],
  status: [{ kind: "status", view: view(), stale: true }, "*customer.commerce2customer · copied, running · lag 0 s*"],
  show: [{ kind: "show", view: view(), logs: ["22:10 Running"] }, "*customer.commerce2customer · copied, running · lag 0 s*"],
  "foreign-status": [
    { kind: "foreign-status", name: NAME, reading: reading(), now: NOW },
    "*customer.commerce2customer · not followed by Tandem*",
  ],
  vdiff: [
    { kind: "vdiff", name: NAME, vdiff: CLEAN_VDIFF, verdict: { kind: "clean", rowsCompared: 2_300_000n, completedAt: at("22:11") } },
    "*VDiff of customer.commerce2customer: no difference · 2 300 000 rows in 2 tables*",
  ],
  "vdiff-list": [
    { kind: "vdiff-list", name: NAME, vdiffs: [{ uuid: CLEAN_VDIFF.uuid, shard: "0", state: "completed", completedAt: at("22:11") }] },
    "*1 VDiff of customer.commerce2customer*",
  ],
  "in-line": [
    { kind: "in-line", move: NAME, step: "create", for: { move: NAME, verb: "switch", since: NOW - 60_000 }, isNew: true },
    "waits for SwitchTraffic of customer.commerce2customer, since ",
  ],
  "dry-run": [
    { kind: "dry-run", move: NAME, verb: "complete", lines: ["Lock keyspace commerce"] },
    "*Dry run of Complete for customer.commerce2customer*",
  ],
  preflight: [
    { kind: "preflight", move: NAME, step: "complete", findings: [], stopped: false, now: NOW },
    "*Preflight for Complete of customer.commerce2customer: nothing found*",
  ],
  "planned-create": [
    {
      kind: "planned-create",
      move: NAME,
      plan: {
        sourceKeyspace: keyspaceNamed("commerce"),
        targetKeyspace: "customer",
        sizes: [],
        streams: [],
        readsFrom: { types: ["PRIMARY"], cells: ["zone1"] },
        routingRules: 0,
        deniedOn: [],
        startsAtOnce: false,
      },
      findings: [],
      now: NOW,
    },
    "*Dry run of create customer.commerce2customer: nothing found*",
  ],
  rules: [
    { kind: "rules", cluster: NAME.cluster, documents: ["tables", "shards"], rules: RULES, snapshots: [NOTE], now: NOW },
    "*Routing rules of prod*: 2 table rules, 0 shard rules",
  ],
  "rules-saved": [
    {
      kind: "rules-saved",
      cluster: NAME.cluster,
      snapshot: "r-18",
      label: "rules.json",
      counts: [
        { document: "tables", rules: 18 },
        { document: "shards", rules: 1 },
      ],
    },
    "*Routing rules of prod saved as `r-18`, called `rules.json`*",
  ],
  "rules-diff": [
    { kind: "rules-diff", snapshot: NOTE, changes: [{ document: "shards", name: "commerce/-80", was: "customer" }], now: NOW },
    "*1 rule of prod is other than in snapshot `r-17`*",
  ],
  "rules-preview": [
    {
      kind: "rules-preview",
      snapshot: NOTE,
      documents: ["tables"],
      lines: ["product: removed, led to archive.product"],
      outages: [],
      others: [],
      whole: true,
    },
    "*Dry run: restore of the routing rules of prod as in snapshot `r-17`*",
  ],
  "called-off": [
    { kind: "called-off", move: NAME, verb: "switch", afterCall: false, readsSwitched: true },
    "Called off: SwitchTraffic of customer.commerce2customer. What is done stays: reads go to customer. The writes are not switched.",
  ],
  following: [{ kind: "following", move: NAME, channel: channelId("C0INC") }, "This channel follows customer.commerce2customer now."],
  unfollowed: [
    { kind: "unfollowed", move: NAME, channel: channelId("C0INC") },
    "This channel does not follow customer.commerce2customer any more.",
  ],
  adopted: [
    { kind: "adopted", keyspace: NAME.targetKeyspace, moves: [NAME] },
    "Following 1 workflow from now on: `customer.commerce2customer`. The cards come into this channel.",
  ],
  diagnosis: [
    { kind: "diagnosis", move: NAME, sourceKeyspace: keyspaceNamed("commerce"), troubles: [], now: NOW },
    "*customer.commerce2customer: nothing wrong was found*",
  ],
  "rescue-plan": [
    { kind: "rescue-plan", move: NAME, keyspace: "commerce", tables: TABLES, lockHolders: [], now: NOW },
    "*Unblock writes at commerce: customer.commerce2customer*",
  ],
  "still-waiting": [
    { kind: "still-waiting", verb: "switch", subject: "customer.commerce2customer", seconds: 5 },
    "Still reading `customer.commerce2customer`: Vitess has not answered for 5 s. The answer to `switch` comes here.",
  ],
  locked: [
    {
      kind: "locked",
      move: NAME,
      lock: {
        holder: { action: "WorkflowSwitchTraffic", host: "vtctld-2", since: NOW - 600_000 },
        path: "/global/internal/named_locks/x/y/locks",
      },
      standing: "old-lock",
      now: NOW,
    },
    "*Nothing was asked: customer.commerce2customer is locked*",
  ],
  keyspaces: [{ kind: "keyspaces", cluster: NAME.cluster, keyspaces: [NAME.targetKeyspace] }, "*prod* has 1 keyspace"],
  tables: [
    {
      kind: "tables",
      cluster: NAME.cluster,
      keyspace: NAME.targetKeyspace,
      tables: [{ table: "corder", rows: 1_500_000n, bytes: 152_780_800n }],
      moved: [{ table: "corder", move: "customer.commerce2customer" }],
    },
    "*customer* has 1 table, about 153 MB",
  ],
  validated: [
    {
      kind: "validated",
      cluster: NAME.cluster,
      keyspace: NAME.targetKeyspace,
      pingTablets: true,
      problems: ["tablet zone1-0000000201 is not pingable"],
    },
    "*Vitess finds 1 problem with customer*",
  ],
  throttler: [
    {
      kind: "throttler",
      cluster: NAME.cluster,
      keyspace: NAME.targetKeyspace,
      tablets: [
        {
          tablet: "zone1-0000000200" as TabletAlias,
          shard: "0",
          enabled: true,
          metrics: [{ name: "lag", value: 1.25, threshold: 5, error: "" }],
          throttledApps: [{ name: "vplayer", ratio: 0.5, expiresAt: NOW + 60_000 }],
        },
      ],
      now: NOW,
    },
    "*Throttler of customer: on*",
  ],
  "throttler-checked": [
    {
      kind: "throttler-checked",
      cluster: NAME.cluster,
      keyspace: NAME.targetKeyspace,
      app: "vplayer",
      checks: [{ tablet: "zone1-0000000200" as TabletAlias, shard: "0", ok: false, reason: "vplayer is explicitly denied access" }],
    },
    "*`vplayer` is held back in 1 of 1 shard of customer*",
  ],
  throttled: [
    {
      kind: "throttled",
      cluster: NAME.cluster,
      keyspace: NAME.targetKeyspace,
      app: "vplayer",
      ratio: 0.5,
      until: at("22:30"),
      isOff: false,
      now: NOW,
    },
    "50 % of the work of `vplayer` is held back in customer until 22:30 UTC.",
  ],
  unthrottled: [
    { kind: "unthrottled", cluster: NAME.cluster, keyspace: NAME.targetKeyspace, app: "vplayer" },
    "`vplayer` is not held back in customer any more.",
  ],
  "which-cluster": [
    { kind: "which-cluster", server: "h:1", verb: "status", lines: [{ cluster: NAME.cluster, line: "status a.b --cluster=local" }] },
    "*Nothing was done: `h:1` is no server that Tandem knows*",
  ],
  clusters: [{ kind: "clusters", clusters: [], now: NOW }, "*Tandem knows 0 clusters*"],
} as const satisfies { [K in Answer["kind"]]: readonly [Answer, string] };

function fault(doing: string): string {
  return words(renderAnswer({ kind: "fault", doing, explanation: LOCKED }, FACTS));
}

describe("every private answer", () => {
  it.each(Object.entries(ANSWERS))("%s", (_, [answer, said]) => {
    const message = renderAnswer(answer, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toContain(said);
    expect(message.text).not.toBe("");
  });

  it("to a status that is old says that a fresh reading is coming", () => {
    expect(words(renderAnswer(ANSWERS.status[0], FACTS))).toContain("Vitess could not be read just now, so this is the last reading");
    expect(words(renderAnswer({ ...ANSWERS.status[0], stale: false }, FACTS))).not.toContain("a fresh reading");
  });

  it("to a look that failed says nothing about what a change may have left behind", () => {
    expect(fault("list")).not.toContain(LOCKED.stateLeft);
    expect(fault("stop")).toContain(LOCKED.stateLeft);
    expect(fault("list")).toContain(LOCKED.next);
  });

  it("to show contains streams, denied tables and log lines", () => {
    const shown = words(renderAnswer(ANSWERS.show[0], FACTS));
    expect(shown).toContain("Traffic: reads not switched, writes not switched");
    expect(shown).toContain("• shard `0` on `zone1-0000000200` from commerce/`0`: `Running` · 2 300 000 rows copied, by Vitess's count");
    expect(shown).toContain("customer/`0` denies writes to `corder`, `customer`");
    expect(shown).toContain("```22:10 Running```");
  });

  it("to show has no lag of frozen streams, and no form for what would be refused", () => {
    const frozen = {
      ...SWITCHED,
      workflow: workflow({ lag: { kind: "seconds", value: 103 }, streams: [stream({ state: "Stopped", message: "FROZEN" })] }),
    };
    const shown = words(renderAnswer({ kind: "show", view: view({ reading: frozen }), logs: [] }, FACTS));
    expect(shown).not.toContain("103");
    expect(shown).toContain("Lag: none to tell, because not every stream runs");
    const compared = move(followed(COMPARED));
    expect(labels(renderAnswer({ kind: "show", view: view({ move: compared }), logs: [] }, FACTS))).toContain("Switch with options…");
    expect(labels(renderAnswer({ kind: "show", view: view(), logs: [] }, FACTS))).not.toContain("Switch with options…");
    expect(labels(renderAnswer({ kind: "show", view: view({ move: compared, request: request() }), logs: [] }, FACTS))).toEqual([
      "Details",
    ]);
  });

  it("about a workflow that is not followed offers to follow it", () => {
    expect(labels(renderAnswer(ANSWERS["foreign-status"][0], FACTS))).toEqual(["Follow"]);
  });
});

describe("the list", () => {
  const many = Array.from({ length: 57 }, (_, n) =>
    view({ move: move({ name: { ...NAME, workflow: `w${n}` as WorkflowName } }), reading: COPYING, samples: MOVING }),
  );

  it("has one line a move: name, phase, percent, ETA, age", () => {
    expect(words(renderAnswer(ANSWERS.list[0], FACTS))).toContain(
      "• customer.commerce2customer · copying · about 77 % · ready in 6–12 min (estimate) · read 22:13 UTC",
    );
  });

  it("stops at forty and says how many more there are", () => {
    const message = renderAnswer({ kind: "list", moves: many, others: [], unreachable: [], now: NOW }, FACTS);
    expectSendable(message);
    expect(words(message).match(/^• /gm)).toHaveLength(40);
    expect(words(message)).toContain("and 17 more");
  });

  it("shows a move in a silent keyspace as it was last known, and not as healthy", () => {
    const message = renderAnswer({ kind: "list", moves: [view()], others: [], unreachable: ["customer", "billing"], now: NOW }, FACTS);
    expectSendable(message);
    expect(words(message)).toContain(
      "• customer.commerce2customer · not answering · last known: copied, running · lag 0 s · read 22:13 UTC",
    );
    expect(words(message)).toContain("Not answering, so shown as last known, and without what Tandem does not follow: `customer`");
    expect(words(message)).toContain("Not answering, so not in this list: `billing`");
  });

  it("says since when a move cannot be read, and whom every other move waits for", () => {
    const unreadable = { since: at("22:04"), tries: 2, why: "away", next: "wait" };
    const moves = [
      view({ move: move(followed({ unreadable })) }),
      view({ execution: execution(PROPOSALS.switch, { state: STATES.held }) }),
    ];
    const said = words(renderAnswer({ kind: "list", moves, others: [], unreachable: [], now: NOW }, FACTS));
    expect(said).toContain("cannot be read since 22:04 UTC · last known: copied, running · lag 0 s");
    expect(said).toContain("Held since 22:14 UTC: lag 41 s, limit 30 s. Tries until 22:29 UTC, then gives up");
  });

  it("says what did not answer, so that missing moves do not look deleted", () => {
    const message = renderAnswer(
      { kind: "list", moves: [], others: [{ name: NAME, type: "Reshard", states: ["Running"] }], unreachable: ["prod/billing"], now: NOW },
      FACTS,
    );
    expect(words(message)).toContain("*No moves*");
    expect(words(message)).toContain("• customer.commerce2customer · `Reshard` · `Running`");
    expect(words(message)).toContain("Not answering, so not in this list: `prod/billing`");
  });
});

// Typed so that a new refusal is a missing key here.
const REFUSALS = {
  "not-an-operator": "",
  "not-understood": "frobnicate",
  "people-unknown": "",
  "no-approvers": "",
  "too-few-approvers": "",
  "unknown-cluster": "prd",
  "unknown-keyspace": "custmer",
  "unknown-table": "cordr",
  "view-not-moved": "open_orders",
  "unknown-workflow": "customer.c2c",
  "not-a-movetables": "customer.reshard",
  "workflow-exists": "customer.c2c",
  "source-is-target": "commerce",
  "table-in-other-workflow": "corder",
  "no-tables": "commerce",
  "unknown-finding": "vdiff-mising",
  "nothing-to-override": "vdiff-missing",
  "not-overridable": "missing-vschema",
  "vdiff-while-copying": "customer.c2c",
  "vdiff-forgotten": "customer.c2c",
  "vdiff-not-running": "customer.c2c",
  "vdiff-table-gone": "commerce.corder",
  "vdiff-running": "5c1e",
  "vdiff-after-switch": "customer.c2c",
  "no-vdiff": "customer.c2c",
  "request-open": "customer.c2c",
  "execution-running": "customer.c2c",
  "nothing-to-call-off": "customer.c2c",
  "call-off-not-allowed": "customer.c2c",
  "people-unknown-too-long": "customer.c2c",
  "rules-lost": "customer.c2c",
  "serving-not-proven": "customer.c2c",
  "serving-not-urgent": "customer.c2c",
  "served-unread": "customer.c2c",
  frozen: "customer.c2c",
  "unknown-snapshot": "r-71",
  "no-thread-for-restore": "r-18",
  "nothing-to-restore": "r-18",
  "others-rules-differ": "r-18",
  "mirrors-not-writable": "r-18",
  "not-in-channel": "",
  "already-followed": "customer.c2c",
  "not-followed": "customer.c2c",
  "state-changed": "customer.c2c",
  "use-by-passed": "customer.c2c",
  "approver-lost": "customer.c2c",
  withdrawn: "customer.c2c",
  "lag-too-high": "customer.c2c",
  "workflow-missing": "customer.c2c",
  "still-copying": "customer.c2c",
  "streams-not-running": "customer.c2c",
  "stream-never-started": "customer.c2c",
  "no-reverse-workflow": "customer.c2c",
  "not-switched": "customer.c2c",
  "already-switched": "customer.c2c",
  "reads-switched": "customer.c2c",
  "reads-left": "customer.c2c",
  "tenant-stays": "customer.t42",
  "shards-go-together": "customer.c2c",
  "target-denies-writes": "customer.t42",
  "writes-denied": "customer.c2c",
  "stops-after-copy": "customer.c2c",
  "routed-to-target": "customer.c2c",
  "switch-unfinished": "customer.commerce2customer",
  "mirror-rules-left": "customer.commerce2customer",
  "snapshot-missing": "customer.c2c",
  "rules-in-use": "customer.c2c",
  "workflow-locked": "customer.c2c",
  unreachable: "customer.c2c",
  "already-adopted": "customer.c2c",
  "preflight-blocked": "customer.c2c",
  "atomic-copy-stopped": "customer.c2c",
  "throttler-unknown": "customer",
  "not-on-reverse": "customer.c2c",
  "option-needs-version": "--force",
  "switch-alive": "customer.c2c",
  "nothing-denied": "customer.c2c",
  "not-open": "",
  expired: "",
  "own-request": "",
  "not-an-approver": "",
  "already-voted": "",
  "reason-missing": "",
  "move-busy": "",
} as const satisfies Record<Refusal, string>;

describe("every refusal", () => {
  const reasons = Object.keys(REFUSALS).filter((key): key is Refusal => key in REFUSALS);

  it.each(reasons)("%s says what is wrong in whole sentences, and its example parses", (reason) => {
    const message = renderAnswer({ kind: "refused", reason, subject: REFUSALS[reason], nearest: ["customer.commerce2customer"] }, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toMatch(/^[A-Z`].*[.?]$/);
    // "help" is used if there is no example, an empty piece if there is no name.
    const example = /Example: `(.*)`/.exec(words(message))?.[1] ?? "help";
    expect(parse(example)).toMatchObject({ kind: "command" });
    expect(firstLine(message)).toContain(REFUSALS[reason].split(",")[0]);
  });

  it("because somebody was first says who, with what and since when", () => {
    const earlier = { by: BEN, at: at("22:04"), verb: "complete" } as const;
    const refused = (reason: "request-open" | "execution-running"): string =>
      firstLine(renderAnswer({ kind: "refused", reason, subject: "customer.c2c", nearest: [], earlier }, FACTS));
    expect(refused("request-open")).toContain("A request for Complete of `customer.c2c` is still open: Ben asked 22:04 UTC.");
    expect(refused("execution-running")).toContain("Complete is being carried out on `customer.c2c`: Ben asked 22:04 UTC.");
  });

  it("suggests what was probably meant", () => {
    const message = renderAnswer(
      { kind: "refused", reason: "unknown-keyspace", subject: "custmer", nearest: ["customer", "customer2"] },
      FACTS,
    );
    expect(firstLine(message)).toBe("There is no keyspace `custmer`. Did you mean `customer`, `customer2`?");
  });
});

describe("every receipt names the workflow", () => {
  it.each(["created", "start", "stop", "vdiff-create", "vdiff-stop", "vdiff-resume", "vdiff-delete", "asked", "rolling-back"] as const)(
    "%s",
    (doing) => {
      expect(receiptWords({ kind: "receipt", move: NAME, doing, tables: TABLES, sourceKeyspace: keyspaceNamed("commerce") })).toMatch(
        /customer\.commerce2customer.*\.$/,
      );
    },
  );
});

describe("a diagnosis", () => {
  const about = { kind: "diagnosis", move: NAME, sourceKeyspace: keyspaceNamed("commerce"), troubles: [], now: NOW } as const;
  const denied = [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }];

  it("that found nothing says what was checked, and nothing more", () => {
    const said = words(renderAnswer({ ...about, situation: situationOf() }, FACTS));
    expect(said).toContain("Looked at: streams, lag, throttler, tablets, rules, denied tables and locks.");
    expect(said).not.toContain("as they should");
  });

  it("calls nothing healthy while a switch is under way", () => {
    const holder = { action: "SwitchTraffic", host: "vtctld-1", since: NOW - 20_000 };
    const situation = situationOf({ reading: reading({ denied, lockHolders: [holder] }) });
    const said = words(renderAnswer({ ...about, situation }, FACTS));
    expect(said).toContain("*customer.commerce2customer: a switch is under way*");
    expect(said).toContain("applications may not be able to write to these tables");
    expect(said).not.toContain("nothing wrong");
  });

  it("of a lock left by Tandem's own dead call says so, and not that a switch may be under way", () => {
    const broken = { verb: "reverse", types: ["PRIMARY"], startedAt: NOW - 20_000, brokeAt: NOW - 10_000, executionId: "e-1" } as const;
    const holder = { action: "WorkflowSwitchTraffic", host: "vtctld-1", since: NOW - 19_000 };
    const its = reading({ denied, lockHolders: [holder] });
    const troubles = [{ kind: "young-lock", holder }] as const;
    const own = situationOf({ move: move(followed({ unheard: [broken] })), reading: its });
    const said = words(renderAnswer({ ...about, troubles, situation: own }, FACTS));
    expect(said).toContain("it is that of ReverseTraffic, whose connection broke at 22:13:50 UTC.");
    expect(said).not.toContain("may be under way");
    const other = words(renderAnswer({ ...about, troubles, situation: situationOf({ reading: its }) }, FACTS));
    expect(other).toContain("a switch may be under way, and the rest its doing.");
  });

  it("of streams that Tandem stopped says for whom", () => {
    const troubles = [{ kind: "stopped", shard: "0" }] as const;
    const situation = situationOf({ move: move(followed({ stoppedBy: BEN })) });
    const said = words(renderAnswer({ ...about, troubles, situation }, FACTS));
    expect(said).toContain("The stream of shard `0` is stopped: Ben stopped it.");
    expect(said).toContain("_next: ask Ben why, then start the workflow_");
    expect(words(renderAnswer({ ...about, troubles, situation: situationOf() }, FACTS))).toContain("says not why: somebody stopped it.");
  });

  it("of an alarm has the same next step as the move's card", () => {
    const situation = situationOf({ reading: reading({ denied }) });
    const troubles = [{ kind: "alarm", alarm: "source-writes-denied", tables: TABLES }] as const;
    expect(words(renderAnswer({ ...about, troubles, situation }, FACTS))).toContain(
      "_next: make sure that no switch runs, then unblock writes",
    );
  });
});
