import type { Instant } from "../readings/readings.ts";

/**
 * What counts rows: InnoDB's own counters, Vitess's count of copied rows while it grows, the tables that are finished, or the statistics that
 * Vitess passes on.
 */
export type RowSource = "counters" | "vitess" | "tables" | "statistics";

/** Between which two moments something is expected. */
export interface TimeRange {
  readonly from: Instant;
  readonly to: Instant;
}

/** One point of a move's copy, kept for rate, ETA and stalls. Small, because each move keeps hundreds. */
export interface Sample {
  readonly at: Instant;
  /** Tables done, in 1/10,000 of the whole. Samples of 0.2 hold an estimate here that only shows movement. */
  readonly done: number;
  readonly rowsCopied: bigint;
  readonly tablesDone: number;
  /** A digest of the last keys copied: it changes while a copy progresses even when every number stands still. */
  readonly keys: string;
  readonly throttled: boolean;
  /** MySQL's statistics of the target, over all tables left: fresh only while they change. Missing in samples of 0.2. */
  readonly statistics?: bigint;
  /** Rows done; absent when nothing tells them. */
  readonly rowsDone?: bigint;
  /** What counted them. Missing in samples written by 0.2, which are of the statistics. */
  readonly by?: "counters" | "statistics";
  /** Rows done where they follow from other numbers; beside `by`, to which a process of 0.2 knows no more words. */
  readonly inferred?: { readonly by: "vitess" | "tables"; readonly done: bigint };
  /** The share of all rows that people have read, 0 to 99. */
  readonly percent?: number;
  /** When people read that the copy would be ready. */
  readonly ready?: TimeRange;
}

/** The rows done, by whatever people read them from; undefined when nothing told them. */
export function readCounted({
  rowsDone,
  by = "statistics",
  inferred,
}: Sample): { readonly by: RowSource; readonly done: bigint } | undefined {
  return inferred ?? (rowsDone === undefined ? undefined : { by, done: rowsDone });
}

/** A copy that began anew has fewer tables done than before: what was seen of the earlier one tells nothing. */
export function dropEarlierCopies(samples: readonly Sample[]): readonly Sample[] {
  const anew = samples.findLastIndex((sample, at) => sample.tablesDone < (samples[at - 1]?.tablesDone ?? 0));
  return anew === -1 ? samples : samples.slice(anew);
}
