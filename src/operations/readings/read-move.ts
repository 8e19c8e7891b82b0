import { type Keyspace, reverseName, type Shard, type TableName } from "../../core/vitess/names.ts";
import type { DeniedTables, Instant, LockHolder, Reading, Rules, Served, Workflow } from "../../core/readings/readings.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import { selectRules, selectServed } from "../../core/move/rules-of.ts";
import { CANCELS_WITH_READS_SINCE, pickNewestMajor } from "../../core/vitess/version.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import type { Tablet, Vitess, WorkflowIn } from "../ports.ts";

/** What is known of a move before it is read, for when Vitess no longer has the workflow. */
export interface KnownMove {
  readonly sourceKeyspace?: Keyspace;
  readonly tables: readonly TableName[];
}

/**
 * Reads everything Vitess says about one workflow at one moment. Every read has its own deadline. A missing workflow is a reading without
 * one, not a fault; anything that could not be read is a {@link Fault}, never a gap.
 */
export async function readMove(vitess: Vitess, name: WorkflowIn, known: KnownMove, at: Instant): Promise<Reading> {
  return (await readMoveAndRules(vitess, name, known, at)).reading;
}

/** The same, plus all saved and served rules of the cluster, of which the reading has only the move's own. */
export async function readMoveAndRules(
  vitess: Vitess,
  name: WorkflowIn,
  known: KnownMove,
  at: Instant,
): Promise<{ readonly reading: Reading; readonly rules: Rules; readonly served: Served }> {
  const before = await readMoveLockHolders(vitess, name, known.sourceKeyspace ?? "");
  const [workflows, rules, served, version] = await Promise.all([
    vitess.workflows(name.targetKeyspace, { workflow: name.workflow }),
    vitess.rules(),
    vitess.served(),
    vitess.version(),
  ]);
  const workflow = workflows.find((one) => one.name === name.workflow);
  const source = workflow?.sourceKeyspace ?? known.sourceKeyspace;
  const tables = workflow === undefined ? known.tables : listWorkflowTables(workflow);
  const keyspaces = [...(source === undefined ? [] : [source]), name.targetKeyspace];
  const [atSource, status, targetSide] = await Promise.all([
    source === undefined
      ? undefined
      : readIfThere(vitess, source, () =>
          Promise.all([readReverseWorkflow(vitess, source, name), readSide(vitess, source, workflow?.sourceShards ?? [], tables)]),
        ),
    // The workflow may disappear between two reads; then it is right to have no status.
    workflow === undefined ? undefined : ignoreFault(() => vitess.workflowStatus(name), "not-found"),
    readSide(vitess, name.targetKeyspace, workflow?.targetShards ?? [], tables),
  ]);
  const [reverse, sourceSide] = atSource ?? [];
  // Read before and after everything else: if neither finds a holder, no operation was halfway through during the reading.
  const holders = before === undefined || before.length > 0 ? before : await readMoveLockHolders(vitess, name, source ?? "");
  const reading: Reading = {
    at,
    ...(workflow === undefined ? {} : { workflow }),
    ...(reverse === undefined ? {} : { reverse }),
    ...(status === undefined ? {} : { trafficState: status.trafficState }),
    tableCopy: status?.tableCopy ?? [],
    rules: selectRules(rules, tables, keyspaces),
    ...selectServed(served, tables, keyspaces),
    ...(atSource === undefined ? { sourceGone: true } : {}),
    denied: [...(sourceSide?.denied ?? []), ...targetSide.denied],
    sourceTables: sourceSide?.tables ?? [],
    targetTables: targetSide.tables,
    lockHolders: holders ?? [],
    ...(holders === undefined ? { locksUnknown: true } : {}),
    ...(pickNewestMajor(version) < CANCELS_WITH_READS_SINCE ? { cancelWantsReadsBack: true } : {}),
  };
  return { reading, rules, served };
}

/** Undefined if the locks cannot be read. */
export function readMoveLockHolders(vitess: Vitess, name: WorkflowIn, source: string): Promise<readonly LockHolder[] | undefined> {
  return ignoreFault(() => vitess.lockHolders(name, source), "unsupported");
}

/** Undefined if the keyspace was deleted: then there is nothing to read, which is no gap. */
export async function readIfThere<T>(vitess: Vitess, keyspace: Keyspace, read: () => Promise<T>): Promise<T | undefined> {
  const answer = await attempt(read);
  if (!(answer instanceof Fault)) return answer;
  if ((await vitess.keyspaces()).includes(keyspace)) throw answer;
  return undefined;
}

async function readReverseWorkflow(vitess: Vitess, source: Keyspace, name: WorkflowIn): Promise<Workflow | undefined> {
  const reverse = reverseName(name.workflow);
  const workflows = await vitess.workflows(source, { workflow: reverse });
  return workflows.find((one) => one.name === reverse);
}

/** The denied tables of each shard, and which tables exist on any primary. `shards` are those that the workflow needs. */
async function readSide(
  vitess: Vitess,
  keyspace: Keyspace,
  shards: readonly Shard[],
  tables: readonly TableName[],
): Promise<{ denied: readonly DeniedTables[]; tables: readonly TableName[] }> {
  const primaries = listPrimaries(await vitess.tablets(keyspace));
  // A shard without a primary would look like one that denies nothing and has no tables.
  const headless = shards.find((shard) => !primaries.some((primary) => primary.shard === shard));
  if (headless !== undefined) throw new Fault("unreachable", `no primary found for shard ${keyspace}/${headless}`);
  const [denied, sizes] = await Promise.all([
    Promise.all(primaries.map((tablet) => vitess.deniedTables(keyspace, tablet.shard))),
    tables.length === 0 ? [] : Promise.all(primaries.map((tablet) => vitess.tableSizes(tablet.alias, tables))),
  ]);
  const present = new Set(sizes.flat().map((size) => size.table));
  return { denied: denied.filter((one) => one.tables.length > 0), tables: tables.filter((table) => present.has(table)) };
}

/** One primary per shard, sorted by shard. */
export function listPrimaries(tablets: readonly Tablet[]): readonly Tablet[] {
  return tablets.filter((tablet) => tablet.type === "PRIMARY").toSorted((a, b) => (a.shard < b.shard ? -1 : 1));
}
