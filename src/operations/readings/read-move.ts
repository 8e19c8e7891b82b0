import { type Keyspace, reverseName } from "../../core/vitess/names.ts";
import type { DeniedTables, Instant, LockHolder, Reading, Rules, Served, Workflow } from "../../core/readings/readings.ts";
import { tablesOf } from "../../core/operation/facts.ts";
import { rulesOf, servedOf } from "../../core/move/rules-of.ts";
import { CANCELS_WITH_READS_SINCE, newestOf } from "../../core/vitess/version.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import type { Tablet, Vitess, WorkflowIn } from "../ports.ts";

/** What is known of a move before it is read: needed where Vitess no longer has the workflow. */
export interface KnownMove {
  readonly sourceKeyspace?: Keyspace;
  readonly tables: readonly string[];
}

/**
 * Everything Vitess says of one workflow at one moment. Reads only; every read has its own deadline. A workflow that does not
 * exist is a reading without one, not a fault; anything that could not be read is a {@link Fault}, never a gap.
 */
export async function readMove(vitess: Vitess, name: WorkflowIn, known: KnownMove, at: Instant): Promise<Reading> {
  return (await readMoveAndRules(vitess, name, known, at)).reading;
}

/** The same with all rules of the cluster, saved and served, of which a reading has the move's own. */
export async function readMoveAndRules(
  vitess: Vitess,
  name: WorkflowIn,
  known: KnownMove,
  at: Instant,
): Promise<{ readonly reading: Reading; readonly rules: Rules; readonly served: Served }> {
  const before = await holdersOf(vitess, name, known.sourceKeyspace ?? "");
  const [workflows, rules, served, version] = await Promise.all([
    vitess.workflows(name.targetKeyspace, { workflow: name.workflow }),
    vitess.rules(),
    vitess.served(),
    vitess.version(),
  ]);
  const workflow = workflows.find((one) => one.name === name.workflow);
  const source = workflow?.sourceKeyspace ?? known.sourceKeyspace;
  const tables = workflow === undefined ? known.tables : tablesOf(workflow);
  const keyspaces = [...(source === undefined ? [] : [source]), name.targetKeyspace];
  const [atSource, status, targetSide] = await Promise.all([
    source === undefined
      ? undefined
      : readIfThere(vitess, source, () =>
          Promise.all([reverseOf(vitess, source, name), readSide(vitess, source, workflow?.sourceShards ?? [], tables)]),
        ),
    // The workflow can go between two reads: then there is no status, which is the truth.
    workflow === undefined ? undefined : ignoreFault(() => vitess.workflowStatus(name), "not-found"),
    readSide(vitess, name.targetKeyspace, workflow?.targetShards ?? [], tables),
  ]);
  const [reverse, sourceSide] = atSource ?? [];
  // Asked before and after all the rest: a reading without a holder is one that no operation has changed half-way.
  const holders = before === undefined || before.length > 0 ? before : await holdersOf(vitess, name, source ?? "");
  const reading: Reading = {
    at,
    ...(workflow === undefined ? {} : { workflow }),
    ...(reverse === undefined ? {} : { reverse }),
    ...(status === undefined ? {} : { trafficState: status.trafficState }),
    tableCopy: status?.tableCopy ?? [],
    rules: rulesOf(rules, tables, keyspaces),
    ...servedOf(served, tables, keyspaces),
    ...(atSource === undefined ? { sourceGone: true } : {}),
    denied: [...(sourceSide?.denied ?? []), ...targetSide.denied],
    sourceTables: sourceSide?.tables ?? [],
    targetTables: targetSide.tables,
    lockHolders: holders ?? [],
    ...(holders === undefined ? { locksUnknown: true } : {}),
    ...(newestOf(version) < CANCELS_WITH_READS_SINCE ? { cancelWantsReadsBack: true } : {}),
  };
  return { reading, rules, served };
}

/** Undefined where locks cannot be read. */
export function holdersOf(vitess: Vitess, name: WorkflowIn, source: string): Promise<readonly LockHolder[] | undefined> {
  return ignoreFault(() => vitess.lockHolders(name, source), "unsupported");
}

/** Undefined for a keyspace that was deleted: that there is nothing is the truth then, and no gap. */
export async function readIfThere<T>(vitess: Vitess, keyspace: Keyspace, read: () => Promise<T>): Promise<T | undefined> {
  const answer = await attempt(read);
  if (!(answer instanceof Fault)) return answer;
  if ((await vitess.keyspaces()).includes(keyspace)) throw answer;
  return undefined;
}

async function reverseOf(vitess: Vitess, source: Keyspace, name: WorkflowIn): Promise<Workflow | undefined> {
  const reverse = reverseName(name.workflow);
  const workflows = await vitess.workflows(source, { workflow: reverse });
  return workflows.find((one) => one.name === reverse);
}

/** Denied tables of each shard, and which of the tables exist on any of its primaries. `shards` are those that the workflow needs. */
async function readSide(
  vitess: Vitess,
  keyspace: Keyspace,
  shards: readonly string[],
  tables: readonly string[],
): Promise<{ denied: readonly DeniedTables[]; tables: readonly string[] }> {
  const primaries = primariesOf(await vitess.tablets(keyspace));
  // A shard that nobody was asked about would look like one that denies nothing and has no tables.
  const headless = shards.find((shard) => !primaries.some((primary) => primary.shard === shard));
  if (headless !== undefined) throw new Fault("unreachable", `no primary found for shard ${keyspace}/${headless}`);
  const [denied, sizes] = await Promise.all([
    Promise.all(primaries.map((tablet) => vitess.deniedTables(keyspace, tablet.shard))),
    tables.length === 0 ? [] : Promise.all(primaries.map((tablet) => vitess.tableSizes(tablet.alias, tables))),
  ]);
  const present = new Set(sizes.flat().map((size) => size.table));
  return { denied: denied.filter((one) => one.tables.length > 0), tables: tables.filter((table) => present.has(table)) };
}

/** One primary a shard, in the order of the shards' names. */
export function primariesOf(tablets: readonly Tablet[]): readonly Tablet[] {
  return tablets.filter((tablet) => tablet.type === "PRIMARY").toSorted((a, b) => (a.shard < b.shard ? -1 : 1));
}
