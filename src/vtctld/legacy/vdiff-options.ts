import { VDIFF_DEFAULTS } from "../../core/options.ts";
import type { VDiffOptions } from "../../core/options.ts";
import { duration, IN_ORDER_SINCE, listed, sameTypes, tabletTypes, yes } from "./command-line.ts";
import type { Flags } from "./command-line.ts";
import type { Need } from "./needs.ts";

/** From here on a VDiff runs at the tablets, and vtctld only starts and shows it. */
export const VDIFF_V2_SINCE = 14;

const DEFAULT_TYPES = { types: VDIFF_DEFAULTS.tabletTypes, inOrder: VDIFF_DEFAULTS.tabletTypesInOrder };

/** The flags that both kinds of VDiff share. Tablet types that are the default are left to the release. */
export function flagsOf(major: number, options: VDiffOptions): Flags {
  const types = { types: options.tabletTypes, inOrder: options.tabletTypesInOrder };
  const waits = options.filteredReplicationWaitTimeMs;
  return {
    tables: listed(options.tables),
    tablet_types: sameTypes(types, DEFAULT_TYPES) ? undefined : tabletTypes(major, types),
    source_cell: options.sourceCells[0],
    target_cell: options.targetCells[0],
    limit: rowLimit(options)?.toString(),
    filtered_replication_wait_time: waits === VDIFF_DEFAULTS.filteredReplicationWaitTimeMs ? undefined : duration(waits),
    only_pks: yes(options.onlyPks),
    debug_query: yes(options.debugQuery),
    max_extra_rows_to_compare: hasOwnExtraRows(options) ? options.maxExtraRowsToCompare.toString() : undefined,
  };
}

/** Undefined when all rows are to be compared. */
export function rowLimit(options: VDiffOptions): bigint | undefined {
  return options.limit === VDIFF_DEFAULTS.limit ? undefined : options.limit;
}

function hasOwnExtraRows(options: VDiffOptions): boolean {
  return options.maxExtraRowsToCompare !== VDIFF_DEFAULTS.maxExtraRowsToCompare;
}

/**
 * Without retries and with fresh statistics there are flags since 15 and 17, whose spelling no fact tells: the typed API of 18 is sure. Before 15
 * nothing is tried again, which is no loss to refuse.
 */
export function needsOf(major: number, options: VDiffOptions): readonly Need[] {
  const types = { types: options.tabletTypes, inOrder: options.tabletTypesInOrder };
  return [
    { asked: hasOwnExtraRows(options), what: "a number of extra rows to compare", since: 14 },
    {
      asked: options.tabletTypesInOrder && options.tabletTypes.length > 1 && !sameTypes(types, DEFAULT_TYPES),
      what: "an order of preference for tablet types",
      since: IN_ORDER_SINCE,
    },
    // Its row streams stay open, and a later Cancel hangs until tablets are restarted (docs/facts/vdiff.md#limit-on-14).
    { asked: major === VDIFF_V2_SINCE && rowLimit(options) !== undefined, what: "a limit of rows that leaves nothing behind", since: 15 },
    { asked: options.sourceCells.length > 1 || options.targetCells.length > 1, what: "more than one cell on a side", since: 18 },
    { asked: options.updateTableStats, what: "updating table statistics", since: 18 },
    { asked: !options.autoRetry && major >= 15, what: "a VDiff without retries", since: 18 },
    { asked: options.maxReportSampleRows !== VDIFF_DEFAULTS.maxReportSampleRows, what: "a number of sample rows", since: 19 },
    { asked: options.maxDiffDurationMs !== VDIFF_DEFAULTS.maxDiffDurationMs, what: "a limit for a table's time", since: 19 },
    { asked: options.rowDiffColumnTruncateAt !== VDIFF_DEFAULTS.rowDiffColumnTruncateAt, what: "a length for columns", since: 21 },
    { asked: !options.autoStart, what: "a VDiff that waits to be started", since: 21 },
  ];
}
