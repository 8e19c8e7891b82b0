import type { Subject } from "../../operation/outcome/verdict.ts";
import type { Reading } from "../../readings/readings.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/**
 * Tables of the move that somebody dropped or renamed at the source while their writes still go there. The streams keep running, a dry run
 * passes, and an earlier VDiff does not show it.
 */
export function findSourceTablesGone(
  { tables, sourceKeyspace }: Pick<Subject, "tables" | "sourceKeyspace">,
  reading: Reading,
): readonly Finding[] {
  if (reading.sourceGone === true) return NOTHING;
  const gone = tables.filter((table) => !reading.sourceTables.includes(table));
  if (gone.length === 0) return NOTHING;
  const evidence = listFew(gone.map((table) => `table ${table} is not at the source any more: ${sourceKeyspace} has none of this name`));
  const then = "what the target has of it is what was copied before; a VDiff cannot compare it";
  const fix = "Find out who dropped or renamed it, and why, before anything is switched; cancel the move if it is not wanted any more.";
  return makeFinding("source-table-gone", "blocking", [...evidence, then], fix);
}
