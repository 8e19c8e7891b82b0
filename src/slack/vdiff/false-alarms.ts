import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { listNames } from "../text/lists.ts";

/** A pattern of counts that mostly is no difference of rows. */
interface FalseAlarm {
  readonly fits: (row: VDiffTable) => boolean;
  readonly say: (names: string) => string;
}

const FALSE_ALARMS: readonly FalseAlarm[] = [
  {
    fits: ({ mismatched, onlyInSource, onlyInTarget }) => mismatched === 0n && onlyInSource > 0n && onlyInSource === onlyInTarget,
    say: (names) =>
      `${names}: as many rows are only in the source as only in the target. They may be the same rows in another order, for example if the two sides sort the key by different collations. VDiff looks again only at as many of them as \`--max-extra-rows-to-compare\` says, 1,000 by default, so this proves neither that they are the same nor that they differ. Compare again with a larger number.`,
  },
  {
    fits: ({ matching, mismatched, onlyInSource, onlyInTarget }) =>
      matching === 0n && mismatched === 0n && onlyInSource === 0n && onlyInTarget > 0n,
    say: (names) =>
      `${names}: every row is only in the target. VDiff says the same of a table that is missing from the source, or empty there. Look for the table at the source first.`,
  },
  {
    fits: ({ matching, mismatched, onlyInSource, onlyInTarget }) =>
      matching === 0n && mismatched === 0n && onlyInTarget === 0n && onlyInSource > 0n,
    say: (names) =>
      `${names}: every row is only in the source, so the target has none: somebody may have emptied the table there, or created it anew. Look at the target's table first.`,
  },
];

/** Explains counts of differences that need not be what they look like, one line for each kind. */
export function listFalseAlarms({ tables }: VDiff): readonly string[] {
  const differing = tables.filter((row) => row.hasMismatch);
  return FALSE_ALARMS.flatMap(({ fits, say }) => {
    const fitting = [...new Set(differing.filter(fits).map(({ table }) => table))];
    return fitting.length === 0 ? [] : [say(listNames(fitting))];
  });
}
