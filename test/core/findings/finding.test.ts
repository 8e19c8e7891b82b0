import { describe, expect, it } from "vitest";
import type { Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import { completeFindings } from "../../../src/core/preflight/complete.ts";
import { createFindings } from "../../../src/core/preflight/create.ts";
import { type FindingCode, OVERRIDABLE } from "../../../src/core/findings/finding.ts";
import { lookedAt } from "../../../src/core/preflight/facts/looked.ts";
import { refusedByDryRun } from "../../../src/core/preflight/refused-by-dry-run.ts";
import { reverseFindings } from "../../../src/core/preflight/reverse.ts";
import { switchFindings } from "../../../src/core/preflight/switch.ts";
import type { Reading, Stream, Workflow } from "../../../src/core/readings/readings.ts";
import type { VDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import { KILLED, STOPPED, STREAMS, UNSHARDED, workflowOf } from "../moments.ts";
import { type Case, cancelling, completing, create, reversing, switching } from "../preflight/cases.ts";
import { at, COMPLETE, CREATE, HOUR, NOW, REVERSE, SWITCH, tablet, THROTTLER } from "../preflight/healthy.ts";
import { count } from "../../counts.ts";

const UUID = "5c1e0000-2222-4333-8444-000000000000";
const completedAt = NOW - HOUR;

function withWorkflow(reading: Reading, change: Partial<Workflow>): Reading {
  return { ...reading, workflow: { ...workflowOf(reading), ...change } };
}

/** A workflow from commerce over these tables that is not the move. */
function other(name: string, targetKeyspace: string, type: string, tables: readonly string[]): Workflow {
  const base = workflowOf(UNSHARDED.copied);
  const [first] = base.streams;
  if (first === undefined) throw new Error("no stream");
  return { ...base, name: name as WorkflowName, targetKeyspace: targetKeyspace as Keyspace, type, streams: [{ ...first, tables }] };
}

function streams(number: number): readonly Stream[] {
  const [first] = workflowOf(UNSHARDED.copied).streams;
  if (first === undefined) throw new Error("no stream");
  return Array.from({ length: number }, (_, index) => ({ ...first, id: BigInt(index + 1) }));
}

const RDONLY_LEFT = UNSHARDED.switched.rules.tables.map((rule) =>
  rule.from.endsWith("@rdonly") ? { ...rule, to: rule.to.map((one) => one.replace("customer.", "commerce.")) } : rule,
);
const AFTER_COPY = workflowOf(UNSHARDED.copied).streams.map((one) => ({ ...one, state: "Stopped", message: "Stopped after copy." }));
const MIGRATION = { uuid: "0a8f2b6e", keyspace: "commerce", table: "corder", status: "running" };
const CONTROL = { shard: "0", tabletType: "RDONLY", cells: ["zone1"], deniedTables: ["corder"], frozen: false };
const REPLICA = { tablet: "zone1-0000000101", type: "REPLICA", lagSeconds: 0, replicating: true, lastError: "" };
const SHARDED = { sharded: true, tables: ["corder", "customer"], sequences: [], entries: {} };
const dry = (text: string, code: FindingCode, evidence: readonly string[]): Case => ({
  fires: refusedByDryRun(text),
  severity: "blocking",
  evidence,
  quiet: refusedByDryRun("cannot switch traffic for workflow commerce2customer at this time: copy is still in progress").filter(
    (one) => one.code === code,
  ),
});
function vdiffSeen(verdict: VDiffVerdict, ended?: number): typeof SWITCH.vdiff {
  return lookedAt({ uuid: UUID, verdict, ...(ended === undefined ? {} : { completedAt: ended }) });
}
const answer = (answers: boolean): typeof SWITCH.answering =>
  at("commerce/0 zone1-0000000102", { tablet: "zone1-0000000102", type: "RDONLY", place: "commerce/0", answers });
const vdiff = (verdict: VDiffVerdict): Pick<typeof SWITCH, "vdiff"> => ({ vdiff: vdiffSeen(verdict) });
const clean = (ended: number): Pick<typeof SWITCH, "vdiff"> => ({
  vdiff: vdiffSeen({ kind: "clean", rowsCompared: 2_300_000n, completedAt: ended }, ended),
});

/** Every finding; one without a case does not compile. */
const CASES = {
  "auto-increment": create(
    {
      targetVSchema: lookedAt(SHARDED),
      schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: [], autoIncrement: true }]),
    },
    "warning",
    ["corder: AUTO_INCREMENT and no sequence at the target", "with REMOVE, an INSERT without an id will fail after the switch"],
    {
      targetVSchema: lookedAt({ ...SHARDED, sequences: [{ table: "corder", sequence: "corder_seq" }] }),
      schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: [], autoIncrement: true }]),
    },
  ),
  "cells-not-covered": switching(
    {
      options: { ...SWITCH.options, cells: ["zone1"] },
      cells: lookedAt(["zone1", "zone2"]),
      targetTablets: lookedAt([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone2-0000000202", "0", "REPLICA", "zone2")]),
    },
    "warning",
    ["the switch names zone1", "zone2 has tablets of these types too"],
    { options: { ...SWITCH.options, cells: ["zone1"] } },
  ),
  "could-not-look": switching({ sourceTablets: { kind: "unseen", why: "15 s" } }, "warning", ["tablets of commerce: 15 s"]),
  "disk-nearly-full": create(
    {
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        metrics: [{ name: "self/mysqld-datadir-used-ratio", value: 0.93, error: "" }],
      }),
    },
    "blocking",
    ["about 321.3 MB to copy, by MySQL's estimate and without indexes", "customer/0 zone1-0000000200: 93 % of the disk is used"],
  ),
  "disk-unknown": create(
    { throttlers: { of: 0, looked: [] } },
    "notice",
    [
      "about 321.3 MB to copy, by MySQL's estimate and without indexes",
      "free disk at the target: unknown (Vitess 22 and later measure it where the throttler does)",
    ],
    {
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        metrics: [{ name: "self/mysqld-datadir-used-ratio", value: 0.8, error: "" }],
      }),
    },
  ),
  "drops-tables": completing(
    { options: { ...COMPLETE.options, renameTables: false } },
    "warning",
    [
      "these tables are dropped for good",
      "commerce.corder: about 1500000 rows, 152.8 MB",
      "commerce.customer: about 800000 rows, 168.5 MB",
    ],
    { options: { ...COMPLETE.options, keepData: true } },
  ),
  "duplicate-rows": switching(
    {
      vdiff: lookedAt(undefined),
      targetSizes: lookedAt([
        { table: "corder", rows: 3_000_000n, bytes: 1n },
        { table: "customer", rows: 800_000n, bytes: 1n },
      ]),
    },
    "notice",
    ["corder: about 3000000 rows at the target, about 1500000 at the source"],
    { vdiff: lookedAt(undefined) },
  ),
  "foreign-keys": create(
    { schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: ["customer", "product"], autoIncrement: false }]) },
    "warning",
    ["corder refers to product, which is not moved", "corder refers to customer"],
    {
      schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: ["customer"], autoIncrement: false }]),
      options: { ...CREATE.options, atomicCopy: true },
    },
  ),
  "forced-switch": switching({ options: { ...SWITCH.options, force: true } }, "warning", [
    "--force: Vitess goes on although some tablets do not answer or a journal cannot be read",
  ]),
  "known-bad-version": switching(
    { version: lookedAt({ dialect: "typed", major: 21, tablets: ["21.0.4"], from: "probed" }) },
    "warning",
    [
      "Vitess 21.0.4: when a switch of writes fails, its own cancel fails too and can leave writes denied at the source (vitessio/vitess #17620)",
    ],
    { version: lookedAt({ dialect: "typed", major: 22, tablets: ["22.0.3"], from: "probed" }) },
  ),
  lag: switching(
    { reading: withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 41 } }) },
    "warning",
    ["lag of customer.commerce2customer: 41 s, limit 30 s"],
    { reading: withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 30 } }) },
  ),
  "leftover-controls": create({ sourceControls: lookedAt([CONTROL]) }, "blocking", ["commerce/0 RDONLY denies corder"], {
    sourceControls: lookedAt([{ ...CONTROL, deniedTables: ["product"] }]),
  }),
  "many-streams": switching(
    { reading: withWorkflow(UNSHARDED.copied, { streams: streams(65) }) },
    "warning",
    ["65 streams: switches of so many have run into their time limit (issue #14325)"],
    { reading: withWorkflow(UNSHARDED.copied, { streams: streams(64) }) },
  ),
  "mirror-rules-left": switching(
    {
      reading: {
        ...UNSHARDED.copied,
        rules: { ...UNSHARDED.copied.rules, mirrors: [{ from: "commerce.corder", to: "customer.corder", percent: 1 }] },
      },
    },
    "blocking",
    ["streams: 1 Running"],
  ),
  "missing-vschema": create(
    { targetVSchema: lookedAt({ ...SHARDED, tables: ["corder"] }) },
    "blocking",
    ["customer is sharded, and its VSchema does not have customer"],
    { targetVSchema: lookedAt({ ...SHARDED, sharded: false, tables: [] }) },
  ),
  "mixed-versions": switching(
    { version: lookedAt({ dialect: "typed", major: 22, tablets: ["22.0.3", "23.0.3"], from: "probed" }) },
    "warning",
    ["tablets run Vitess 22.0.3, 23.0.3"],
    { version: lookedAt({ dialect: "typed", major: 23, tablets: ["23.0.1", "23.0.3"], from: "probed" }) },
  ),
  "never-copied": switching(
    {
      version: lookedAt({ dialect: "legacy", major: 12, tablets: ["12.0.6"], from: "probed" }),
      vdiff: lookedAt(undefined),
      targetSizes: lookedAt([
        { table: "corder", rows: 0n, bytes: 0n },
        { table: "customer", rows: 700_000n, bytes: 1n },
      ]),
    },
    "blocking",
    ["corder: about 1500000 rows at the source, about 0 at the target"],
    {
      vdiff: lookedAt(undefined),
      targetSizes: lookedAt([
        { table: "corder", rows: 750_000n, bytes: 1n },
        { table: "customer", rows: 400_000n, bytes: 1n },
      ]),
    },
  ),
  "no-primary": create({ targetTablets: lookedAt([tablet("zone1-0000000201", "0", "REPLICA")]) }, "blocking", [
    "customer/0 has no primary",
  ]),
  "no-primary-key": create({ schemas: lookedAt([{ table: "corder", primaryKey: [], references: [], autoIncrement: false }]) }, "warning", [
    "no primary key: corder",
  ]),
  "no-reverse-source": dry(
    "no tablets were available to stream from in the customer keyspace: no tablet found to source data in keyspace customer, shard 0",
    "no-reverse-source",
    ["Vitess: the target has no tablet that the reverse workflow could read from"],
  ),
  "no-reverse-workflow": completing(
    {
      reading: {
        ...UNSHARDED.switched,
        ...(UNSHARDED.switched.reverse === undefined
          ? {}
          : {
              reverse: {
                ...UNSHARDED.switched.reverse,
                streams: UNSHARDED.switched.reverse.streams.map((one) => ({ ...one, state: "Stopped" })),
              },
            }),
      },
    },
    "warning",
    ["the reverse workflow does not run: the source misses writes already"],
  ),
  "no-source-tablet": create(
    { options: { ...CREATE.options, tabletTypes: ["RDONLY"] } },
    "blocking",
    ["commerce/0: no RDONLY in zone1; there is PRIMARY in zone1, REPLICA in zone1"],
    { options: { ...CREATE.options, tabletTypes: ["RDONLY", "PRIMARY"] } },
  ),
  "no-way-back": switching(
    { options: { ...SWITCH.options, enableReverseReplication: false } },
    "warning",
    ["no reverse workflow was asked for: a rollback would lose the writes made after the switch"],
    { options: { ...SWITCH.options, enableReverseReplication: false, tabletTypes: ["REPLICA", "RDONLY"] } },
  ),
  "not-copied": create(
    {
      beside: lookedAt([
        { kind: "trigger", name: "corder_log", tables: ["corder"] },
        { kind: "view", name: "open_orders", tables: ["corder", "customer"] },
        { kind: "function", name: "add_tax", tables: [] },
      ]),
    },
    "warning",
    [
      "corder: trigger corder_log",
      "view open_orders reads corder, customer",
      "commerce has stored routines too: function add_tax",
      "triggers, views and routines stay at commerce: what they do is not done at customer",
      "zone1-0000000200: log_bin_trust_function_creators is OFF, so without SUPER making a trigger fails there (errno 1419)",
    ],
  ),
  "not-replicating": switching(
    { replication: at("commerce/0", [{ tablet: "zone1-0000000101", type: "REPLICA", replicating: false, lastError: "errno 1045" }]) },
    "blocking",
    ["zone1-0000000101 (REPLICA of commerce/0) does not replicate: errno 1045"],
    { replication: at("commerce/0", [{ tablet: "zone1-0000000101", type: "BACKUP", replicating: false, lastError: "" }]) },
  ),
  "not-switched": completing({ reading: UNSHARDED.copied }, "blocking", ["streams: 1 Running"]),
  "null-sharding-key": create(
    {
      targetVSchema: lookedAt({ ...SHARDED, shardingKeys: [{ table: "corder", columns: ["customer_id"] }] }),
      schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: [], autoIncrement: false, nullable: ["customer_id", "sku"] }]),
    },
    "warning",
    ["corder: customer_id may be NULL, and says in which shard a row is"],
    {
      targetVSchema: lookedAt({ ...SHARDED, shardingKeys: [{ table: "corder", columns: ["customer_id"] }] }),
      schemas: lookedAt([{ table: "corder", primaryKey: ["id"], references: [], autoIncrement: false, nullable: ["sku"] }]),
    },
  ),
  "on-ddl-exec": create(
    { options: { ...CREATE.options, onDdl: "EXEC" } },
    "warning",
    [
      "--on-ddl EXEC: a DROP or ALTER of a moved table at the source is run at the target too",
      "a statement that fails there stops the stream with an error",
    ],
    { options: { ...CREATE.options, onDdl: "STOP" } },
  ),
  "partial-complete": completing({ reading: withWorkflow(UNSHARDED.switched, { subType: "Partial" }) }, "blocking", [
    "this move goes shard by shard: Vitess has no Complete for such a move",
  ]),
  "replica-lag": switching(
    { replication: at("commerce/0", [{ ...REPLICA, lagSeconds: 31 }]) },
    "warning",
    ["zone1-0000000101 (REPLICA of commerce/0): 31 s behind"],
    { replication: at("commerce/0", [{ ...REPLICA, lagSeconds: 30 }]) },
  ),
  "reverse-lag": reversing(
    {
      reading: {
        ...UNSHARDED.switched,
        reverse: { ...other("commerce2customer_reverse", "commerce", "MoveTables", ["corder"]), lag: { kind: "seconds", value: 95 } },
      },
    },
    "warning",
    ["lag of commerce.commerce2customer_reverse: 95 s, limit 30 s"],
  ),
  "reverse-rights": dry(
    "primary tablets are not able to fully manage the reverse vreplication workflow in the commerce keyspace: failed to validate required vreplication metadata permissions: zone1-0000000100",
    "reverse-rights",
    ["Vitess: the primaries of the source lack rights that the reverse workflow needs", "tablets: zone1-0000000100"],
  ),
  "reverse-vdiff-different": completing(
    { reverseVDiff: vdiffSeen({ kind: "different", rowsCompared: 10n, tables: ["corder"] }) },
    "blocking",
    ["VDiff 5c1e0000 of the reverse workflow found differences in corder"],
    { reverseVDiff: vdiffSeen({ kind: "clean", rowsCompared: 10n, completedAt }, completedAt) },
  ),
  "reads-left": completing(
    { reading: { ...UNSHARDED.switched, rules: { ...UNSHARDED.switched.rules, tables: RDONLY_LEFT } } },
    "blocking",
    ["streams: 1 Stopped"],
  ),
  "rollback-open": completing(
    { rollbackUntil: NOW + 40 * 60_000 },
    "notice",
    ["rollback is one press for 40 min more; Complete ends that"],
    {
      rollbackUntil: NOW,
    },
  ),
  "row-image": create(
    { rowImages: at("commerce/0 zone1-0000000101 (REPLICA)", { tablet: "zone1-0000000101", image: "MINIMAL" }) },
    "blocking",
    ["commerce/0 zone1-0000000101 (REPLICA): binlog_row_image is MINIMAL"],
  ),
  "rules-not-saved": switching({ rules: { kind: "unseen", why: "15 s" } }, "blocking", ["routing rules could not be read: 15 s"]),
  "schema-change-running": switching(
    { migrations: lookedAt([MIGRATION]) },
    "blocking",
    ["commerce.corder: schema change 0a8f2b6e is running"],
    {
      migrations: lookedAt([
        { ...MIGRATION, table: "product" },
        { ...MIGRATION, status: "complete", completedAt: NOW - 2 * HOUR },
      ]),
    },
  ),
  sequences: switching(
    {
      targetVSchema: lookedAt({ ...SHARDED, sequences: [{ table: "corder", sequence: "corder_seq" }] }),
      sequences: lookedAt([{ table: "corder", sequence: "corder_seq", nextId: 1n, highest: 42n }]),
    },
    "warning",
    [
      "corder takes its ids from corder_seq: next_id is 1, not past the highest id now, 42",
      "this switch does not set them past the ids that are used",
    ],
    {
      targetVSchema: lookedAt({ ...SHARDED, sequences: [{ table: "corder", sequence: "corder_seq" }] }),
      options: { ...SWITCH.options, initializeTargetSequences: true },
    },
  ),
  "shards-go-together": switching(
    { reading: withWorkflow(UNSHARDED.copied, { subType: "Partial" }), options: { ...SWITCH.options, tabletTypes: ["REPLICA", "RDONLY"] } },
    "blocking",
    ["streams: 1 Running"],
    { reading: withWorkflow(UNSHARDED.copied, { subType: "Partial" }) },
  ),
  "source-denies-writes": switching(
    { sourceControls: lookedAt([{ ...CONTROL, tabletType: "PRIMARY", cells: [] }]) },
    "warning",
    ["commerce/0 PRIMARY denies corder", "writes are not switched: applications cannot write to these tables"],
    { targetControls: lookedAt([{ ...CONTROL, tabletType: "PRIMARY", cells: [] }]) },
  ),
  "source-gone": completing(
    { options: { ...COMPLETE.options, ignoreSourceKeyspace: true } },
    "warning",
    ["--ignore-source-keyspace, but commerce has 2 tablets"],
    { options: { ...COMPLETE.options, ignoreSourceKeyspace: true }, sourceTablets: lookedAt([]) },
  ),
  "source-still-read": completing(
    { workflows: at("reports", [other("daily", "reports", "Materialize", ["corder"])]) },
    "blocking",
    ["reports.daily (Materialize) reads corder"],
    { workflows: at("reports", [other("daily", "reports", "Materialize", ["product"])]) },
  ),
  "source-table-gone": switching({ reading: { ...UNSHARDED.copied, sourceTables: ["customer"] } }, "blocking", [
    "table corder is not at the source any more: commerce has none of this name",
  ]),
  "still-copying": switching({ reading: UNSHARDED.copying }, "blocking", ["streams: 1 Copying", "still to copy: customer"]),
  "sql-mode-differs": switching(
    { targetSettings: lookedAt({ tablet: "zone1-0000000200", sqlMode: ["NO_ZERO_DATE", "ANSI_QUOTES"] }) },
    "warning",
    ["only zone1-0000000100 has sql_mode STRICT_TRANS_TABLES", "only zone1-0000000200 has sql_mode ANSI_QUOTES"],
    { options: { ...SWITCH.options, tabletTypes: ["REPLICA"] }, targetSettings: lookedAt({ tablet: "zone1-0000000200", sqlMode: [] }) },
  ),
  "stream-never-started": switching({ reading: STREAMS.noSource.reading, subject: STREAMS.noSource.subject }, "blocking", [
    "streams: 1 Running",
  ]),
  "stopped-after-copy": switching({ reading: withWorkflow(UNSHARDED.copied, { streams: AFTER_COPY }) }, "warning", [
    "what was written at commerce since is not at the target: the switch works only where nothing was, and fails otherwise",
  ]),
  "streams-not-running": switching({ reading: STOPPED.before, subject: STOPPED.subject }, "blocking", ["streams: 1 Stopped"]),
  "switch-unfinished": completing({ reading: { ...KILLED.rightAfter, lockHolders: [] }, subject: KILLED.subject }, "blocking", [
    "streams: 1 Stopped",
  ]),
  "table-in-other-workflow": create(
    { workflows: at("customer2", [other("elsewhere", "customer2", "MoveTables", ["corder"])]) },
    "blocking",
    ["customer2.elsewhere (MoveTables) has corder"],
    { workflows: at("customer", [other("commerce2customer", "customer", "MoveTables", ["corder"])]) },
  ),
  "tablet-silent": switching(
    { answering: answer(false), version: lookedAt({ dialect: "legacy", major: 12, tablets: [], from: "probed" }) },
    "blocking",
    [
      "zone1-0000000102 (RDONLY of commerce/0) does not answer vtctld",
      "Vitess takes the writes away and then waits for such a tablet: a minute without writes was measured, whatever --timeout says",
    ],
    { answering: answer(true) },
  ),
  "tablets-in-backup": switching(
    { sourceTablets: lookedAt([tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone1-0000000102", "0", "BACKUP")]) },
    "warning",
    ["zone1-0000000102 is BACKUP"],
  ),
  "tablets-not-asked": switching(
    { answering: { of: 1, looked: [{ where: "commerce/0 zone1-0000000102", look: { kind: "unseen", why: "no connection" } }] } },
    "warning",
    ["commerce/0 zone1-0000000102: no connection", "how long writes would stop cannot be said"],
  ),
  "tablets-not-refreshed": dry(
    "cannot switch traffic for workflow x at this time: could not refresh all of the tablets involved in the operation:\nfailed to successfully refresh all tablets in the customer/0 target shard (tablet zone1-0000000201): \n",
    "tablets-not-refreshed",
    ["Vitess: not every tablet of both keyspaces answers", "tablets: zone1-0000000201"],
  ),
  "target-denies-writes": switching({ reading: withWorkflow(UNSHARDED.copied, { tenant: "42" }) }, "blocking", ["streams: 1 Running"], {
    reading: { ...withWorkflow(UNSHARDED.copied, { tenant: "42" }), denied: [] },
  }),
  "target-has-rows": create(
    { targetSizes: lookedAt([{ table: "corder", rows: 7n, bytes: 700n }]) },
    "blocking",
    ["customer.corder: about 7 rows", "MySQL's estimate; Vitess counts exactly and refuses tables with rows"],
    { targetSizes: lookedAt([{ table: "corder", rows: 0n, bytes: 16_384n }]) },
  ),
  throttled: switching(
    {
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        enabled: true,
        throttledApps: [{ name: "vreplication", ratio: 0.95, expiresAt: NOW + HOUR }],
      }),
      throttlerChecks: at("customer/0 zone1-0000000200", { ok: false, reason: "threshold exceeded" }),
    },
    "warning",
    ["customer/0 zone1-0000000200: vreplication is held back 95 % of the time", "customer/0 zone1-0000000200: threshold exceeded"],
    {
      // A disabled throttler follows no rule.
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        throttledApps: [{ name: "vreplication", ratio: 1, expiresAt: NOW + HOUR }],
      }),
    },
  ),
  "types-not-served": switching(
    {
      sourceTablets: lookedAt([
        tablet("zone1-0000000100", "0", "PRIMARY"),
        tablet("zone1-0000000101", "0", "REPLICA"),
        tablet("zone2-0000000102", "0", "RDONLY", "zone2"),
      ]),
    },
    "blocking",
    ["customer/0 has no RDONLY tablet in cell zone2; at commerce zone2-0000000102 serves these reads"],
    {
      sourceTablets: lookedAt([tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone2-0000000102", "0", "RDONLY", "zone2")]),
      targetTablets: lookedAt([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone2-0000000202", "0", "RDONLY", "zone2")]),
    },
  ),
  "unknown-cell": create(
    { options: { ...CREATE.options, cells: ["zone9"] } },
    "warning",
    ["no cell is called zone9", "the cells are zone1"],
    { options: { ...CREATE.options, cells: ["zone1"] } },
  ),
  "unknown-tablet": switching(
    { targetTablets: lookedAt([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone1-0000000202", "0", "UNKNOWN")]) },
    "warning",
    ["zone1-0000000202 is UNKNOWN: an old primary that was replaced"],
  ),
  "vdiff-before-ddl": switching(
    { migrations: lookedAt([{ ...MIGRATION, status: "complete", completedAt: NOW - 10 * 60_000 }]) },
    "blocking",
    ["commerce.corder: schema change 0a8f2b6e finished 10 min ago", "the VDiff finished 60 min ago, before that"],
    { migrations: lookedAt([{ ...MIGRATION, status: "complete", completedAt: NOW - 2 * HOUR }]), ddlMet: lookedAt([NOW - 2 * HOUR]) },
  ),
  "vdiff-before-start": switching(
    { startedAt: NOW - 30 * 60_000 },
    "blocking",
    ["VDiff 5c1e0000 finished before the workflow was stopped and started again 30 min ago"],
    // The VDiff ended an hour ago, in the second that Vitess records: the start may have been earlier in that second.
    { startedAt: NOW - HOUR + 999 },
  ),
  "vdiff-different": switching(
    { ...vdiff({ kind: "different", rowsCompared: 9n, tables: ["corder"] }), vdiffIsRequired: false },
    "blocking",
    ["VDiff 5c1e0000 found differences in corder"],
  ),
  "vdiff-failed": switching(vdiff({ kind: "failed", errors: [{ shard: "0", message: "" }] }), "blocking", [
    "VDiff 5c1e0000 failed on shard 0",
  ]),
  "vdiff-incomplete": switching(vdiff({ kind: "incomplete", missing: ["customer"] }), "blocking", [
    "VDiff 5c1e0000 did not compare customer",
  ]),
  "vdiff-limited": switching(vdiff({ kind: "limited", rowsCompared: 1000n, rowLimit: 1000n }), "blocking", [
    "VDiff 5c1e0000 compared only 1000 rows: it met its limit",
  ]),
  "vdiff-missing": switching({ vdiff: lookedAt(undefined) }, "blocking", ["no VDiff was run: nothing was compared"]),
  "vdiff-old": switching(
    clean(NOW - 25 * HOUR),
    "blocking",
    ["VDiff 5c1e0000 finished 25 h ago; it speaks for 24 h"],
    clean(NOW - 24 * HOUR),
  ),
  "vdiff-running": switching(vdiff({ kind: "running", rowsCompared: 12n }), "blocking", [
    "VDiff 5c1e0000 is not at its end: 12 rows compared",
  ]),
  "vdiff-stopped": switching(vdiff({ kind: "stopped" }), "blocking", ["VDiff 5c1e0000 was stopped before its end"]),
  "vschema-entries-go": cancelling(
    {
      version: lookedAt({ dialect: "legacy", major: 16, tablets: ["16.0.3"], from: "probed" }),
      targetVSchema: lookedAt({ ...SHARDED, entries: { customer: '{"column_vindexes":[{"column":"id","name":"hash"}]}', other: "{}" } }),
    },
    "warning",
    [
      "Vitess takes these entries out of the target's VSchema with the tables",
      'customer.customer: {"column_vindexes":[{"column":"id","name":"hash"}]}',
    ],
    {
      version: lookedAt({ dialect: "legacy", major: 16, tablets: ["16.0.4"], from: "probed" }),
      targetVSchema: lookedAt({ ...SHARDED, entries: { customer: '{"column_vindexes":[{"column":"id","name":"hash"}]}' } }),
    },
  ),
  "workflow-locked": switching({ reading: { ...UNSHARDED.copied, lockHolders: [{ action: "VDiff", host: "vtctld-2" }] } }, "warning", [
    "VDiff holds it on vtctld-2",
  ]),
  "workflow-missing": switching({ reading: UNSHARDED.completed }, "blocking", []),
} as const satisfies Record<FindingCode, Case>;

describe("a finding", () => {
  it.each(Object.entries(CASES))(
    "%s is found where it applies, with its evidence, and nowhere else",
    (code, { fires, severity, evidence, quiet }) => {
      const found = fires.find((one) => one.code === code);
      expect(found).toMatchObject({ severity });
      expect(found?.evidence.slice(0, evidence.length)).toEqual(evidence);
      expect(quiet.map((one) => one.code)).not.toContain(code);
    },
  );

  it("has a test case, every one of them", () => {
    count("findings of preflight", Object.keys(CASES).length);
    expect(Object.keys(CASES)).toEqual(Object.keys(OVERRIDABLE));
  });

  it("has a fix; if it is a gate, it has the words of the refusal with the same code", () => {
    const withoutFix = Object.entries(CASES).filter(([code, { fires }]) => fires.some((one) => one.code === code && one.fix === ""));
    expect(withoutFix.map(([code]) => code)).toEqual(GATES);
  });
});

const GATES = [
  "mirror-rules-left",
  "no-reverse-workflow",
  "not-switched",
  "reads-left",
  "shards-go-together",
  "still-copying",
  "stream-never-started",
  "streams-not-running",
  "switch-unfinished",
  "target-denies-writes",
  "workflow-locked",
  "workflow-missing",
];

describe("nothing is found", () => {
  it("in a healthy cluster, except disk space that nobody can measure, and what becomes of the tables", () => {
    expect(createFindings(CREATE).map((one) => [one.severity, one.code])).toEqual([["notice", "disk-unknown"]]);
    expect(switchFindings(SWITCH)).toEqual([]);
    expect(completeFindings(COMPLETE).map((one) => [one.severity, one.code])).toEqual([["notice", "drops-tables"]]);
    expect(reverseFindings(REVERSE)).toEqual([]);
  });
});
