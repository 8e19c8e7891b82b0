import type { Answer } from "../../../src/core/command/answers.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import type { Rules } from "../../../src/core/readings/readings.ts";
import type { SnapshotNote } from "../../../src/core/rules/snapshots.ts";
import type { TabletAlias } from "../../../src/core/vitess/names.ts";
import { ANA, at, BEN, CLEAN_VDIFF, COPYING, LOCKED, move, MOVING, NOW, reading, TABLES, view } from "../given.ts";
import { keyspaceNamed, moveIdNamed, patternNamed, shardNamed, tableNamed } from "../../names.ts";

const NAME = move().name;
const PATTERN = patternNamed("customer*");

const THAW_ASKED = { by: ANA, at: at("22:05"), reason: "the sale is over", isApprover: false };

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
  moveId: moveIdNamed("prod/customer.commerce2customer"),
  reason: { kind: "before", step: "switch" },
  at: at("22:09"),
};

const CUSTOMER = { cluster: NAME.cluster, keyspace: NAME.targetKeyspace };

/** One answer of every kind, with the words that its first line has. */
export const ANSWERS = {
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
    "Creating customer.commerce2customer in *prod*: `corder`, `customer` from commerce. Its card and its thread appear in the channel; if Slack does not take them, Tandem tells you.",
  ],
  list: [
    { kind: "list", moves: [view({ reading: COPYING, samples: MOVING })], others: [], unreachable: [], now: NOW },
    "*1 move: 1 copying*",
  ],
  status: [{ kind: "status", view: view(), stale: true }, "*Copied, in sync · customer.commerce2customer*"],
  show: [{ kind: "show", view: view(), logs: ["22:10 Running"] }, "*Copied, in sync · customer.commerce2customer*"],
  "foreign-status": [
    { kind: "foreign-status", name: NAME, reading: reading(), now: NOW },
    "*Not followed by Tandem · customer.commerce2customer*",
  ],
  vdiff: [
    { kind: "vdiff", name: NAME, vdiff: CLEAN_VDIFF, verdict: { kind: "clean", rowsCompared: 2_300_000n, completedAt: at("22:11") } },
    "*VDiff clean · customer.commerce2customer*",
  ],
  "vdiff-list": [
    {
      kind: "vdiff-list",
      name: NAME,
      vdiffs: [{ uuid: CLEAN_VDIFF.uuid, shard: shardNamed("0"), state: "completed", completedAt: at("22:11") }],
    },
    "*1 VDiff of customer.commerce2customer*",
  ],
  "in-line": [
    { kind: "in-line", move: NAME, step: "create", for: { move: NAME, verb: "switch", since: NOW - 60_000 }, isNew: true },
    "waits for SwitchTraffic of customer.commerce2customer, under way since ",
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
    "*1 rule of prod differs from snapshot `r-17`*",
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
    "Called off: SwitchTraffic of customer.commerce2customer. What is done stays: reads go to customer. The writes were not switched.",
  ],
  following: [
    { kind: "following", move: NAME, channel: toChannelId("C0INC"), everyMs: 300_000 },
    "This channel follows customer.commerce2customer now.",
  ],
  "following-pattern": [
    { kind: "following-pattern", cluster: NAME.cluster, pattern: PATTERN, everyMs: 300_000, cards: 10, rest: 3 },
    "This channel follows `prod/customer*` now: the moves that match it today, and those that begin later.",
  ],
  "unfollowed-pattern": [
    { kind: "unfollowed-pattern", cluster: NAME.cluster, pattern: PATTERN },
    "This channel does not follow `prod/customer*` any more.",
  ],
  "following-list": [
    {
      kind: "following-list",
      moves: [{ name: NAME, everyMs: 0 }],
      patterns: [{ cluster: NAME.cluster, pattern: PATTERN, everyMs: 1_800_000, by: ANA, at: NOW }],
      fleet: { cluster: NAME.cluster, by: ANA, at: NOW },
    },
    "What this channel follows",
  ],
  fleet: [
    { kind: "fleet", cluster: NAME.cluster },
    "One message about all moves of prod appears in this channel, is pinned, and is kept up to date.",
  ],
  "fleet-ended": [
    { kind: "fleet-ended", cluster: NAME.cluster },
    "The message about all moves of prod is not kept up to date in this channel any more",
  ],
  audit: [
    {
      kind: "audit",
      move: NAME,
      csv: false,
      evidence: { content: "{}\n", digest: "9".repeat(64) },
      audit: {
        head: { seq: 41, hash: "a".repeat(64) },
        entries: [
          {
            event: {
              kind: "requested",
              moveId: moveIdNamed("prod/customer.commerce2customer"),
              by: toPersonId("U0ANA"),
              facts: { request: "q-1", verb: "switch", digest: "d".repeat(64) },
            },
            link: { seq: 39, at: NOW - 600_000, event: "", prev: "", hash: "b".repeat(64) },
          },
          {
            event: {
              kind: "vote",
              moveId: moveIdNamed("prod/customer.commerce2customer"),
              by: toPersonId("U0BEN"),
              facts: { request: "q-1", vote: "approve", reason: "" },
            },
            link: { seq: 41, at: NOW - 60_000, event: "", prev: "", hash: "a".repeat(64) },
          },
        ],
      },
    },
    "*Audit of customer.commerce2customer: 2 entries*",
  ],
  "handover-offered": [
    { kind: "handover-offered", moves: 3, leftOut: 1, to: toPersonId("U0BEN") },
    "Offered: 3 moves that this channel shows. The message appears in this channel, and Ben accepts there.",
  ],
  unfollowed: [
    { kind: "unfollowed", move: NAME, channel: toChannelId("C0INC") },
    "This channel does not follow customer.commerce2customer any more.",
  ],
  adopted: [
    { kind: "adopted", keyspace: NAME.targetKeyspace, moves: [NAME] },
    "Following 1 workflow from now on: `customer.commerce2customer`. The cards appear in this channel.",
  ],
  diagnosis: [
    { kind: "diagnosis", move: NAME, sourceKeyspace: keyspaceNamed("commerce"), troubles: [], now: NOW },
    "*Nothing wrong was found · customer.commerce2customer*",
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
    "*Nothing was requested: customer.commerce2customer is locked*",
  ],
  keyspaces: [{ kind: "keyspaces", cluster: NAME.cluster, keyspaces: [NAME.targetKeyspace] }, "*prod* has 1 keyspace"],
  tables: [
    {
      kind: "tables",
      ...CUSTOMER,
      tables: [{ table: tableNamed("corder"), rows: 1_500_000n, bytes: 152_780_800n }],
      moved: [{ table: tableNamed("corder"), move: "customer.commerce2customer" }],
    },
    "*customer* has 1 table, about 153 MB",
  ],
  validated: [
    { kind: "validated", ...CUSTOMER, pingTablets: true, problems: ["tablet zone1-0000000201 is not pingable"] },
    "*Vitess finds 1 problem with customer*",
  ],
  throttler: [
    {
      kind: "throttler",
      ...CUSTOMER,
      tablets: [
        {
          tablet: "zone1-0000000200" as TabletAlias,
          shard: shardNamed("0"),
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
      ...CUSTOMER,
      app: "vplayer",
      checks: [
        { tablet: "zone1-0000000200" as TabletAlias, shard: shardNamed("0"), ok: false, reason: "vplayer is explicitly denied access" },
      ],
    },
    "*`vplayer` is held back in 1 of 1 shard of customer*",
  ],
  throttled: [
    { kind: "throttled", ...CUSTOMER, app: "vplayer", ratio: 0.5, until: at("22:30"), isOff: false, now: NOW },
    "50% of the work of `vplayer` is held back in customer until 22:30 UTC.",
  ],
  unthrottled: [{ kind: "unthrottled", ...CUSTOMER, app: "vplayer" }, "`vplayer` is not held back in customer any more."],
  frozen: [
    { kind: "frozen", cluster: NAME.cluster, freeze: { keyspace: "customer", by: ANA, until: at("23:30"), reason: "sale" } },
    "Frozen: prod/customer is frozen until 23:30 UTC, by Ana: `sale`",
  ],
  thawed: [
    { kind: "thawed", cluster: NAME.cluster, keyspace: "customer", left: [] },
    "Thawed: prod/customer. What is approved there goes on by itself.",
  ],
  "thaw-asked": [
    { kind: "thaw-asked", cluster: NAME.cluster, freezes: [{ by: BEN, at: at("22:00"), reason: "sale", thaw: THAW_ASKED }] },
    "Not thawed yet: Ben froze the whole cluster prod, so a second person has to agree",
  ],
  "break-glass-plan": [
    {
      kind: "break-glass-plan",
      cluster: NAME.cluster,
      what: "reverse",
      name: "commerce2customer",
      typed: "prod/customer.commerce2customer",
      reason: "orders fail",
    },
    "*Break the glass: reverse `prod/customer.commerce2customer`*",
  ],
  "which-cluster": [
    { kind: "which-cluster", server: "h:1", verb: "status", lines: [{ cluster: NAME.cluster, line: "status a.b --cluster=local" }] },
    "*Nothing was done: `h:1` is no server that Tandem knows*",
  ],
  clusters: [{ kind: "clusters", clusters: [], now: NOW }, "*Tandem knows 0 clusters*"],
} as const satisfies { [K in Answer["kind"]]: readonly [Answer, string] };
