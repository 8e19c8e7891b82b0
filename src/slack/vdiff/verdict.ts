import type { TableName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
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

export interface VerdictFacts {
  /** How long a clean VDiff counts for a switch. */
  readonly maxAgeMs: number;
  /** The tables that Tandem told the VDiff to compare; absent for all, and if Tandem did not start it. */
  readonly asked?: readonly TableName[];
  /** When the move ended: no switch needs its VDiff any more. */
  readonly endedAt?: Instant;
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
  clean: ({ rowsCompared, completedAt }, vdiff, { maxAgeMs, endedAt }) => ({
    title: "VDiff clean",
    lines: [
      `${formatCounted(rowsCompared, "row")} in ${formatCounted(countTables(vdiff), "table")}: no difference.${endedAt === undefined ? ` This VDiff counts for a switch until ${formatMoment(completedAt + maxAgeMs, completedAt)}.` : ""}`,
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
          ? "It is not known how many rows it was told to compare."
          : `It was told to stop after ${formatCounted(rowLimit, "row")} of each table and shard, and did.`,
    ],
    next: keysOnly === true ? "compare without `--only-pks` before a switch" : "compare without a limit before a switch",
  }),
  different: ({ tables }, vdiff) => ({
    title: `VDiff found differences in ${formatExact(tables.length)} of ${formatCounted(Math.max(countTables(vdiff), tables.length), "table")}`,
    lines: listDifferingRows(vdiff),
    next: "do not switch; compare these tables again: a difference that stays is probably real",
  }),
  incomplete: ({ missing }, vdiff, { asked = vdiff.asked }) => {
    if (asked !== undefined && isWholeOf(vdiff, asked) && missing.every((table) => !asked.some((one) => one === table)))
      return {
        title: `VDiff found no difference in the ${formatCounted(asked.length, "table")} it was asked to compare`,
        lines: [
          `Compared: ${listNames(asked)}. ${formatCounted(missing.length, "other table")} of the move ${missing.length === 1 ? "was" : "were"} not compared.`,
        ],
        next: "compare all tables of the move before a switch",
      };
    return {
      title: `VDiff not complete, ${formatCounted(missing.length, "table")} not compared`,
      lines: [`Not compared on every shard: ${listNames(missing)}. Vitess calls such a VDiff completed.`],
      next: "check that these tables are at the target, then compare again; do not switch",
    };
  },
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
} as const satisfies { [K in VDiffVerdict["kind"]]: (verdict: VerdictOf<K>, vdiff: VDiff, facts: VerdictFacts) => VerdictWords };

/** A VDiff v1 runs inside a call of Tandem's: once that call is over nothing can be resumed, and the workflow may stay stopped. */
export function endedWithItsCall({ shards }: VDiff): boolean {
  return shards.some(({ lastError }) => explain(lastError, "unexpected").rule === "vdiff-interrupted");
}

/** Puts a verdict into words. */
export function sayVDiffVerdict(verdict: VDiffVerdict, vdiff: VDiff, facts: VerdictFacts): VerdictWords {
  const say: TakesAny<VDiffVerdict, [VDiff, VerdictFacts], VerdictWords> = VERDICT_WORDS[verdict.kind];
  return say(verdict, vdiff, facts);
}

/** True if every row of its tables was to be compared, and as a whole. */
function isWholeOf({ rowLimit, keysOnly }: VDiff, asked: readonly TableName[]): boolean {
  return asked.length > 0 && rowLimit === undefined && keysOnly !== true;
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
  return rows.length > lines.length ? [...lines, `and ${formatExact(rows.length - lines.length)} more`] : lines;
}

function countTables({ tables, whole }: VDiff): number {
  const names = new Set(whole?.tables);
  for (const { table } of tables) names.add(table);
  return names.size;
}
