import type { Entry, EntryBody, ReportedVDiff } from "../../core/announce/entries.ts";
import { summarizeVDiff } from "../../core/vdiff/change.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { Records } from "../records.ts";

// These are read in less than a millisecond; the 64,000 rows of 1,000 tables on 64 shards take a third of a second.
const MOST_ROWS_IN_LINE = 200;

/** The thread's line for a VDiff that has ended. Keeps the counts of a large one apart; the line is still to be written. */
export async function composeReportLine(
  records: Pick<Records, "vdiffCounts">,
  vdiff: VDiff,
  reported: ReportedVDiff,
): Promise<EntryBody & { readonly kind: "vdiff-report" | "large-vdiff-report" }> {
  const { tables, ...head } = vdiff;
  if (tables.length <= MOST_ROWS_IN_LINE) return { kind: "vdiff-report", vdiff, ...reported };
  const counts = { id: await records.vdiffCounts.save(tables), rows: tables.length };
  const found = summarizeVDiff(vdiff);
  return { kind: "large-vdiff-report", vdiff: head, counts, ...(found === undefined ? {} : { found }), ...reported };
}

/** A thread's line as it is posted: a large report gets its counts back, if they are still kept. */
export async function restoreReportLine(records: Pick<Records, "vdiffCounts">, entry: Entry): Promise<Entry> {
  if (entry.body.kind !== "large-vdiff-report") return entry;
  const { kind: _large, vdiff, counts, found: _found, ...reported } = entry.body;
  const tables = await records.vdiffCounts.get(counts.id);
  if (tables?.length !== counts.rows) return entry;
  return { ...entry, body: { kind: "vdiff-report", vdiff: { ...vdiff, tables }, ...reported } };
}
