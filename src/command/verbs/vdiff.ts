import { VDIFF_DEFAULTS, type VDiffOptions } from "../../core/options.ts";
import { NAMES, TABLES, TABLET_TYPES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem } from "../refusals.ts";
import { count, DURATION, FLAG, WHOLE_SECONDS } from "../values.ts";
import { defineVerb, type NoOptions, noMore, takeName } from "../verb.ts";
import { NO_EFFECT, which } from "./vdiff-arguments.ts";

export const VDIFF_OPTIONS: OptionsOf<VDiffOptions> = {
  tables: { name: "tables", kind: TABLES, meaning: "Compare only these tables; empty is all of the move." },
  sourceCells: { name: "source-cells", kind: NAMES, meaning: "Cells of the source tablets to read; empty is all." },
  targetCells: { name: "target-cells", kind: NAMES, meaning: "Cells of the target tablets to read; empty is all." },
  tabletTypes: { name: "tablet-types", kind: TABLET_TYPES, meaning: "Types of tablets to read." },
  tabletTypesInOrder: { name: "tablet-types-in-preference-order", kind: FLAG, meaning: "Take the tablet types in the order given." },
  // A VDiff of no rows would call itself clean.
  limit: { name: "limit", kind: count(1n), meaning: "Compare at most this many rows of each table and shard.", otherwise: "no limit" },
  filteredReplicationWaitTimeMs: {
    name: "filtered-replication-wait-time",
    kind: DURATION,
    meaning: "How long the streams may take to reach the point of comparison.",
  },
  debugQuery: { name: "debug-query", kind: FLAG, meaning: "Add queries with row values to the report that Vitess keeps." },
  onlyPks: {
    name: "only-pks",
    kind: FLAG,
    meaning: "Keep only keys of differing rows in Vitess's report; rows in another order are then compared less.",
  },
  updateTableStats: { name: "update-table-stats", kind: FLAG, meaning: "Run ANALYZE TABLE first, which takes locks." },
  maxExtraRowsToCompare: {
    name: "max-extra-rows-to-compare",
    kind: count(0n),
    meaning: "Look again at this many extra rows, which may only be out of order.",
  },
  autoRetry: { name: "auto-retry", kind: FLAG, meaning: "Go on by itself after a passing error." },
  maxReportSampleRows: {
    name: "max-report-sample-rows",
    kind: count(0n),
    meaning: "Differing rows that Vitess keeps in its report; at least 1.",
  },
  maxDiffDurationMs: {
    name: "max-diff-duration",
    kind: WHOLE_SECONDS,
    meaning: "Take a new snapshot after this long in one table; 0 is never.",
  },
  rowDiffColumnTruncateAt: {
    name: "row-diff-column-truncate-at",
    kind: count(0n),
    meaning: "Cut values in Vitess's report to this length.",
  },
  autoStart: { name: "auto-start", kind: FLAG, meaning: "Start comparing at once." },
};

/** What Tandem asks for on its own: as few row values as Vitess can be told to keep. 0 sample rows would mean all of them. */
export const VDIFF_OWN_DEFAULTS = { ...VDIFF_DEFAULTS, maxReportSampleRows: 1n, debugQuery: false } satisfies VDiffOptions;

export const VDIFF_CREATE = defineVerb<VDiffOptions>({
  verb: "vdiff-create",
  typed: "vdiff create",
  alsoTyped: [],
  takes: "target_keyspace.workflow [UUID]",
  meaning: "Compare every row of source and target; the report comes into the move's thread.",
  example: "/movetables vdiff create customer.commerce2customer --tables customer,corder",
  options: VDIFF_OPTIONS,
  // Tandem always waits for the end, and reports it.
  ignored: { wait: "flag", "wait-update-interval": "value", verbose: "flag", ...NO_EFFECT },
  notOurs: {},
  defaults: VDIFF_OWN_DEFAULTS,
  build(ask, given) {
    const named = takeName(ask, "vdiff create");
    if (isProblem(named)) return named;
    if (given.maxReportSampleRows === 0n) return problem("sample-rows-unlimited", {});
    const options = { ...(ask.pasted ? VDIFF_DEFAULTS : VDIFF_OWN_DEFAULTS), ...given };
    const [typed, ...rest] = named.rest;
    const uuid = typed === undefined ? undefined : which(typed, []);
    if (isProblem(uuid)) return uuid;
    return noMore(rest, "vdiff create") ?? { verb: "vdiff-create", name: named.name, options, ...(uuid !== undefined && { uuid }) };
  },
});

export const VDIFF_SHOW = defineVerb<NoOptions>({
  verb: "vdiff-show",
  typed: "vdiff show",
  alsoTyped: [],
  takes: "target_keyspace.workflow [last|all|UUID]",
  meaning: "What a VDiff found: the last one unless another is named.",
  example: "/movetables vdiff show customer.commerce2customer last",
  options: {},
  // Tandem shows what there is of each table.
  ignored: { verbose: "flag", ...NO_EFFECT },
  notOurs: {},
  defaults: {},
  build(ask) {
    const named = takeName(ask, "vdiff show");
    if (isProblem(named)) return named;
    const [typed = "last", ...rest] = named.rest;
    const arg = which(typed, ["last", "all"]);
    if (isProblem(arg)) return arg;
    return noMore(rest, "vdiff show") ?? { verb: "vdiff-show", name: named.name, arg };
  },
});
