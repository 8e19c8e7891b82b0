import type { MoveView } from "../../core/command/answers.ts";
import { findRecentThrottle } from "../../core/move/phase.ts";
import { STALLED_AFTER_MS } from "../../core/situation/follow.ts";
import { type Progress, computeProgress } from "../../core/copy/progress.ts";
import type { CountedRows } from "../../core/copy/rows.ts";
import type { TableProgress } from "../../core/copy/tables.ts";
import type { Instant, TableSize, Workflow } from "../../core/readings/readings.ts";
import type { Sample } from "../../core/copy/samples.ts";
import { formatCounted, estimateRows, formatShort } from "../text/numbers.ts";
import { sayHeldBackPart } from "../wording/held-back.ts";
import { listNames } from "../text/lists.ts";
import { formatMoment, formatSpan } from "../text/times.ts";
import { drawBar, sayPercent } from "./bar.ts";

/** The card says that a copy advances only if the copied key changed this recently, or since the previous reading. */
const ADVANCING_WITHIN_MS = 30_000;

/** The lines about a copy, from its progress; the first says how far it is. */
export interface CopyWords {
  readonly progress: Progress;
  readonly lines: readonly string[];
  /** Milliseconds without any progress; absent while something moves. */
  readonly stalledMs?: number;
}

export function copyWords(view: MoveView): CopyWords | undefined {
  const { situation, sizes, samples } = view;
  const { now, known } = situation;
  const { reading } = known;
  const progress = reading === undefined ? undefined : computeProgress(reading, sizes, samples);
  if (reading?.workflow === undefined || progress === undefined) return undefined;
  const stalledMs = progress.stillSince === undefined ? 0 : now - progress.stillSince;
  const stalled = stalledMs >= STALLED_AFTER_MS;
  const isMoving = !stalled && isAdvancing(samples);
  const lines = [
    sayAmount(progress, reading.workflow, sizes),
    sayTablesCopied(progress, isMoving),
    sayWhyNoPercent(progress, reading.workflow),
    stalled ? stillLine(progress, samples, now) : sayPace(progress),
    throttleLine(reading.workflow, samples, { now, hasChecks: reading.cancelWantsReadsBack !== true }),
  ].filter((line) => line !== undefined);
  return { progress, lines, ...(stalled ? { stalledMs } : {}) };
}

/** Says how far the copy is: a percentage if it counts rows, else the tables, and the rows as a lower bound. */
function sayAmount(progress: Progress, workflow: Workflow, sizes: readonly TableSize[]): string {
  if (!hasBegunToCopy(workflow, progress)) return "starting, no row yet";
  const { percent, rows, rowsPerSecond, tables, tablesDone, counted: least } = progress;
  const rate = rowsPerSecond === undefined ? "" : ` · about ${formatShort(rowsPerSecond)} rows/s`;
  if (rows !== undefined && percent !== undefined && rows.total !== undefined) {
    const of = `about ${formatShort(rows.done)} of ${formatShort(rows.total)} rows${sayBy(rows)}`;
    return `${drawBar(percent)} ${sayPercent(percent)} · ${of}${rate}`;
  }
  const all = estimateRows(sizes);
  const parts = [
    `${tablesDone} of ${formatCounted(tables.length, "table")} copied`,
    rows !== undefined && `about ${formatShort(rows.done)} rows${sayBy(rows)}${rate}`,
    rows === undefined && least > 0n && `at least ${formatShort(least)} rows by Vitess's count`,
    all !== undefined && `about ${formatShort(all)} rows at the source by MySQL's estimate`,
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

/** Whoever reads statistics must know: they can be far off. What else counted the rows stands in the details. */
function sayBy({ by }: CountedRows): string {
  return by === "statistics" ? " by MySQL's statistics" : "";
}

function sayTablesCopied(progress: Progress, isMoving: boolean): string {
  const by = (state: TableProgress["state"]): readonly string[] =>
    progress.tables.filter((one) => one.state === state).map((one) => one.table);
  const parts: string[] = [];
  const [done, copying, waiting] = [by("done"), by("copying"), by("waiting")];
  if (done.length > 0) parts.push(`${listNames(done, 200)} done`);
  if (copying.length > 0) parts.push(`${listNames(copying, 200)} copying${isMoving ? ", key advancing" : ""}`);
  if (waiting.length > 0) parts.push(`${listNames(waiting, 200)} waiting`);
  return parts.join(" · ");
}

/** True if the samples include the last key change and it is recent: the card claims movement only if Tandem saw it. */
function isAdvancing(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (last === undefined) return false;
  const before = samples.at(-2);
  return samples.some((earlier) => earlier.keys !== last.keys && (earlier === before || last.at - earlier.at <= ADVANCING_WITHIN_MS));
}

/** Says why there is no percentage (docs/facts/streams-and-copy.md#numbers-stand-still). */
function sayWhyNoPercent({ percent }: Progress, workflow: Workflow): string | undefined {
  const isInTable = workflow.streams.some((stream) => stream.copyStates.some((state) => state.lastPk !== ""));
  if (percent !== undefined || !isInTable) return undefined;
  return "How much of a table is there cannot be said: the row counts that Vitess tells stand still while it is copied.";
}

function sayPace(progress: Progress): string {
  const { eta, percent } = progress;
  // The rate covers rows only. What follows the last row, above all building secondary keys, can take longer than all rows.
  if (percent !== undefined && percent >= 99) return "Ready: cannot say, by estimate all rows are there; Vitess may be building indexes";
  return eta === undefined ? "Ready: cannot say" : `Ready in ${formatSpan(eta.fromMs, eta.toMs)} (estimate)`;
}

function stillLine(progress: Progress, samples: readonly Sample[], now: Instant): string {
  const since = progress.stillSince ?? samples.at(-1)?.at ?? now;
  const inTable = progress.tables.filter((one) => one.state === "copying").map((one) => one.table);
  const hint =
    inTable.length === 0
      ? ""
      : ` If all rows of ${listNames(inTable, 200)} are there, Vitess is building indexes, which shows no progress.`;
  return `No row count and no key has moved since ${formatMoment(since, now)}.${hint}`;
}

/** `hasChecks`: vtctld can say which metric throttles. It can from release 21 on, but a reading only identifies releases before 22. */
function throttleLine(
  workflow: Workflow,
  samples: readonly Sample[],
  { now, hasChecks }: { readonly now: Instant; readonly hasChecks: boolean },
): string {
  const news = findRecentThrottle(workflow, now);
  const lag = "lag: not measurable while copying";
  if (news === undefined) return `throttled: not in the last minute · ${lag}`;
  return `${sayHeldBackPart(news.component)}${sayThrottledSince(samples, now)}${hasChecks ? " · which metric, of whom: _diagnose_" : ""} · ${lag}`;
}

/** Since when every sample has been throttled, if there is more than one. */
function sayThrottledSince(samples: readonly Sample[], now: Instant): string {
  const before = samples.findLastIndex((sample) => !sample.throttled);
  const first = samples[before + 1];
  return first === undefined || first === samples.at(-1)
    ? ""
    : ` since ${formatMoment(first.at, now)}${before === -1 ? " or earlier" : ""}`;
}

function hasBegunToCopy(workflow: Workflow, progress: Progress): boolean {
  return (
    progress.tablesDone > 0 ||
    workflow.streams.some((stream) => stream.rowsCopied > 0n || stream.copyStates.some((state) => state.lastPk !== ""))
  );
}
