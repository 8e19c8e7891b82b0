import { isRunning, findRecentThrottle } from "../../core/move/phase.ts";
import type { Instant, Reading, Workflow } from "../../core/readings/readings.ts";
import { parseTraffic } from "../../core/move/traffic.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { sayWhoHolds, nameLock } from "../wording/locks.ts";
import { sayHeldBackPart } from "../wording/held-back.ts";

const MOST_STREAMS = 12;

/** What else the answer holds: a table of the streams, so that no line is about them; what is known of the copy. */
interface ShownBeside {
  readonly streamsBelow?: boolean;
  readonly ofCopy?: readonly string[];
}

/** A reading in lines: traffic, streams, throttling, denied tables, who holds the lock. No row data. */
export function listReadingLines(
  reading: Reading,
  now: Instant,
  { streamsBelow = false, ofCopy = [] }: ShownBeside = {},
): readonly string[] {
  const { workflow, reverse } = reading;
  if (workflow === undefined) return ["Vitess does not know this workflow."];
  return [
    reading.trafficState === undefined ? "Traffic: not known" : `Traffic: ${sayTrafficSwitched(reading.trafficState)}`,
    `Lag: ${sayTransactionLag(workflow)} · ${throttleWords(workflow, now)}`,
    ...(streamsBelow ? [] : listStreamLines(workflow)),
    ...ofCopy,
    reverse === undefined ? "Reverse workflow: none" : `Reverse workflow: ${markCode(countStates(reverse), 80)}`,
    ...listDeniedTableLines(reading),
    ...listLockHolderLines(reading, now),
  ];
}

/** The lag of stopped streams grows forever and means nothing. */
function sayTransactionLag(workflow: Workflow): string {
  if (workflow.lag.kind === "copying") return "not measurable while copying";
  return isRunning(workflow) ? `${workflow.lag.value} s` : "not known, because not every stream runs";
}

function sayTrafficSwitched(state: string): string {
  const { reads, writes } = parseTraffic(state);
  const so = { none: "not switched", some: "partly switched", all: "switched" } as const;
  return `reads ${so[reads]}, writes ${so[writes]}`;
}

function throttleWords(workflow: Workflow, now: Instant): string {
  const news = findRecentThrottle(workflow, now);
  return news === undefined ? "not throttled in the last minute" : sayHeldBackPart(news.component);
}

function listStreamLines({ streams }: Workflow): readonly string[] {
  const lines = streams.slice(0, MOST_STREAMS).map((stream) => {
    const position = stream.position === "" ? " · no position yet" : "";
    const copying = stream.copyStates.length === 0 ? "" : ` · ${formatCounted(stream.copyStates.length, "table")} to copy`;
    // Vitess counts rows once a table is complete, so 0 need not mean none (docs/facts/streams-and-copy.md#rows-counted-per-table).
    const rows = stream.rowsCopied === 0n ? "" : ` · ${formatExact(stream.rowsCopied)} rows copied, by Vitess's count`;
    const to = `shard ${markCode(stream.shard, 30)} on ${markCode(stream.tablet, 40)}`;
    return `• ${to} from ${escapeName(stream.sourceKeyspace)}/${markCode(stream.sourceShard, 30)}: ${markCode(stream.state, 30)}${rows}${copying}${position}`;
  });
  return streams.length > MOST_STREAMS ? [...lines, `and ${formatCounted(streams.length - MOST_STREAMS, "stream")} more`] : lines;
}

function countStates({ streams }: Workflow): string {
  return [...new Set(streams.map((stream) => stream.state))].toSorted().join(", ");
}

function listDeniedTableLines({ denied }: Reading): readonly string[] {
  return denied
    .filter((one) => one.tables.length > 0)
    .slice(0, 6)
    .map((one) => `${escapeName(one.keyspace)}/${markCode(one.shard, 30)} denies writes to ${listNames(one.tables, 200)}`);
}

function listLockHolderLines({ lockHolders }: Reading, now: Instant): readonly string[] {
  return lockHolders.slice(0, 3).map((holder) => sayWhoHolds(holder, nameLock(holder), now));
}
