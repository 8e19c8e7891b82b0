import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import { KILLED, ONE_WAY, UNSHARDED, withWorkflow } from "../moments.ts";
import { cancelling, type Case, completing, reversing } from "../preflight/cases.ts";
import { at, COMPLETE, HOUR, NOW } from "../preflight/healthy.ts";
import { other, SHARDED, vdiffSeen } from "./given.ts";
import { tablesNamed } from "../../names.ts";

const completedAt = NOW - HOUR;
const RDONLY_LEFT = UNSHARDED.switched.rules.tables.map((rule) =>
  rule.from.endsWith("@rdonly") ? { ...rule, to: rule.to.map((one) => one.replace("customer.", "commerce.")) } : rule,
);

/** What preflight finds before a complete, a cancel or a reverse. */
export const END_CASES = {
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
  "no-reverse-workflow": completing({ reading: ONE_WAY.switched, subject: ONE_WAY.subject }, "warning", [
    "the reverse workflow does not run: the source misses writes already",
  ]),
  "not-switched": completing({ reading: UNSHARDED.copied }, "blocking", ["streams: 1 Running"]),
  "partial-complete": completing({ reading: withWorkflow(UNSHARDED.switched, { subType: "Partial" }) }, "blocking", [
    "this move goes shard by shard: Vitess has no Complete for such a move",
  ]),
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
  "reverse-vdiff-different": completing(
    { reverseVDiff: vdiffSeen({ kind: "different", rowsCompared: 10n, tables: tablesNamed("corder") }) },
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
  "source-gone": completing(
    { options: { ...COMPLETE.options, ignoreSourceKeyspace: true } },
    "warning",
    ["--ignore-source-keyspace, but commerce has 2 tablets"],
    { options: { ...COMPLETE.options, ignoreSourceKeyspace: true }, sourceTablets: toSeen([]) },
  ),
  "source-still-read": completing(
    { workflows: at("reports", [other("daily", "reports", "Materialize", ["corder"])]) },
    "blocking",
    ["reports.daily (Materialize) reads corder"],
    { workflows: at("reports", [other("daily", "reports", "Materialize", ["product"])]) },
  ),
  "switch-unfinished": completing({ reading: { ...KILLED.rightAfter, lockHolders: [] }, subject: KILLED.subject }, "blocking", [
    "streams: 1 Stopped",
  ]),
  "vschema-entries-go": cancelling(
    {
      version: toSeen({ dialect: "legacy", major: 16, tablets: ["16.0.3"], from: "probed" }),
      targetVSchema: toSeen({ ...SHARDED, entries: { customer: '{"column_vindexes":[{"column":"id","name":"hash"}]}', other: "{}" } }),
    },
    "warning",
    [
      "Vitess takes these entries out of the target's VSchema with the tables",
      'customer.customer: {"column_vindexes":[{"column":"id","name":"hash"}]}',
    ],
    {
      version: toSeen({ dialect: "legacy", major: 16, tablets: ["16.0.4"], from: "probed" }),
      targetVSchema: toSeen({ ...SHARDED, entries: { customer: '{"column_vindexes":[{"column":"id","name":"hash"}]}' } }),
    },
  ),
} as const satisfies Partial<Record<FindingCode, Case>>;
