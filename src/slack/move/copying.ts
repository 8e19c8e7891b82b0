import type { MoveView } from "../../core/answers.ts";
import { recentThrottle } from "../../core/state/phase.ts";
import { type Progress, progressOf, type TableProgress } from "../../core/copy/progress.ts";
import type { Instant, Workflow } from "../../core/readings.ts";
import type { Sample } from "../../core/copy/samples.ts";
import { bytes, short } from "../text/numbers.ts";
import { code } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moment, span } from "../text/times.ts";
import { bar, percentWords } from "./bar.ts";

/** A copy without any sign of life for this long is called stalled. Long inserts and index builds are quiet for minutes. */
export const STALLED_AFTER_MS = 10 * 60_000;
/** The copied key must have changed this recently, or since the reading before, for a card to say that it advances. */
const ADVANCING_WITHIN_MS = 30_000;

/** The lines of a copy, from its progress; the first is the bar. */
export interface CopyWords {
  readonly progress: Progress;
  readonly lines: readonly string[];
  /** False until the first row is known to have arrived. */
  readonly begun: boolean;
  /** Minutes without a sign of life; absent while something moves. */
  readonly stalledMs?: number;
}

export function copyWords(view: MoveView): CopyWords | undefined {
  const { situation, sizes, samples } = view;
  const { now, known } = situation;
  const { reading } = known;
  const progress = reading === undefined ? undefined : progressOf(reading, sizes, samples);
  if (reading?.workflow === undefined || progress === undefined) return undefined;
  const stalledMs = progress.stillSince === undefined ? 0 : now - progress.stillSince;
  const stalled = stalledMs >= STALLED_AFTER_MS;
  const lines = [
    `${bar(progress.percent)} ${amount(progress, reading.workflow)}`,
    tableLine(progress, samples, stalled),
    trust(reading.workflow, view),
    stalled ? stillLine(progress, samples, now) : pace(progress),
    throttle(reading.workflow, samples, now),
  ].filter((line) => line !== undefined);
  return { progress, lines, begun: hasBegun(reading.workflow, progress), ...(stalled ? { stalledMs } : {}) };
}

function amount(progress: Progress, workflow: Workflow): string {
  if (!hasBegun(workflow, progress)) return "starting, no row yet";
  const { percent, rowsDone, rowsTotal, bytesTotal, rowsPerSecond } = progress;
  const rows = rowsTotal === 0n ? "sizes not known yet" : `about ${short(rowsDone)} of ${short(rowsTotal)} rows`;
  const size = bytesTotal === 0n ? "" : ` (${bytes(bytesTotal)} in all)`;
  const rate = rowsPerSecond === undefined ? "" : ` · about ${short(rowsPerSecond)} rows/s`;
  return `${percentWords(percent)} · ${rows}${size}${rate}`;
}

function tableLine(progress: Progress, samples: readonly Sample[], stalled: boolean): string {
  const by = (state: TableProgress["state"]): readonly string[] =>
    progress.tables.filter((one) => one.state === state).map((one) => one.table);
  const parts: string[] = [];
  const [done, copying, waiting] = [by("done"), by("copying"), by("waiting")];
  if (done.length > 0) parts.push(`${names(done, 200)} done`);
  if (copying.length > 0) parts.push(`${names(copying, 200)} copying${!stalled && advances(samples) ? ", key advancing" : ""}`);
  if (waiting.length > 0) parts.push(`${names(waiting, 200)} waiting`);
  return parts.join(" · ");
}

/** True when the history shows the last key change, recently: a word about movement must have been seen. */
function advances(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (last === undefined) return false;
  const before = samples.at(-2);
  return samples.some((earlier) => earlier.keys !== last.keys && (earlier === before || last.at - earlier.at <= ADVANCING_WITHIN_MS));
}

/** Which number the card goes by, when Vitess's own stand still (vitess.md, 23.0.3 item 6). */
function trust(workflow: Workflow, { situation, sizes }: MoveView): string | undefined {
  const { reading } = situation.known;
  const copying = workflow.streams.flatMap((stream) => stream.copyStates).filter((state) => state.lastPk !== "");
  const tables = new Set(copying.map((state) => state.table));
  const counted = workflow.streams.some((stream) => stream.rowsCopied > 0n);
  const statistics = reading?.tableCopy.some((copy) => tables.has(copy.table) && copy.rowsCopied > 0n) === true;
  if (copying.length === 0 || counted || statistics) return undefined;
  return sizes.length === 0
    ? "Vitess's row counts stand still, and table sizes are not known: only the last key copied shows that it moves."
    : "Estimated from the last key copied: Vitess's own row counts stand still.";
}

function pace(progress: Progress): string {
  const { eta, percent } = progress;
  // The rate speaks for rows. What comes after the last row, secondary keys above all, can take longer than all rows.
  if (percent >= 99) return "Ready: cannot say, by estimate all rows are there; Vitess may be building indexes";
  return eta === undefined ? "Ready: cannot say yet" : `Ready in ${span(eta.fromMs, eta.toMs)} (estimate)`;
}

function stillLine(progress: Progress, samples: readonly Sample[], now: Instant): string {
  const since = progress.stillSince ?? samples.at(-1)?.at ?? now;
  const nearEnd = progress.tables.filter((one) => one.state === "copying" && one.fraction >= 0.95).map((one) => one.table);
  const hint =
    nearEnd.length === 0 ? "" : ` Most rows of ${names(nearEnd, 200)} are there: Vitess may be building indexes, which shows no progress.`;
  return `No row count and no key has moved since ${moment(since, now)}.${hint}`;
}

function throttle(workflow: Workflow, samples: readonly Sample[], now: Instant): string {
  const news = recentThrottle(workflow, now);
  const lag = "lag: not measurable while copying";
  if (news === undefined) return `throttled: not in the last minute · ${lag}`;
  return `throttled by ${code(news.component, 60)}${share(samples)} · ${lag}`;
}

function share(samples: readonly Sample[]): string {
  const recent = samples.slice(-60);
  // A share of a handful is no share.
  if (recent.length < 10) return "";
  const throttled = recent.filter((sample) => sample.throttled).length;
  return `, in ${throttled} of the last ${recent.length} readings`;
}

function hasBegun(workflow: Workflow, progress: Progress): boolean {
  return (
    progress.percent > 0 ||
    progress.tablesDone > 0 ||
    workflow.streams.some((stream) => stream.rowsCopied > 0n || stream.copyStates.some((state) => state.lastPk !== ""))
  );
}
