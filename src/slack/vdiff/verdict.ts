import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffTable } from "../../core/vdiff/vdiff.ts";
import { explain } from "../../core/explain/explain.ts";
import { markCode, quoteText } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import { quoteMeaning, quoteNextStep } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";

interface VerdictWords {
  /** Begins the first line. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly next: string;
}

type VerdictOf<K extends VDiffVerdict["kind"]> = OfKind<VDiffVerdict, K>;

const KEYS_ONLY =
  "It was told to keep only keys (`--only-pks`), and met rows that come in another order on the two sides: those were matched by their keys alone, whatever else is in them.";

const VERDICT_WORDS = {
  running: ({ rowsCompared }) => ({
    title: "VDiff running",
    lines: [`${formatCounted(rowsCompared, "row")} compared so far.`],
    next: "wait",
  }),
  clean: ({ rowsCompared, completedAt }, vdiff, maxAgeMs) => ({
    title: "VDiff clean",
    lines: [
      `${formatCounted(rowsCompared, "row")} in ${formatCounted(countTables(vdiff), "table")}: no difference. This VDiff counts for a switch until ${formatMoment(completedAt + maxAgeMs, completedAt)}.`,
      ...(vdiff.keysOnly === true
        ? ["It kept only keys (`--only-pks`); every row matched at its place, so whole rows were compared."]
        : []),
    ],
    next: "request the switch",
  }),
  limited: ({ rowsCompared, rowLimit, keysOnly }) => ({
    title: `VDiff clean in what it compared, which is not ${keysOnly === true ? "all" : "every row"}`,
    lines: [
      `${formatCounted(rowsCompared, "row")} compared.`,
      keysOnly === true
        ? KEYS_ONLY
        : rowLimit === 0n
          ? "How many rows it was to compare is not known."
          : `It was told to stop after ${formatCounted(rowLimit, "row")} of each table and shard, and did.`,
    ],
    next: keysOnly === true ? "compare without `--only-pks` before a switch" : "compare without a limit before a switch",
  }),
  different: ({ tables }, vdiff) => ({
    title: `VDiff found differences in ${formatExact(tables.length)} of ${formatCounted(Math.max(countTables(vdiff), tables.length), "table")}`,
    lines: listDifferingRows(vdiff),
    next: "do not switch; compare these tables again: a difference that stays is a real one",
  }),
  incomplete: ({ missing }) => ({
    title: `VDiff not complete, ${formatCounted(missing.length, "table")} not compared`,
    lines: [`Not compared on every shard: ${listNames(missing)}. Vitess calls such a VDiff completed.`],
    next: "look whether these tables are at the target, then compare again; do not switch",
  }),
  failed: ({ errors }) => {
    // Shards of one VDiff mostly fail for the same reason.
    const [first] = errors.filter(({ message }) => message !== "").map(({ message }) => explain(message, "unexpected"));
    const known = first?.rule === undefined ? undefined : first;
    return {
      title: "VDiff failed, nothing is proven",
      lines: [
        ...(known === undefined ? [] : [quoteMeaning(known)]),
        ...errors
          .slice(0, 5)
          .map(({ shard, message }) => `Shard ${markCode(shard, 40)}: ${message === "" ? "no reason given" : quoteText(message, 300)}`),
        ...(known === undefined ? [] : [quoteNextStep(known)]),
      ],
      next: "fix the cause, then compare again",
    };
  },
  stopped: (_, vdiff) => {
    const title = "VDiff stopped before its end, nothing is proven";
    if (!endedWithItsCall(vdiff)) return { title, lines: [], next: "resume it, or start another" };
    return {
      title,
      lines: ["The workflow may be left stopped."],
      next: "look at the status and start the workflow if it is stopped, then compare again",
    };
  },
} as const satisfies { [K in VDiffVerdict["kind"]]: (verdict: VerdictOf<K>, vdiff: VDiff, maxAgeMs: number) => VerdictWords };

/** A VDiff v1 runs inside a call of Tandem's: once that call is over nothing can be resumed, and the workflow may stay stopped. */
export function endedWithItsCall({ shards }: VDiff): boolean {
  return shards.some(({ lastError }) => explain(lastError, "unexpected").rule === "vdiff-interrupted");
}

/** Puts a verdict into words. `maxAgeMs`: how long a clean one counts for a switch. */
export function sayVDiffVerdict(verdict: VDiffVerdict, vdiff: VDiff, maxAgeMs: number): VerdictWords {
  const say: TakesAny<VDiffVerdict, [VDiff, number], VerdictWords> = VERDICT_WORDS[verdict.kind];
  return say(verdict, vdiff, maxAgeMs);
}

/** One line for each table and shard that differs. */
function listDifferingRows(vdiff: VDiff): readonly string[] {
  const rows = vdiff.tables.filter((row) => row.hasMismatch);
  const lines = rows
    .slice(0, 8)
    .map(
      (row) =>
        `${markCode(row.table)}, shard ${markCode(row.shard, 40)}: ${formatExact(row.mismatched)} different, ${formatExact(row.onlyInSource)} only in source, ${formatExact(row.onlyInTarget)} only in target.`,
    );
  const cut = rows.length > lines.length ? [...lines, `and ${rows.length - lines.length} more`] : lines;
  return rows.some(isReordered) ? [...cut, REORDERED] : cut;
}

/** True if both sides have equally many extra rows and no row differs: mostly the same rows in another order. */
function isReordered({ mismatched, onlyInSource, onlyInTarget }: VDiffTable): boolean {
  return mismatched === 0n && onlyInSource > 0n && onlyInSource === onlyInTarget;
}

const REORDERED =
  "As many rows only in the source as only in the target can be the same rows in another order, as where the two sides sort the key by different collations: VDiff looks again at 1 000 of them unless `--max-extra-rows-to-compare` says more. It proves neither that they are the same nor that they differ.";

function countTables(vdiff: VDiff): number {
  return new Set([...vdiff.tables.map((row) => row.table), ...(vdiff.whole?.tables ?? [])]).size;
}
