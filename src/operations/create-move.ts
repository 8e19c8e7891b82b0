import type { Answer } from "../core/answers.ts";
import type { Move } from "../core/moves.ts";
import { type Keyspace, type MoveName, moveId, qualified } from "../core/names.ts";
import type { CreateOptions } from "../core/options.ts";
import type { TableSize, Workflow } from "../core/readings.ts";
import type { Refused } from "../core/refusals.ts";
import type { RulesStep } from "../core/rules-change.ts";
import { tablesOf } from "../core/seal.ts";
import type { Asker, VerbDeps } from "./deps.ts";
import { explainFault } from "./explain-fault.ts";
import { Fault } from "./fault.ts";
import type { Vitess } from "./ports.ts";
import { primariesOf } from "./read-move.ts";
import { refuse } from "./refusals.ts";
import { compareRulesAfter, saveRulesBefore } from "./rules/around-step.ts";
import { tell } from "./tell.ts";

/**
 * MoveTables create. Looks first for everything that Vitess would refuse, and for what it would not: a table that another workflow
 * copies already. The move is recorded before the call, so that a run that was cut off finds its own workflow and goes on with it.
 */
export async function createMove(deps: VerbDeps, name: MoveName, options: CreateOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const isOwnSecondRun = isSameAsk(await deps.records.moves.get(moveId(name)), asker);
  const plan = await preflight(vitess, name, options, isOwnSecondRun);
  if (plan.kind === "refused") return plan;

  const key = `create:${moveId(name)}:${asker.by}:${asker.at}`;
  const snapshot = await saveRulesBefore(deps, vitess, name, "create", key);
  await beginMove(deps, { name, sourceKeyspace: options.sourceKeyspace, tables: plan.tables, asker });
  await deps.records.saveSizes(moveId(name), plan.sizes);
  const fault = plan.exists ? undefined : await create(vitess, name, options);
  await compareRulesAfter(deps, vitess, name, snapshot, stepOfCreate(name, options, plan.tables), key);
  if (fault !== undefined) return failed(deps, name, asker, fault, snapshot);

  await deps.records.addEntry(
    moveId(name),
    { kind: "created", by: asker.by, tables: plan.tables, sourceKeyspace: options.sourceKeyspace, snapshot },
    `created:${asker.at}`,
  );
  await deps.records.audit({
    kind: "created",
    moveId: moveId(name),
    by: asker.by,
    facts: { tables: plan.tables.join(","), source: options.sourceKeyspace },
  });
  await announce(deps, name);
  return { kind: "receipt", move: name, doing: "created", tables: plan.tables, sourceKeyspace: options.sourceKeyspace };
}

/** Begins to follow a workflow: a new card, also where an ended move had the same name. */
export async function beginMove(
  deps: Pick<VerbDeps, "records">,
  begun: { name: MoveName; sourceKeyspace: string; tables: readonly string[]; asker: Asker; adopted?: true },
): Promise<void> {
  const { name, sourceKeyspace, tables, asker, ...adopted } = begun;
  const move: Move = {
    name,
    sourceKeyspace,
    tables: tables.toSorted(),
    askedBy: asker.by,
    askedAt: asker.at,
    ...adopted,
    channel: asker.channel,
    followers: [],
    told: { phase: "creating", error: "" },
  };
  if (await deps.records.moves.create(moveId(name), move)) return;
  const isNew = await deps.records.moves.change(moveId(name), (current) =>
    current.ended === undefined ? { result: false } : { write: move, result: true },
  );
  if (isNew === true) await deps.records.forgetMessage(`card:${moveId(name)}:${asker.channel}`);
}

/** Asks for the card, the thread and the first reading. */
export async function announce(deps: Pick<VerbDeps, "jobs">, name: MoveName): Promise<void> {
  await deps.jobs.publishThread(moveId(name));
  await deps.jobs.watchKeyspace(name.cluster, name.targetKeyspace);
}

type Plan = { readonly kind: "plan"; readonly tables: readonly string[]; readonly sizes: readonly TableSize[]; readonly exists: boolean };

async function preflight(vitess: Vitess, name: MoveName, options: CreateOptions, isOwnSecondRun: boolean): Promise<Plan | Refused> {
  const { targetKeyspace, workflow } = name;
  const { sourceKeyspace } = options;
  if (sourceKeyspace === targetKeyspace) return refuse("source-is-target", sourceKeyspace);
  const keyspaces = await vitess.keyspaces();
  for (const keyspace of [sourceKeyspace, targetKeyspace]) {
    if (!keyspaces.includes(keyspace)) return refuse("unknown-keyspace", keyspace, keyspaces);
  }
  // Of a keyspace with thousands of tables only those that were named; of all of them MySQL would have to open every one.
  const asked = options.allTables ? [] : [...options.tables, ...options.excludeTables];
  const [others, sizes] = await Promise.all([
    vitess.workflows(targetKeyspace),
    asked.length === 0 && !options.allTables ? [] : sizesIn(vitess, sourceKeyspace, asked),
  ]);
  const exists = others.some((one) => one.name === workflow);
  if (exists && !isOwnSecondRun) return refuse("workflow-exists", qualified(name));

  const wanted = options.allTables
    ? sizes.map((size) => size.table).filter((table) => !options.excludeTables.includes(table))
    : options.tables;
  const known = sizes.map((size) => size.table);
  const missing = [...wanted, ...options.excludeTables].find((table) => !known.includes(table));
  if (missing !== undefined) return refuse("unknown-table", missing, await tablesLike(vitess, sourceKeyspace));
  if (wanted.length === 0) return refuse("no-tables", sourceKeyspace);
  const taken = exists ? undefined : takenTable(others, wanted);
  if (taken !== undefined) return { kind: "refused", reason: "table-in-other-workflow", subject: taken.table, nearest: [taken.by] };
  const filled = exists ? undefined : (await sizesIn(vitess, targetKeyspace, wanted)).find((size) => size.rows > 0n);
  if (filled !== undefined) return refuse("target-has-rows", `${targetKeyspace}.${filled.table}`);
  return { kind: "plan", tables: wanted, sizes: sizes.filter((size) => wanted.includes(size.table)), exists };
}

/** Every table of a keyspace, for a suggestion; none when that takes too long. */
async function tablesLike(vitess: Vitess, keyspace: Keyspace): Promise<readonly string[]> {
  try {
    return (await sizesIn(vitess, keyspace, [])).map((size) => size.table);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}

/** Rows and bytes of each table over all shards, as MySQL estimates them. */
export async function sizesIn(vitess: Vitess, keyspace: Keyspace, tables: readonly string[]): Promise<readonly TableSize[]> {
  const primaries = primariesOf(await vitess.tablets(keyspace));
  const perShard = await Promise.all(primaries.map((tablet) => vitess.tableSizes(tablet.alias, tables)));
  const sums = new Map<string, TableSize>();
  for (const { table, rows, bytes } of perShard.flat()) {
    const sum = sums.get(table) ?? { table, rows: 0n, bytes: 0n };
    sums.set(table, { table, rows: sum.rows + rows, bytes: sum.bytes + bytes });
  }
  return [...sums.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
}

/**
 * Vitess accepts a second workflow over the same table; it then loops on duplicate keys (23.0.3 item 12). Over tables that are switched and
 * not completed it is worse: create would route them back to the source, and only Vitess 22 and later look for rows first.
 */
function takenTable(others: readonly Workflow[], wanted: readonly string[]): { readonly table: string; readonly by: string } | undefined {
  return others
    .flatMap((one) => tablesOf(one).map((table) => ({ table, by: `${one.targetKeyspace}.${one.name}` })))
    .find(({ table }) => wanted.includes(table));
}

/** A create that timed out may have made its workflow: then it is there, and that is what was wanted. */
async function create(vitess: Vitess, name: MoveName, options: CreateOptions): Promise<Fault | undefined> {
  try {
    await vitess.createMove(name, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const created = await vitess.workflows(name.targetKeyspace, { workflow: name.workflow });
    const complete = (error.kind === "timed-out" || error.kind === "unreachable") && created.length > 0;
    return complete ? undefined : error;
  }
}

function stepOfCreate({ targetKeyspace }: MoveName, { sourceKeyspace, noRoutingRules }: CreateOptions, tables: readonly string[]): RulesStep {
  return { verb: "create", tabletTypes: [], leavesRules: noRoutingRules, sourceKeyspace, targetKeyspace, tables };
}

async function failed(deps: VerbDeps, name: MoveName, asker: Asker, fault: Fault, snapshot: string): Promise<Answer> {
  const explanation = await explainFault(deps, name.cluster, { text: fault.message, kind: fault.kind, verb: "create" });
  await deps.records.addEntry(moveId(name), { kind: "create-failed", by: asker.by, explanation, snapshot }, `create-failed:${asker.at}`);
  await deps.records.moves.change(moveId(name), (move, now) => ({
    write: { ...move, ended: { at: now, how: "not-created" } },
    result: undefined,
  }));
  await deps.records.audit({ kind: "create-failed", moveId: moveId(name), by: asker.by, facts: { vitess: explanation.text } });
  await tell(deps.jobs, moveId(name));
  return { kind: "fault", doing: `create ${qualified(name)}`, explanation };
}

function isSameAsk(move: Move | undefined, asker: Asker): boolean {
  return move !== undefined && move.ended === undefined && move.askedBy === asker.by && move.askedAt === asker.at;
}
