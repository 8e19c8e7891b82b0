import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { GuardedVerb } from "../../../src/core/move/broken-call.ts";
import { ANA, at, BEN, CHO, CLEAN_VDIFF, DEEDS, LOCKED, TABLES } from "../given.ts";
import { keyspaceNamed, requestNamed, shardNamed, tableNamed } from "../../names.ts";

export function outcome(verb: GuardedVerb, outcome_: Outcome, more: Partial<Extract<EntryBody, { kind: "outcome" }>> = {}): EntryBody {
  return { kind: "outcome", executionId: "e-1", act: DEEDS[verb], by: ANA, outcome: outcome_, ...more };
}

export const OUTCOMES = {
  succeeded: { kind: "succeeded", at: at("22:14") },
  "already-so": { kind: "already-so", at: at("22:14") },
  unfinished: {
    kind: "unfinished",
    at: at("22:14"),
    findings: ["writes-switched", "reverse-not-running", "not-frozen", "workflow-locked"],
  },
  refused: { kind: "refused", at: at("22:14"), reason: "state-changed", difference: ["streams: 1 running → 1 stopped"] },
  failed: { kind: "failed", at: at("22:14"), fault: { kind: "busy", text: "failed to lock the customer/commerce2customer workflow" } },
  "called-off": { kind: "called-off", at: at("22:14"), by: BEN, reason: "the reads are slow" },
  unknown: { kind: "unknown", at: at("22:14"), findings: ["reads-switched", "writes-not-switched", "source-denies-writes"] },
} as const satisfies { [K in Outcome["kind"]]: Outcome };

/** One line of every kind, with the words that identify it. */
export const BODIES = {
  created: [
    { kind: "created", by: ANA, tables: TABLES, sourceKeyspace: keyspaceNamed("commerce"), snapshot: "r-17" },
    "Ana created the workflow: `corder`, `customer` from commerce. Routing rules saved (snapshot `r-17`).",
  ],
  "create-failed": [{ kind: "create-failed", by: ANA, explanation: LOCKED }, "The workflow was not created."],
  adopted: [{ kind: "adopted", by: ANA }, "Ana has Tandem follow this workflow. It was created elsewhere."],
  started: [{ kind: "started", by: ANA }, "Ana started the workflow."],
  stopped: [{ kind: "stopped", by: ANA }, "Ana stopped the workflow."],
  updated: [{ kind: "updated", by: ANA, changes: ["on DDL: STOP"] }, "Ana changed the workflow: `on DDL: STOP`."],
  mirrored: [
    { kind: "mirrored", by: ANA, percent: 5, tabletTypes: ["REPLICA", "RDONLY"], snapshot: "r-17" },
    "Ana mirrors 5% of the reads of replica and rdonly to the target; applications' answers still come from the source.",
  ],
  outside: [
    { kind: "outside", what: "writes-switched", notBefore: at("02:30"), notAfter: at("02:31") },
    "Writes were switched to the target at 02:31 UTC, not by Tandem.",
  ],
  diagnosed: [
    { kind: "diagnosed", by: ANA, troubles: [{ kind: "no-source", shard: shardNamed("0") }], more: 0, detail: "{}" },
    "Ana diagnosed it: 1 thing. The full details are in the file.",
  ],
  "lock-left": [
    {
      kind: "lock-left",
      holder: { action: "WorkflowSwitchTraffic", host: "vtctld-2", since: at("22:10") },
      path: "/global/internal/named_locks/customer/commerce2customer/locks",
      lapsesBy: at("22:10") + 24 * 3_600_000,
    },
    "Still blocked: switch and cancel wait for the workflow's lock. `WorkflowSwitchTraffic` on `vtctld-2` holds it since 22:10 UTC.",
  ],
  "copy-finished": [
    { kind: "copy-finished", rows: 2_300_000n, tookMs: 23_000 },
    "Copy finished: 2.3M rows by Vitess's count, in 23 s. *Next:* Run a VDiff.",
  ],
  stalled: [{ kind: "stalled", since: at("22:02") }, "No row count and no key has moved since 22:02 UTC."],
  "moving-again": [{ kind: "moving-again" }, "The copy is moving again."],
  lasting: [
    { kind: "lasting", cause: "lag-grows", since: at("22:02"), lagSeconds: 340 },
    "Replication lag keeps growing. It has grown since 22:02 UTC and is 340 s, above the limit for a switch.",
  ],
  "alarm-taken": [
    { kind: "alarm-taken", cause: "stalled", by: ANA },
    `Ana has the alarm "Copy stalled". The operators' channel hears of it again when it is over.`,
  ],
  "all-clear": [
    {
      kind: "all-clear",
      cause: "stream-error",
      since: at("21:50"),
      until: at("22:10"),
      times: 6,
      takenBy: { by: ANA, at: at("21:55") },
    },
    '*All clear:* "Stream in error" is over. It came and went 6 times in 20 min. Ana had it.',
  ],
  "stream-error": [{ kind: "stream-error", explanation: LOCKED }, "A stream reports an error."],
  alarm: [
    { kind: "alarm", alarm: "source-writes-denied", tables: TABLES },
    "Applications cannot write `corder`, `customer` · customer.commerce2customer",
  ],
  "left-behind": [
    {
      kind: "left-behind",
      after: "delete",
      left: { rules: 8, denied: [{ keyspace: "customer" as Keyspace, shard: shardNamed("0"), tables: TABLES }], tables: TABLES },
    },
    "Left in Vitess after the delete:",
  ],
  "vitess-silent": [
    { kind: "vitess-silent", since: at("22:13"), why: "Vitess has not answered a read for 5 s.", next: "Check vtctld." },
    "No answer from Vitess since 22:13:00 UTC · customer.commerce2customer",
  ],
  "vitess-back": [{ kind: "vitess-back", since: at("22:13") }, "Vitess answers again, after 60 s without an answer since 22:13:00 UTC."],
  "vdiff-started": [{ kind: "vdiff-started", by: ANA, uuid: CLEAN_VDIFF.uuid }, "Ana started VDiff `5c1e0000…`."],
  "vdiff-changed": [{ kind: "vdiff-changed", by: ANA, uuid: CLEAN_VDIFF.uuid, change: "stopped" }, "Ana stopped VDiff `5c1e0000…`."],
  "vdiff-report": [
    {
      kind: "vdiff-report",
      vdiff: CLEAN_VDIFF,
      verdict: { kind: "clean", rowsCompared: 2_300_000n, completedAt: at("22:11") },
      tookMs: 41_000,
    },
    "VDiff clean · customer.commerce2customer",
  ],
  "large-vdiff-report": [
    {
      kind: "large-vdiff-report",
      vdiff: { uuid: CLEAN_VDIFF.uuid, shards: CLEAN_VDIFF.shards },
      verdict: { kind: "different", rowsCompared: 2_300_000n, tables: TABLES },
      counts: { id: "0000", rows: 64_000 },
    },
    "VDiff `5c1e0000…` is over. It found differences. Its counts by table and shard could not be posted in time",
  ],
  "dry-run": [
    { kind: "dry-run", by: ANA, verb: "switch", lines: ["Lock keyspace commerce"] },
    "Ana requested a dry run of SwitchTraffic, 1 line. Nothing was changed.",
  ],
  "verb-failed": [{ kind: "verb-failed", by: ANA, verb: "start", explanation: LOCKED }, "`start` failed. Requested by Ana."],
  requested: [{ kind: "requested", requestId: requestNamed("q-1") }, "Somebody requested a change."],
  "glass-broken": [
    { kind: "glass-broken", by: ANA, verb: "reverse", reason: "orders fail" },
    "*The glass is broken:* Ana runs ReverseTraffic alone, without approvals. `orders fail`",
  ],
  vote: [
    { kind: "vote", requestId: requestNamed("q-1"), by: BEN, vote: "approve", reason: "", approvals: 1, needed: 2 },
    "Ben approved: 1 of 2.",
  ],
  "votes-lapsed": [
    { kind: "votes-lapsed", requestId: requestNamed("q-1"), people: [BEN, CHO] },
    "The votes of Ben and Cho do not count: not approvers, or not any more.",
  ],
  "request-ended": [
    { kind: "request-ended", requestId: requestNamed("q-1"), verb: "switch", how: "withdrawn", by: ANA, difference: [] },
    "Ana withdrew the request for SwitchTraffic. Nothing was changed by it.",
  ],
  "handed-over": [
    { kind: "handed-over", by: BEN, from: ANA },
    "Ben took this move over from Ana, and is mentioned here when something goes wrong.",
  ],
  reminder: [
    {
      kind: "reminder",
      requestId: requestNamed("q-1"),
      verb: "switch",
      approvals: 1,
      needed: 2,
      approveBy: at("22:39"),
      calls: ["S0DBA"],
      callUntil: at("22:39"),
    },
    "The request for SwitchTraffic had 1 of 2 approvals; it waits no longer.",
  ],
  held: [
    { kind: "held", executionId: "e-1", hold: { since: at("22:19"), until: at("22:34"), reason: "lag", lagSeconds: 41, limitSeconds: 30 } },
    "Approved, but held: lag 41 s, limit 30 s. Tries until 22:34 UTC, then gives up.",
  ],
  "reads-switched": [
    { kind: "reads-switched", executionId: "e-1", soakUntil: at("22:19") },
    "Reads are switched to customer. Soak until 22:19 UTC, then writes.",
  ],
  outcome: [outcome("switch", OUTCOMES.succeeded), "Switched · customer.commerce2customer"],
  "rules-changed": [
    {
      kind: "rules-changed",
      step: "switch",
      snapshot: "r-17",
      changes: [{ document: "tables", name: "product", is: "archive.product" }],
      total: 1,
    },
    "Routing rules changed during SwitchTraffic, and not by it · customer.commerce2customer",
  ],
  "vschema-changed": [
    {
      kind: "vschema-changed",
      step: "cancel",
      snapshot: "r-17",
      changes: [{ keyspace: "customer", table: tableNamed("corder"), was: '{"column_vindexes":[{"column":"customer_id","name":"hash"}]}' }],
    },
    "The VSchema of `customer` is not what it was before Cancel of customer.commerce2customer.",
  ],
  "rules-not-compared": [
    { kind: "rules-not-compared", step: "create", snapshot: "r-17" },
    "The routing rules after create could not be compared with those from before it, snapshot `r-17`.",
  ],
  "sender-lost": [
    { kind: "sender-lost", executionId: "e-1", verb: "switch", startedAt: at("22:10") },
    "The worker that sent SwitchTraffic at 22:10:00 UTC has given no sign of life since, and nobody heard Vitess's answer. Another worker now looks at what Vitess shows, sends nothing before that, and says here what it finds.",
  ],
  "store-older": [{ kind: "store-older" }, "Tandem's store went back: what it last recorded about this move is lost."],
  gone: [{ kind: "gone" }, "Vitess does not know this workflow any more, and Tandem did not end it."],
} as const satisfies { [K in EntryBody["kind"]]: readonly [EntryBody, string] };
