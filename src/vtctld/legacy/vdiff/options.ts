import { VDIFF_DEFAULTS, type VDiffOptions } from "../../../core/options/options.ts";
import { VDIFF } from "../../../core/options/vdiff.ts";
import { type Need, listNeeds } from "../../typed/call/needs.ts";
import type { Flags } from "../call/command-line.ts";
import { toOptionFlags, type RowsWithFlags } from "../call/option-flags.ts";

/** Since this release a VDiff runs on the tablets, and vtctld only starts and shows it. */
export const VDIFF_V2_SINCE = 14;

const FLAGS = [
  "tables",
  "tablet_types",
  "source_cell",
  "target_cell",
  "limit",
  "filtered_replication_wait_time",
  "only_pks",
  "debug_query",
  "max_extra_rows_to_compare",
] as const;
const ROWS = VDIFF satisfies RowsWithFlags<(typeof FLAGS)[number]>;

/** The flags that both kinds of VDiff share. */
export function toVDiffFlags(major: number, options: VDiffOptions): Flags {
  return toOptionFlags(FLAGS, { major, rows: ROWS, options });
}

/** Undefined if all rows are to be compared. */
export function findRowLimit(options: VDiffOptions): bigint | undefined {
  return options.limit === VDIFF_DEFAULTS.limit ? undefined : options.limit;
}

/**
 * 15 has a flag for "no retries", but no fact gives its spelling, so we require the typed API of 18. Before 15 Vitess never retries anyway.
 */
export function needsOfVDiff(major: number, options: VDiffOptions): readonly Need[] {
  return [
    ...listNeeds(VDIFF, options),
    // Its row streams stay open, and a later Cancel hangs until tablets are restarted (docs/facts/vdiff.md#limit-on-14).
    {
      asked: major === VDIFF_V2_SINCE && findRowLimit(options) !== undefined,
      what: "a limit of rows that leaves nothing behind",
      since: 15,
    },
    { asked: !options.autoRetry && major >= 15, what: "a VDiff without retries", since: 18 },
  ];
}
