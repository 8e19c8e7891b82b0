import type { CounterProof, Instant, RowCount, RowCounts, Workflow } from "../../core/readings/readings.ts";
import { isCopying } from "../../core/move/phase.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import type { TableName, TabletAlias } from "../../core/vitess/names.ts";
import { attempt, Fault, ignoreFault, mayPass } from "../fault.ts";
import type { Tablet, Vitess } from "../ports.ts";

/** Between two reads of the target's counters there is this much time for each of its primaries, so that many shards make few calls. */
const EACH_PRIMARY_MS = 100;
/** The source's statistics change slowly. */
const SOURCE_EVERY_MS = 60_000;
/** A server or vtctld that refused is left alone for this long, and a counter that was wrong is not looked at again before. */
const AGAIN_AFTER_MS = 600_000;

/** An answer has at most this many rows (typed/cluster/mysql.ts), and each table is one. */
const MOST_TABLES_COUNTED = 1_000;
/** Tables of which the statistics say 0 are counted, a few at a time: freshly loaded ones are not empty. */
const MOST_COUNTED = 5;
/** Few rows prove nothing about a counter. */
const LEAST_ROWS_OF_PROOF = 1_000n;
/** How far a counter may be from a count, as one part of so many. */
const PARTS_OFF = 20n;

/** Its counter was measured against the truth through whole copies (docs/facts/streams-and-copy.md#live-row-counts). */
const MEASURED = /^9\.7\./;
/** Their MySQL ends a count after the time that the statement allows; MariaDB would take the limit for a comment. */
const ENDS_COUNTS = /^(?:5\.7|8|9|[1-9]\d)\.(?!.*MariaDB)/i;

/**
 * Rows of the tables that a workflow is copying, on both sides; undefined once the copy is done. Returns the previous counts while they are
 * fresh. Never throws for a refusal, which the counts keep, and neither for what nobody can or may count: they say why.
 */
export async function readRowCounts(
  vitess: Vitess,
  workflow: Workflow,
  { at, previous, mayCount }: { readonly at: Instant; readonly previous: RowCounts | undefined; readonly mayCount: boolean },
): Promise<RowCounts | undefined> {
  if (!isCopying(workflow)) return undefined;
  const tables = listWorkflowTables(workflow);
  if (!mayCount) return { ...nothingCounted(at), uncounted: "policy" };
  // A tenant's rows stand among those of others.
  if (workflow.tenant !== undefined) return { ...nothingCounted(at), uncounted: "tenant" };
  if (tables.length > MOST_TABLES_COUNTED) return { ...nothingCounted(at), uncounted: "too-many-tables" };
  const everyMs = EACH_PRIMARY_MS * workflow.targetShards.length;
  const known = previous?.uncounted === "policy" ? undefined : previous;
  if (known !== undefined && (at - known.at < everyMs || at - (known.refusedAt ?? 0) < AGAIN_AFTER_MS)) return known;
  const counted = await attempt(() => countBothSides(vitess, workflow, { tables, at, previous: known }));
  if (!(counted instanceof Fault)) return counted;
  // One unanswered call is no refusal: the next reading asks again.
  return mayPass(counted) ? known : { ...nothingCounted(at), refusedAt: at };
}

function nothingCounted(at: Instant): RowCounts {
  return { at, target: [], source: [], sourceAt: 0, proofs: [] };
}

interface ToCount {
  readonly tables: readonly TableName[];
  readonly at: Instant;
  readonly previous: RowCounts | undefined;
}

async function countBothSides(vitess: Vitess, workflow: Workflow, { tables, at, previous }: ToCount): Promise<RowCounts> {
  const primaries = [...new Map(workflow.streams.map(({ tablet, shard }) => [tablet, { tablet, shard }])).values()];
  const perShard = await Promise.all(primaries.map(async (one) => ({ ...one, rows: await vitess.liveRows(one.tablet, tables) })));
  const live = perShard.flatMap(({ rows, ...one }) => (rows === undefined ? [] : [{ ...one, rows }]));
  if (live.length < perShard.length) return { ...nothingCounted(at), uncounted: "release" };
  const proofs = await Promise.all(live.map((one) => proveCounter(vitess, one, at, previous?.proofs ?? [])));
  const isOld = previous === undefined || at - previous.sourceAt >= SOURCE_EVERY_MS;
  const source = isOld ? await countSource(vitess, workflow, tables) : previous.source;
  const isProven = proofs.every((proof) => proof?.holds === true);
  return {
    at,
    target: isProven ? sumCounts(live.map(({ rows }) => rows)) : [],
    source,
    sourceAt: isOld ? at : previous.sourceAt,
    shards: isProven ? live.map(({ shard, rows }) => ({ shard, rows: rows.reduce((sum, one) => sum + one.rows, 0n) })) : [],
    proofs: proofs.filter((proof) => proof !== undefined),
  };
}

/** Of each source shard the larger number of its tablets: right after a load one of them can still say 0. */
async function countSource(vitess: Vitess, workflow: Workflow, tables: readonly TableName[]): Promise<readonly RowCount[]> {
  const tablets = await vitess.tablets(workflow.sourceKeyspace);
  const perShard = await Promise.all(
    workflow.sourceShards.map(async (shard) => {
      const here = tablets.filter((tablet) => tablet.shard === shard);
      const asked = ["PRIMARY", "REPLICA"].flatMap((type): readonly Tablet[] => here.filter((tablet) => tablet.type === type).slice(0, 1));
      const counts = await Promise.all(asked.map(async ({ alias }) => ignoreFault(() => vitess.statisticRows(alias, tables))));
      const largest = pickLargest(counts.flatMap((rows) => rows ?? []));
      return countEmpty(vitess, asked.at(-1)?.alias, largest);
    }),
  );
  // A table that one shard cannot count has no number at all.
  return sumCounts(perShard).filter(({ table }) => perShard.every((counts) => counts.some((one) => one.table === table)));
}

/** Counts the tables that are empty by the statistics, and leaves out those of which it cannot say whether they are. */
async function countEmpty(vitess: Vitess, tablet: TabletAlias | undefined, counts: readonly RowCount[]): Promise<readonly RowCount[]> {
  const [full, empty] = [counts.filter(({ rows }) => rows > 0n), counts.filter(({ rows }) => rows === 0n)];
  if (tablet === undefined || empty.length === 0 || !ENDS_COUNTS.test((await vitess.mysqlVersion(tablet)) ?? "")) return full;
  const counted = await Promise.all(
    empty.slice(0, MOST_COUNTED).map(async ({ table }) => ({ table, rows: await ignoreFault(() => vitess.countRows(tablet, table)) })),
  );
  return [...full, ...counted.flatMap(({ table, rows }) => (rows === undefined ? [] : [{ table, rows }]))];
}

/** The proof that counts now: the known one, a new one, or undefined while there are too few rows to compare. */
async function proveCounter(
  vitess: Vitess,
  { tablet, rows }: { readonly tablet: TabletAlias; readonly rows: readonly RowCount[] },
  at: Instant,
  known: readonly CounterProof[],
): Promise<CounterProof | undefined> {
  const before = known.find((proof) => proof.tablet === tablet);
  if (before !== undefined && (before.holds || at - before.at < AGAIN_AFTER_MS)) return before;
  const version = (await vitess.mysqlVersion(tablet)) ?? "";
  if (MEASURED.test(version)) return { tablet, at, holds: true };
  if (!ENDS_COUNTS.test(version)) return { tablet, at, holds: false };
  // The smallest that proves something is counted most cheaply.
  const [sample] = rows.filter((one) => one.rows >= LEAST_ROWS_OF_PROOF).toSorted((a, b) => (a.rows < b.rows ? -1 : 1));
  if (sample === undefined) return undefined;
  const counted = await ignoreFault(() => vitess.countRows(tablet, sample.table));
  if (counted === undefined) return { tablet, at, holds: false };
  const [after] = (await vitess.liveRows(tablet, [sample.table])) ?? [];
  const [least, most] = [sample.rows - sample.rows / PARTS_OFF, (after ?? sample).rows + (after ?? sample).rows / PARTS_OFF];
  return { tablet, at, holds: counted >= least && counted <= most };
}

function sumCounts(perShard: readonly (readonly RowCount[])[]): readonly RowCount[] {
  return combineCounts(perShard.flat(), (a, b) => a + b);
}

function pickLargest(counts: readonly RowCount[]): readonly RowCount[] {
  return combineCounts(counts, (a, b) => (a > b ? a : b));
}

function combineCounts(counts: readonly RowCount[], combine: (a: bigint, b: bigint) => bigint): readonly RowCount[] {
  const byTable = new Map<TableName, bigint>();
  for (const { table, rows } of counts) {
    const known = byTable.get(table);
    byTable.set(table, known === undefined ? rows : combine(known, rows));
  }
  return [...byTable].map(([table, rows]) => ({ table, rows })).toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
