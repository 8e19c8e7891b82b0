import type { MoveView } from "../../core/command/answers.ts";
import { findRecentThrottle } from "../../core/move/phase.ts";
import { STALLED_AFTER_MS } from "../../core/situation/raise-news.ts";
import { type Progress, computeProgress, ROWS_ARE_THERE } from "../../core/copy/progress.ts";
import { areAllBuildingKeys } from "../../core/copy/key-builds.ts";
import type { CountedRows } from "../../core/copy/row-sources.ts";
import type { TableProgress } from "../../core/copy/tables.ts";
import { measureThrottledShare } from "../../core/copy/throttled.ts";
import type { Instant, TableSize, Workflow } from "../../core/readings/readings.ts";
import type { Sample } from "../../core/copy/samples.ts";
import { formatCounted, estimateRows, formatShort } from "../text/numbers.ts";
import { sayHeldBackPart } from "../wording/held-back.ts";
import { listNames } from "../text/lists.ts";
import { formatMoment, formatSpan, sayDuration } from "../text/times.ts";
import { drawBar, sayPercent } from "./bar.ts";

/** The card says that a copy advances only if the copied key changed this recently, or since the previous reading. */
const ADVANCING_WITHIN_MS = 30_000;

/** A copy in words, from its progress. */
export interface CopyWords {
  readonly progress: Progress;
  /** Begins the first line: how far it is, or that it stands still. */
  readonly state: string;
  readonly lines: readonly string[];
  /** When it is ready, whether it is throttled, its lag. */
  readonly facts: readonly string[];
  /** Milliseconds without any progress; absent while something moves. */
  readonly stalledMs?: number;
}

export function copyWords(view: MoveView): CopyWords | undefined {
  const { situation, sizes, samples, earlier } = view;
  const { now, known } = situation;
  const { reading } = known;
  const progress = reading === undefined ? undefined : computeProgress(reading, sizes, samples, earlier);
  if (reading?.workflow === undefined || progress === undefined) return undefined;
  const stalledMs = progress.stillSince === undefined ? 0 : now - progress.stillSince;
  const stalled = stalledMs >= STALLED_AFTER_MS;
  const lines = [
    sayAmount(progress, reading.workflow, sizes),
    sayTablesCopied(progress, !stalled && isAdvancing(samples)),
    sayKeyBuilds(progress, now),
    sayWhyNoPercent(progress, reading.workflow),
    stalled ? stillLine(progress, samples, now) : undefined,
  ].filter((line) => line !== undefined);
  const throttled = measureThrottledShare(samples.filter(({ at }) => now - at <= SLOWED_WITHIN_MS));
  const facts = [
    ...(stalled ? [] : [`*Ready* ${sayReady(progress, reading.workflow, throttled)}`]),
    `*Throttled* ${sayThrottled(reading.workflow, samples, { now, hasChecks: reading.cancelWantsReadsBack !== true })}`,
    "*Lag* not measurable while copying",
  ];
  return {
    progress,
    state: stalled ? `Stalled, no sign of a row in ${sayDuration(stalledMs)}` : sayHowFar(progress),
    lines,
    facts,
    ...(stalled ? { stalledMs } : {}),
  };
}

/** `Copying 64%`, or the tables where nothing counts the rows. */
function sayHowFar({ percent, rows, tables, tablesDone, isAtKeys }: Progress): string {
  if (isAtKeys) return "Building secondary keys, all rows copied";
  if (percent !== undefined) return `Copying ${sayPercent(percent, rows)}`;
  return `Copying, ${tablesDone} of ${formatCounted(tables.length, "table")} done`;
}

/** Says how far the copy is: tables, and rows where something counts them. */
function sayAmount(progress: Progress, workflow: Workflow, sizes: readonly TableSize[]): string {
  if (!hasBegunToCopy(workflow, progress)) return "No row has been copied yet.";
  const { percent, rows, rowsPerSecond, tables, tablesDone, counted: least } = progress;
  if (progress.isAtKeys) return `${tablesDone} of ${formatCounted(tables.length, "table")} copied · all rows are there`;
  const whole = estimateRows(sizes);
  const parts = [
    `${tablesDone} of ${formatCounted(tables.length, "table")} copied`,
    rows !== undefined &&
      `about ${formatShort(rows.done)}${rows.total === undefined ? "" : ` of ${formatShort(rows.total)}`} rows${sayBy(rows)}`,
    rows === undefined && least > 0n && `at least ${formatShort(least)} rows by Vitess's count`,
    rows?.total === undefined && whole !== undefined && `about ${formatShort(whole)} rows at the source by MySQL's estimate`,
    rows !== undefined && rowsPerSecond !== undefined && `about ${formatShort(rowsPerSecond)} rows/s`,
  ];
  return `${percent === undefined ? "" : `${drawBar(percent)} `}${parts.filter((part) => part !== false).join(" · ")}`;
}

/** Whoever reads statistics must know: they can be far off. What else counted the rows stands in the details. */
function sayBy({ by }: CountedRows): string {
  return by === "statistics" ? " by MySQL's statistics" : "";
}

/** Which table is where. That a key advances is the only sign of life where nothing counts the rows. */
function sayTablesCopied({ tables, percent, keyBuilds }: Progress, isMoving: boolean): string {
  const by = (state: TableProgress["state"]): readonly string[] =>
    tables.filter((one) => one.state === state && !keyBuilds.some(({ table }) => table === one.table)).map((one) => one.table);
  const parts: string[] = [];
  const [done, copying, waiting] = [by("done"), by("copying"), by("waiting")];
  if (done.length > 0) parts.push(`${listNames(done, 200)} done`);
  if (copying.length > 0) parts.push(`${listNames(copying, 200)} copying${isMoving && percent === undefined ? ", key advancing" : ""}`);
  if (waiting.length > 0) parts.push(`${listNames(waiting, 200)} waiting`);
  return parts.join(" · ");
}

/** Vitess tells that it builds keys, and since when, but not how far it is (docs/facts/streams-and-copy.md#post-copy-actions). */
function sayKeyBuilds({ keyBuilds }: Progress, now: Instant): string | undefined {
  if (keyBuilds.length === 0) return undefined;
  const tables = [...new Set(keyBuilds.map(({ table }) => table))];
  const since = Math.min(...keyBuilds.map(({ since: at }) => at));
  return `Building the secondary keys of ${listNames(tables, 200)} since ${formatMoment(since, now)}; Vitess does not say how far it is.`;
}

/** True if the samples include the last key change and it is recent: the card claims movement only if Tandem saw it. */
function isAdvancing(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (last === undefined) return false;
  const before = samples.at(-2);
  return samples.some((earlier) => earlier.keys !== last.keys && (earlier === before || last.at - earlier.at <= ADVANCING_WITHIN_MS));
}

/** Says why there is no percentage (docs/facts/streams-and-copy.md#numbers-stand-still). */
function sayWhyNoPercent({ percent, keyBuilds }: Progress, workflow: Workflow): string | undefined {
  const isInTable = workflow.streams.some((stream) => stream.copyStates.some((state) => state.lastPk !== ""));
  if (percent !== undefined || !isInTable || areAllBuildingKeys(workflow, keyBuilds)) return undefined;
  return "How much of a table is copied is not known: Vitess's row counts stand still while it is copied.";
}

function sayReady({ eta, percent, isAtKeys }: Progress, { defersKeys }: Workflow, throttled: number): string {
  if (isAtKeys) return "cannot say: not before these keys are built";
  if (percent !== undefined && percent >= ROWS_ARE_THERE) {
    const left = defersKeys === true ? "Vitess may be building secondary keys" : "Vitess does not show what is left";
    return `cannot say: all rows are there by estimate; ${left}`;
  }
  if (eta === undefined) return "cannot say yet";
  const slowed = throttled < SLOWS_FROM ? "" : `, slowed down by the throttler (${Math.round(throttled * 100)}% of the time)`;
  return `in ${formatSpan(eta.fromMs, eta.toMs)}${slowed}`;
}

/** A smaller share of the time does not explain an estimate. */
const SLOWS_FROM = 0.1;
/** An estimate looks mostly at these. */
const SLOWED_WITHIN_MS = 30 * 60_000;

function stillLine(progress: Progress, samples: readonly Sample[], now: Instant): string {
  const since = progress.stillSince ?? samples.at(-1)?.at ?? now;
  const inTable = progress.tables.filter((one) => one.state === "copying").map((one) => one.table);
  const hint =
    inTable.length === 0
      ? ""
      : ` If all rows of ${listNames(inTable, 200)} are there, Vitess may be building secondary keys, which shows no progress.`;
  return `No row count and no key has moved since ${formatMoment(since, now)}.${hint}`;
}

/** `hasChecks`: vtctld can say which metric throttles. It can from release 21 on, but a reading only identifies releases before 22. */
function sayThrottled(
  workflow: Workflow,
  samples: readonly Sample[],
  { now, hasChecks }: { readonly now: Instant; readonly hasChecks: boolean },
): string {
  const news = findRecentThrottle(workflow, now);
  if (news === undefined) return "not in the last minute";
  return `${sayHeldBackPart(news.component)}${sayThrottledSince(samples, now)}${hasChecks ? " · _diagnose_ says by which metric" : ""}`;
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
