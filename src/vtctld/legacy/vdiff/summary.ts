import { readTableName } from "../../typed/call/fields.ts";
import type { TableName } from "../../../core/vitess/names.ts";
import { z } from "zod";
import { redact } from "../../../core/explain/redact/redact.ts";
import type { VDiff, VDiffListed, VDiffTable } from "../../../core/vdiff/vdiff.ts";
import { Fault } from "../../../operations/fault.ts";
import type { VDiffRun } from "../../../operations/vdiff-runs.ts";
import { parseInstant } from "../../typed/call/times.ts";
import { parsePrinted } from "../workflow/show.ts";

// Names only the counts, so that the samples next to them, which hold rows, are dropped on arrival.
const COUNTS = z.object({ MatchingRows: z.number(), MismatchedRows: z.number(), ExtraRowsSource: z.number(), ExtraRowsTarget: z.number() });
const REPORT = COUNTS.extend({ ProcessedRows: z.number() });
const TABLE = COUNTS.extend({ State: z.string(), RowsCompared: z.number() });
const SUMMARY = z.object({
  State: z.string(),
  UUID: z.string(),
  RowsCompared: z.number(),
  HasMismatch: z.boolean(),
  Shards: z.string(),
  StartedAt: z.string().optional(),
  CompletedAt: z.string().optional(),
  TableSummary: z.record(z.string(), TABLE).nullish(),
  Reports: z.record(z.string(), z.record(z.string(), REPORT)).nullish(),
  Errors: z.record(z.string(), z.string()).nullish(),
});
type Summary = z.infer<typeof SUMMARY>;

/**
 * Reads `VDiff show` of the second kind, as JSON; undefined if there is none. It is one summary over all shards, so every shard gets its
 * state and times. Vitess 14 lists tables only if rows differ: for a clean VDiff only the tables of its `run` are known.
 */
export function parseVDiff(printed: string, runOf: (uuid: string) => VDiffRun | undefined): VDiff | undefined {
  const json = parsePrinted(printed);
  if (typeof json === "object" && json !== null && Object.keys(json).length === 0) return undefined;
  const read = SUMMARY.safeParse(json);
  if (!read.success) throw new Fault("unexpected", "Vitess showed a VDiff in a form that Tandem does not know");
  const summary = read.data;
  if (summary.UUID === "") return undefined;
  const shards = summary.Shards.split(",").filter((shard) => shard !== "");
  const hasFailed = summary.State === "" && isRunOver(runOf(summary.UUID));
  const tables = Object.entries(summary.TableSummary ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, sum]) => {
      // With a single shard the sum equals its report, and is there earlier.
      const instead = shards.length === 1 ? { ...sum, ProcessedRows: sum.RowsCompared } : undefined;
      return shards.map((shard) => toVDiffTable(shard, readTableName(name), sum, summary.Reports?.[name]?.[shard] ?? instead));
    });
  if (summary.HasMismatch && !tables.some((table) => table.hasMismatch))
    throw new Fault("unexpected", "Vitess says that rows differ, and not of which table");
  const startedAt = parseInstant(summary.StartedAt);
  const completedAt = parseInstant(summary.CompletedAt);
  return {
    uuid: summary.UUID,
    shards: shards.map((shard) => ({
      shard,
      state: hasFailed ? "error" : summary.State,
      lastError: redact(summary.Errors?.[shard] ?? (hasFailed ? WITHOUT_STATE : "")),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(completedAt === undefined ? {} : { completedAt }),
    })),
    tables,
    // A completed VDiff has all its reports, and they count limits per table and shard.
    ...(summary.State === "completed" && tables.length > 0
      ? {}
      : { whole: { rowsCompared: BigInt(summary.RowsCompared), tables: listWholeTables(summary, runOf(summary.UUID)) } }),
  };
}

// 14 never gives a failed VDiff a state, table or error (docs/facts/vdiff.md#no-state-on-14); a new one has none for a moment.
const BEGINS_WITHIN_MS = 60_000;
const WITHOUT_STATE =
  "Vitess gives it no state, as it does of a VDiff that failed; why stands only in the target primary's own database, in last_error of _vt.vdiff";

function isRunOver(run: VDiffRun | undefined): boolean {
  return run === undefined || Date.now() - run.startedAt >= BEGINS_WITHIN_MS;
}

/** For a completed VDiff that lists no table, because none differs. */
function listWholeTables(summary: Summary, run: VDiffRun | undefined): readonly TableName[] {
  return summary.State === "completed" ? (run?.tables ?? []) : [];
}

function toVDiffTable(shard: string, table: TableName, sum: z.infer<typeof TABLE>, report: z.infer<typeof REPORT> | undefined): VDiffTable {
  return {
    shard,
    table,
    state: sum.State,
    rowsEstimated: 0n,
    rowsCompared: BigInt(report?.ProcessedRows ?? 0),
    // A difference that no shard's report has must not vanish.
    hasMismatch: doesDiffer(report ?? sum),
    matching: BigInt(report?.MatchingRows ?? 0),
    mismatched: BigInt(report?.MismatchedRows ?? 0),
    onlyInSource: BigInt(report?.ExtraRowsSource ?? 0),
    onlyInTarget: BigInt(report?.ExtraRowsTarget ?? 0),
  };
}

function doesDiffer({ MismatchedRows, ExtraRowsSource, ExtraRowsTarget }: z.infer<typeof COUNTS>): boolean {
  return MismatchedRows + ExtraRowsSource + ExtraRowsTarget > 0;
}

const LISTED = z.array(z.object({ UUID: z.string(), Shard: z.string(), State: z.string() }));

/** Reads `VDiff show all`, which reports no options: only remembered runs have a known row limit. */
export function parseListedVDiffs(printed: string, runOf: (uuid: string) => VDiffRun | undefined): readonly VDiffListed[] {
  const read = LISTED.safeParse(parsePrinted(printed));
  if (!read.success) return [];
  return read.data.map(({ UUID, Shard, State }) => ({ uuid: UUID, shard: Shard, state: State, ...recallListed(runOf(UUID)) }));
}

export function recallListed(run: VDiffRun | undefined): Pick<VDiffListed, "options" | "createdAt"> {
  if (run === undefined) return {};
  const limit = run.rowLimit === undefined ? {} : { maxRows: run.rowLimit };
  return { options: { ...limit, ...(run.keysOnly === true ? { keysOnly: true } : {}), tables: run.tables }, createdAt: run.startedAt };
}
