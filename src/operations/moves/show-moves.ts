import type { Answer, ForeignWorkflow, MoveView } from "../../core/command/answers.ts";
import { isActive, type Move } from "../../core/move/moves.ts";
import { type ClusterName, type Keyspace, moveId, type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { Reading, Workflow } from "../../core/readings/readings.ts";
import { applyReading } from "../../core/situation/as-read.ts";
import { deriveSituation } from "../../core/situation/situation.ts";
import type { VerbDeps } from "../deps.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import { readMove } from "../readings/read-move.ts";
import { limitsOfMove } from "../policy/requirement.ts";
import { copiedBetween } from "../readings/copied-between.ts";
import { findFreezeOnMove, readFreezes } from "../policy/freezes.ts";
import { refuse } from "../refusals.ts";

/** A move with everything that is kept about it; a fresh reading replaces the last one. */
export async function viewMove({ records, policy }: Pick<VerbDeps, "records" | "policy">, move: Move, fresh?: Reading): Promise<MoveView> {
  const id = moveId(move.name);
  // Read before the dossier, so that what the watch notes in between is in one of the two.
  const last = await records.reading(id);
  const [dossier, samples, sizes, earlier] = await Promise.all([
    records.dossier(id),
    records.samples(id),
    records.sizes(id),
    records.finishedCopies(copiedBetween(move)),
  ]);
  const freeze = findFreezeOnMove(policy(move.name.cluster), dossier.freezes, move, dossier.now);
  const before = {
    ...dossier.live,
    move: dossier.move ?? move,
    ...(last === undefined ? {} : { reading: last }),
    ...(freeze === undefined ? {} : { freeze }),
  };
  const known = fresh === undefined ? before : { ...before, move: applyReading(before, fresh), reading: withCounts(fresh, last) };
  return { situation: deriveSituation(known, limitsOfMove(policy(move.name.cluster), known.move), dossier.now), samples, sizes, earlier };
}

/** Only the watch counts rows and reads logs: a reading for one answer takes over what it found, so that both say the same. */
function withCounts(fresh: Reading, { rowCounts, keyBuilds, recent }: Partial<Reading> = {}): Reading {
  return {
    ...fresh,
    ...(rowCounts === undefined ? {} : { rowCounts }),
    ...(keyBuilds === undefined ? {} : { keyBuilds }),
    ...(recent === undefined ? {} : { recent }),
  };
}

/** The moves that Tandem follows and the workflows that it does not, by keyspace. A dead keyspace is named and delays no other. */
export async function listMoves(
  deps: VerbDeps,
  cluster: ClusterName,
  { keyspace, csv }: { readonly keyspace?: Keyspace; readonly csv?: true },
): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const all = await vitess.keyspaces();
  if (keyspace !== undefined && !all.includes(keyspace)) return refuse("unknown-keyspace", keyspace, all);
  const asked = keyspace === undefined ? all : [keyspace];
  const found = await Promise.all(asked.map(async (one) => ({ keyspace: one, workflows: await tryWorkflows(deps, cluster, one) })));
  const followed = (await deps.records.moves.active()).filter(
    ({ name }) => name.cluster === cluster && asked.includes(name.targetKeyspace),
  );
  const frozen = await readFreezes(deps, cluster);
  const ids = new Set(followed.map((move) => moveId(move.name)));
  const others = found.flatMap(({ workflows }) => workflows ?? []).filter((one) => !isOwn(one, cluster, ids));
  return {
    kind: "list",
    moves: await Promise.all(followed.map((move) => viewMove(deps, move))),
    others: others.map((one) => describeForeign(one, cluster)),
    ...(csv === undefined ? {} : { csv }),
    ...(frozen.length === 0 ? {} : { frozen }),
    unreachable: found.filter(({ workflows }) => workflows === undefined).map((one) => one.keyspace),
    now: await deps.records.now(),
  };
}

/** A fresh reading of one move; if Vitess cannot be read, the last one, marked as old. */
export async function readStatus(deps: VerbDeps, name: MoveName): Promise<Answer> {
  const move = await deps.records.moves.get(moveId(name));
  if (move === undefined || !isActive(move)) return readForeignStatus(deps, name);
  const fresh = await attempt(async () => {
    const reading = await readMove(deps.vitess(name.cluster), name, move, await deps.records.now());
    return viewMove(deps, move, reading);
  });
  if (!(fresh instanceof Fault)) return { kind: "status", view: fresh, stale: false };
  const view = await viewMove(deps, move);
  if (view.situation.known.reading === undefined) throw fresh;
  return { kind: "status", view, stale: true };
}

/** Everything about one move, with the newest lines of its streams' logs. */
export async function showMove(deps: VerbDeps, move: Move): Promise<Answer> {
  const { name } = move;
  const vitess = deps.vitess(name.cluster);
  const now = await deps.records.now();
  const [reading, [workflow]] = await Promise.all([
    readMove(vitess, name, move, now),
    vitess.workflows(name.targetKeyspace, { workflow: name.workflow, logs: true }),
  ]);
  const logs = (workflow?.logs ?? []).toSorted((a, b) => b.at - a.at).slice(0, LOG_LINES);
  const lines = logs.map((log) => `${new Date(log.at).toISOString()} ${log.type} ${log.state}`);
  return { kind: "show", view: await viewMove(deps, move, reading), logs: lines };
}

const LOG_LINES = 10;

async function readForeignStatus(deps: VerbDeps, name: MoveName): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const keyspaces = await vitess.keyspaces();
  if (!keyspaces.includes(name.targetKeyspace)) return refuse("unknown-keyspace", name.targetKeyspace, keyspaces);
  const workflows = await vitess.workflows(name.targetKeyspace);
  if (!workflows.some((one) => one.name === name.workflow)) {
    return refuse(
      "unknown-workflow",
      qualifyName(name),
      workflows.map((one) => `${name.targetKeyspace}.${one.name}`),
    );
  }
  const now = await deps.records.now();
  const reading = await readMove(vitess, name, { tables: [] }, now);
  return { kind: "foreign-status", name, reading, now };
}

function tryWorkflows(deps: VerbDeps, cluster: ClusterName, keyspace: Keyspace): Promise<readonly Workflow[] | undefined> {
  return ignoreFault(() => deps.vitess(cluster).workflows(keyspace));
}

/** True for followed moves and their reverse workflows. */
function isOwn(workflow: Workflow, cluster: ClusterName, ids: ReadonlySet<string>): boolean {
  const { name, targetKeyspace, sourceKeyspace } = workflow;
  const forward = name.replace(/_reverse$/, "");
  return ids.has(`${cluster}/${targetKeyspace}.${name}`) || ids.has(`${cluster}/${sourceKeyspace}.${forward}`);
}

function describeForeign({ name, targetKeyspace, type, streams }: Workflow, cluster: ClusterName): ForeignWorkflow {
  return {
    name: { cluster, targetKeyspace, workflow: name },
    type,
    states: [...new Set(streams.map((stream) => stream.state))].toSorted(),
  };
}
