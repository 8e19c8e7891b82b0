import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import type { VDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import { type Case, switching } from "../preflight/cases.ts";
import { HOUR, NOW, SWITCH } from "../preflight/healthy.ts";
import { MIGRATION, vdiffSeen } from "./given.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

const vdiff = (verdict: VDiffVerdict): Pick<typeof SWITCH, "vdiff"> => ({ vdiff: vdiffSeen(verdict) });
const clean = (ended: number): Pick<typeof SWITCH, "vdiff"> => ({
  vdiff: vdiffSeen({ kind: "clean", rowsCompared: 2_300_000n, completedAt: ended }, ended),
});

/** What preflight finds about the VDiff of a switch. */
export const VDIFF_CASES = {
  "vdiff-before-ddl": switching(
    { migrations: toSeen([{ ...MIGRATION, status: "complete", completedAt: NOW - 10 * 60_000 }]) },
    "blocking",
    ["commerce.corder: schema change 0a8f2b6e finished 10 min ago", "the VDiff finished 60 min ago, before that"],
    { migrations: toSeen([{ ...MIGRATION, status: "complete", completedAt: NOW - 2 * HOUR }]), ddlMet: toSeen([NOW - 2 * HOUR]) },
  ),
  "vdiff-before-start": switching(
    { startedAt: NOW - 30 * 60_000 },
    "blocking",
    ["VDiff 5c1e0000 finished before the workflow was stopped and started again 30 min ago"],
    // The VDiff ended an hour ago, in the second that Vitess records: the start may have been earlier in that second.
    { startedAt: NOW - HOUR + 999 },
  ),
  "vdiff-different": switching(
    { ...vdiff({ kind: "different", rowsCompared: 9n, tables: tablesNamed("corder") }), vdiffIsRequired: false },
    "blocking",
    ["VDiff 5c1e0000 found differences in corder"],
  ),
  "vdiff-failed": switching(vdiff({ kind: "failed", errors: [{ shard: shardNamed("0"), message: "" }] }), "blocking", [
    "VDiff 5c1e0000 failed on shard 0",
  ]),
  "vdiff-incomplete": switching(vdiff({ kind: "incomplete", missing: ["customer"] }), "blocking", [
    "VDiff 5c1e0000 did not compare customer",
  ]),
  "vdiff-limited": switching(vdiff({ kind: "limited", rowsCompared: 1000n, rowLimit: 1000n }), "blocking", [
    "VDiff 5c1e0000 compared only 1000 rows: it met its limit",
  ]),
  "vdiff-missing": switching({ vdiff: toSeen(undefined) }, "blocking", ["no VDiff was run: nothing was compared"]),
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
} as const satisfies Partial<Record<FindingCode, Case>>;
