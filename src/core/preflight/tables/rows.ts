import type { TableSize } from "../../readings/readings.ts";
import { formatAboutCount } from "./amounts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/** Below this many rows MySQL's estimates mean nothing. */
const WORTH_COMPARING = 1_000n;

/** Vitess 22 and later check for rows themselves on create; earlier releases do not (docs/facts/create.md#rows-at-the-target). */
export function findRowsAtTarget(target: string, sizes: readonly TableSize[], major: number | undefined): readonly Finding[] {
  const filled = sizes
    .filter((size) => size.rows > 0n)
    .map((size) => `${target}.${size.table}: about ${formatAboutCount(size.rows, "row")}`);
  if (filled.length === 0) return NOTHING;
  const exact =
    major !== undefined && major >= 22
      ? "MySQL's estimate; Vitess counts exactly and refuses tables with rows"
      : "MySQL's estimate; this Vitess does not look, and stops at the first duplicate key (issue #16817)";
  return makeFinding(
    "target-has-rows",
    "blocking",
    [...listFew(filled), exact],
    "Look what these rows are, then empty or drop the tables, or choose another target.",
  );
}

/** From this release on Vitess refuses to switch a workflow that never started (docs/facts/streams-and-copy.md#never-copied). */
const VITESS_LOOKS_SINCE = 14;

/**
 * On old releases a workflow that never copied looks finished: no copy states, state Running. Newer releases refuse to switch it, and the
 * gate sees that it has no position; there estimates would only mislead (docs/facts/streams-and-copy.md#numbers-stand-still).
 */
export function findNeverCopied(source: readonly TableSize[], target: readonly TableSize[], major: number | undefined): readonly Finding[] {
  if (major === undefined || major >= VITESS_LOOKS_SINCE) return NOTHING;
  const byTable = new Map(target.map((size) => [size.table, size.rows]));
  const short = source
    .filter((size) => size.rows >= WORTH_COMPARING && (byTable.get(size.table) ?? 0n) * 2n < size.rows)
    .map(
      (size) =>
        `${size.table}: about ${formatAboutCount(size.rows, "row")} at the source, about ${byTable.get(size.table) ?? 0n} at the target`,
    );
  if (short.length === 0) return NOTHING;
  return makeFinding("never-copied", "blocking", listFew(short), "Run a VDiff: these are MySQL's estimates, which can be a day old.");
}

/** More rows than the source: the target had rows of its own, or a table is copied to every shard. */
export function findDuplicateRows(source: readonly TableSize[], target: readonly TableSize[]): readonly Finding[] {
  const byTable = new Map(source.map((size) => [size.table, size.rows]));
  const more = target
    .filter((size) => size.rows >= WORTH_COMPARING && (byTable.get(size.table) ?? 0n) * 3n < size.rows * 2n)
    .map(
      (size) =>
        `${size.table}: about ${formatAboutCount(size.rows, "row")} at the target, about ${byTable.get(size.table) ?? 0n} at the source`,
    );
  if (more.length === 0) return NOTHING;
  return makeFinding(
    "duplicate-rows",
    "notice",
    listFew(more),
    "Run a VDiff; a reference table is right to have its rows once in every shard.",
  );
}
