import type { CountedRows } from "../../core/copy/row-sources.ts";
import type { RowSource } from "../../core/copy/samples.ts";
import type { Instant, RowCounts, Uncounted } from "../../core/readings/readings.ts";
import { listNames } from "../text/lists.ts";
import { formatMoment } from "../text/times.ts";

const SOURCES = {
  counters: "InnoDB's own counters on the target, its statistics at the source",
  vitess: "Vitess's own count of copied rows, which it writes down every half minute",
  tables: "finished tables count whole, those being copied count half",
  statistics: "MySQL's statistics of both sides",
} as const satisfies Record<RowSource, string>;

const UNCOUNTED = {
  release: "before Vitess 14 Tandem cannot read InnoDB's counters",
  policy: "the policy does not let Tandem read InnoDB's counters (`countRows`)",
  tenant: "InnoDB's counters hold other tenants' rows too",
  "too-many-tables": "too many tables to read InnoDB's counters of",
} as const satisfies Record<Uncounted, string>;

/** Where the rows of a copy's percentage come from and how far off it may be, and why nothing better counts them. */
export function listRowSourceLines(rows: CountedRows | undefined, counts: RowCounts | undefined, now: Instant): readonly string[] {
  const by = rows === undefined ? undefined : `${SOURCES[rows.by]}; the percentage is within about ${rows.pointsOff} points`;
  const read = rows?.by === "counters" && counts !== undefined ? ` · read ${formatMoment(counts.at, now)}` : "";
  const why = rows?.by === "counters" || counts === undefined ? undefined : sayWhyUncounted(counts, now);
  return [
    by === undefined ? undefined : `Rows: ${by}${read}`,
    why === undefined ? undefined : `${by === undefined ? "Rows: " : ""}${why}`,
  ].filter((line) => line !== undefined);
}

function sayWhyUncounted({ target, proofs, refusedAt, uncounted }: RowCounts, now: Instant): string | undefined {
  if (uncounted !== undefined) return UNCOUNTED[uncounted];
  if (refusedAt !== undefined) return `MySQL could not be asked ${formatMoment(refusedAt, now)}; it is asked again after 10 min`;
  const unproven = proofs.filter(({ holds }) => !holds).map(({ tablet }) => tablet);
  if (unproven.length > 0) return `InnoDB's counter on ${listNames(unproven)} did not agree with a count, or could not be compared`;
  return target.length === 0 ? "too few are there to compare InnoDB's counter with a count" : undefined;
}
