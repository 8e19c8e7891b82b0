import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import { findDryRunRefusal } from "../../../src/core/preflight/refused-by-dry-run.ts";
import type { Stream } from "../../../src/core/readings/readings.ts";
import { STOPPED, STREAMS, UNSHARDED, withWorkflow, workflowOf } from "../moments.ts";
import { type Case, switching } from "../preflight/cases.ts";
import { at, HOUR, NOW, SWITCH, tablet, THROTTLER } from "../preflight/healthy.ts";
import { CONTROL, MIGRATION, SHARDED } from "./given.ts";
import { tablesNamed, tableNamed } from "../../names.ts";

function streams(number: number): readonly Stream[] {
  const [first] = workflowOf(UNSHARDED.copied).streams;
  if (first === undefined) throw new Error("no stream");
  return Array.from({ length: number }, (_, index) => ({ ...first, id: BigInt(index + 1) }));
}

const AFTER_COPY = workflowOf(UNSHARDED.copied).streams.map((one) => ({ ...one, state: "Stopped", message: "Stopped after copy." }));
const REPLICA = { tablet: "zone1-0000000101", type: "REPLICA", lagSeconds: 0, replicating: true, lastError: "" };
const dry = (text: string, code: FindingCode, evidence: readonly string[]): Case => ({
  fires: findDryRunRefusal(text),
  severity: "blocking",
  evidence,
  quiet: findDryRunRefusal("cannot switch traffic for workflow commerce2customer at this time: copy is still in progress").filter(
    (one) => one.code === code,
  ),
});
const answer = (answers: boolean): typeof SWITCH.answering =>
  at("commerce/0 zone1-0000000102", { tablet: "zone1-0000000102", type: "RDONLY", place: "commerce/0", answers });

/** What preflight finds before a switch, or reads in what Vitess's dry run of it says; about its VDiff see `vdiff-cases.ts`. */
export const SWITCH_CASES = {
  "cells-not-covered": switching(
    {
      options: { ...SWITCH.options, cells: ["zone1"] },
      cells: toSeen(["zone1", "zone2"]),
      targetTablets: toSeen([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone2-0000000202", "0", "REPLICA", "zone2")]),
    },
    "warning",
    ["the switch names zone1", "zone2 has tablets of these types too"],
    { options: { ...SWITCH.options, cells: ["zone1"] } },
  ),
  "could-not-look": switching({ sourceTablets: { kind: "unseen", why: "15 s" } }, "warning", ["tablets of commerce: 15 s"]),
  "duplicate-rows": switching(
    {
      vdiff: toSeen(undefined),
      targetSizes: toSeen([
        { table: tableNamed("corder"), rows: 3_000_000n, bytes: 1n },
        { table: tableNamed("customer"), rows: 800_000n, bytes: 1n },
      ]),
    },
    "notice",
    ["corder: about 3000000 rows at the target, about 1500000 at the source"],
    { vdiff: toSeen(undefined) },
  ),
  "forced-switch": switching({ options: { ...SWITCH.options, force: true } }, "warning", [
    "--force: Vitess goes on although some tablets do not answer or a journal cannot be read",
  ]),
  "known-bad-version": switching(
    { version: toSeen({ dialect: "typed", major: 21, tablets: ["21.0.4"], from: "probed" }) },
    "warning",
    [
      "Vitess 21.0.4: when a switch of writes fails, its own cancel fails too and can leave writes denied at the source (vitessio/vitess #17620)",
    ],
    { version: toSeen({ dialect: "typed", major: 22, tablets: ["22.0.3"], from: "probed" }) },
  ),
  lag: switching(
    { reading: withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 41 } }) },
    "warning",
    ["lag of customer.commerce2customer: 41 s, limit 30 s"],
    { reading: withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 30 } }) },
  ),
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
  "mixed-versions": switching(
    { version: toSeen({ dialect: "typed", major: 22, tablets: ["22.0.3", "23.0.3"], from: "probed" }) },
    "warning",
    ["tablets run Vitess 22.0.3, 23.0.3"],
    { version: toSeen({ dialect: "typed", major: 23, tablets: ["23.0.1", "23.0.3"], from: "probed" }) },
  ),
  "never-copied": switching(
    {
      version: toSeen({ dialect: "legacy", major: 12, tablets: ["12.0.6"], from: "probed" }),
      vdiff: toSeen(undefined),
      targetSizes: toSeen([
        { table: tableNamed("corder"), rows: 0n, bytes: 0n },
        { table: tableNamed("customer"), rows: 700_000n, bytes: 1n },
      ]),
    },
    "blocking",
    ["corder: about 1500000 rows at the source, about 0 at the target"],
    {
      vdiff: toSeen(undefined),
      targetSizes: toSeen([
        { table: tableNamed("corder"), rows: 750_000n, bytes: 1n },
        { table: tableNamed("customer"), rows: 400_000n, bytes: 1n },
      ]),
    },
  ),
  "no-reverse-source": dry(
    "no tablets were available to stream from in the customer keyspace: no tablet found to source data in keyspace customer, shard 0",
    "no-reverse-source",
    ["Vitess: the target has no tablet that the reverse workflow could read from"],
  ),
  "no-way-back": switching(
    { options: { ...SWITCH.options, enableReverseReplication: false } },
    "warning",
    ["no reverse workflow was requested: a rollback would lose the writes made after the switch"],
    { options: { ...SWITCH.options, enableReverseReplication: false, tabletTypes: ["REPLICA", "RDONLY"] } },
  ),
  "not-replicating": switching(
    { replication: at("commerce/0", [{ tablet: "zone1-0000000101", type: "REPLICA", replicating: false, lastError: "errno 1045" }]) },
    "blocking",
    ["zone1-0000000101 (REPLICA of commerce/0) does not replicate: errno 1045"],
    { replication: at("commerce/0", [{ tablet: "zone1-0000000101", type: "BACKUP", replicating: false, lastError: "" }]) },
  ),
  "replica-lag": switching(
    { replication: at("commerce/0", [{ ...REPLICA, lagSeconds: 31 }]) },
    "warning",
    ["zone1-0000000101 (REPLICA of commerce/0): 31 s behind"],
    { replication: at("commerce/0", [{ ...REPLICA, lagSeconds: 30 }]) },
  ),
  "reverse-rights": dry(
    "primary tablets are not able to fully manage the reverse vreplication workflow in the commerce keyspace: failed to validate required vreplication metadata permissions: zone1-0000000100",
    "reverse-rights",
    ["Vitess: the primaries of the source lack rights that the reverse workflow needs", "tablets: zone1-0000000100"],
  ),
  "rules-not-saved": switching({ rules: { kind: "unseen", why: "15 s" } }, "blocking", ["routing rules could not be read: 15 s"]),
  "schema-change-running": switching(
    { migrations: toSeen([MIGRATION]) },
    "blocking",
    ["commerce.corder: schema change 0a8f2b6e is running"],
    {
      migrations: toSeen([
        { ...MIGRATION, table: tableNamed("product") },
        { ...MIGRATION, status: "complete", completedAt: NOW - 2 * HOUR },
      ]),
    },
  ),
  sequences: switching(
    {
      targetVSchema: toSeen({ ...SHARDED, sequences: [{ table: tableNamed("corder"), sequence: "corder_seq" }] }),
      sequences: toSeen([{ table: tableNamed("corder"), sequence: "corder_seq", nextId: 1n, highest: 42n }]),
    },
    "warning",
    [
      "corder takes its ids from corder_seq: next_id is 1, not past the highest id now, 42",
      "this switch does not set them past the ids that are used",
    ],
    {
      targetVSchema: toSeen({ ...SHARDED, sequences: [{ table: tableNamed("corder"), sequence: "corder_seq" }] }),
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
    { sourceControls: toSeen([{ ...CONTROL, tabletType: "PRIMARY", cells: [] }]) },
    "warning",
    ["commerce/0 PRIMARY denies corder", "writes are not switched: applications cannot write to these tables"],
    { targetControls: toSeen([{ ...CONTROL, tabletType: "PRIMARY", cells: [] }]) },
  ),
  "source-table-gone": switching({ reading: { ...UNSHARDED.copied, sourceTables: tablesNamed("customer") } }, "blocking", [
    "table corder is not at the source any more: commerce has none of this name",
  ]),
  "still-copying": switching({ reading: UNSHARDED.copying }, "blocking", ["streams: 1 Copying", "still to copy: customer"]),
  "sql-mode-differs": switching(
    { targetSettings: toSeen({ tablet: "zone1-0000000200", sqlMode: ["NO_ZERO_DATE", "ANSI_QUOTES"] }) },
    "warning",
    ["only zone1-0000000100 has sql_mode STRICT_TRANS_TABLES", "only zone1-0000000200 has sql_mode ANSI_QUOTES"],
    { options: { ...SWITCH.options, tabletTypes: ["REPLICA"] }, targetSettings: toSeen({ tablet: "zone1-0000000200", sqlMode: [] }) },
  ),
  "stream-never-started": switching({ reading: STREAMS.noSource.reading, subject: STREAMS.noSource.subject }, "blocking", [
    "streams: 1 Running",
  ]),
  "stopped-after-copy": switching({ reading: withWorkflow(UNSHARDED.copied, { streams: AFTER_COPY }) }, "warning", [
    "what was written at commerce since is not at the target: the switch works only where nothing was, and fails otherwise",
  ]),
  "streams-not-running": switching({ reading: STOPPED.before, subject: STOPPED.subject }, "blocking", ["streams: 1 Stopped"]),
  "tablet-silent": switching(
    { answering: answer(false), version: toSeen({ dialect: "legacy", major: 12, tablets: [], from: "probed" }) },
    "blocking",
    [
      "zone1-0000000102 (RDONLY of commerce/0) does not answer vtctld",
      "Vitess takes the writes away and then waits for such a tablet: a minute without writes was measured, whatever --timeout says",
    ],
    { answering: answer(true) },
  ),
  "tablets-in-backup": switching(
    { sourceTablets: toSeen([tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone1-0000000102", "0", "BACKUP")]) },
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
    ["customer/0 zone1-0000000200: vreplication is held back 95% of the time", "customer/0 zone1-0000000200: threshold exceeded"],
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
      sourceTablets: toSeen([
        tablet("zone1-0000000100", "0", "PRIMARY"),
        tablet("zone1-0000000101", "0", "REPLICA"),
        tablet("zone2-0000000102", "0", "RDONLY", "zone2"),
      ]),
    },
    "blocking",
    [
      "customer/0 has no RDONLY tablet in cell zone2; at commerce zone2-0000000102 serves these reads",
      "Vitess does not look at this: every such read would fail after the switch",
    ],
    {
      sourceTablets: toSeen([tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone2-0000000102", "0", "RDONLY", "zone2")]),
      targetTablets: toSeen([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone2-0000000202", "0", "RDONLY", "zone2")]),
    },
  ),
  "unknown-tablet": switching(
    { targetTablets: toSeen([tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone1-0000000202", "0", "UNKNOWN")]) },
    "warning",
    ["zone1-0000000202 is UNKNOWN: an old primary that was replaced"],
  ),
  "workflow-locked": switching({ reading: { ...UNSHARDED.copied, lockHolders: [{ action: "VDiff", host: "vtctld-2" }] } }, "warning", [
    "VDiff holds it on vtctld-2",
  ]),
  "workflow-missing": switching({ reading: UNSHARDED.completed }, "blocking", []),
} as const satisfies Partial<Record<FindingCode, Case>>;
