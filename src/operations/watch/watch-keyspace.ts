import { findBrokenCall, findFollowed, type Move } from "../../core/move/moves.ts";
import { type ClusterName, type Keyspace, moveId, reverseName, type Shard } from "../../core/vitess/names.ts";
import { SILENCE_IS_NEWS_MS } from "../../core/situation/silence.ts";
import { carryRecent } from "../../core/copy/recent.ts";
import { findAlarmShape, isCopying, isCutOver } from "../../core/move/phase.ts";
import type { DeniedTables, Instant, Reading, Rules, Served, Workflow } from "../../core/readings/readings.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import { deriveTraffic } from "../../core/move/traffic.ts";
import { selectRules, selectServed } from "../../core/move/rules-of.ts";
import type { VerbDeps } from "../deps.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import { noteReading } from "./note-reading.ts";
import { noteSilence, noteUnread } from "./note-unread.ts";
import { runAndSayIfSlow } from "../announce/said-after.ts";
import { endLapsedPlan } from "../preflight/planned-move.ts";
import { readIfThere, readMove } from "../readings/read-move.ts";
import { readKeyBuilds } from "../readings/key-builds.ts";
import { readRowCounts } from "../readings/row-counts.ts";
import type { Vitess } from "../ports.ts";

// Anything that is not busy changes only when somebody acts, and then a reading is requested at once.
const WHILE_BUSY_MS = 2_000;
const OTHERWISE_MS = 15_000;
// WorkflowStatus costs as much as all other reads together (docs/facts/the-wire.md#cost-of-a-poll), and its numbers move slowly.
const STATISTICS_EVERY_MS = 20_000;

type WatchKeyspaceDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "policy" | "digest" | "noteUnknown" | "clusters">;

/**
 * Reads every move of one keyspace: one GetWorkflows without logs covers them all. Saves each reading, announces what changed, and returns
 * when to look again; undefined if no move is left here. Throws a Fault when Vitess cannot be read: the last readings stay, and age.
 */
export async function watchKeyspace(
  deps: WatchKeyspaceDeps,
  cluster: ClusterName,
  keyspace: Keyspace,
  silenceMs: number = SILENCE_IS_NEWS_MS,
): Promise<number | undefined> {
  const here = (await deps.records.moves.active()).filter(({ name }) => name.cluster === cluster && name.targetKeyspace === keyspace);
  const planned = here.filter((move) => move.state.kind === "planned");
  for (const move of planned) await endLapsedPlan(deps, move, await deps.records.now());
  // Vitess knows nothing of a planned move.
  const moves = here.filter((move) => move.state.kind === "followed");
  if (moves.length === 0) return planned.length === 0 ? undefined : OTHERWISE_MS;
  const vitess = deps.vitess(cluster);
  // The time of every reading here. A later time would make a reading claim to have seen what happened while it was taken.
  const begun = await deps.records.now();
  const announceAll = (): Promise<void> => noteSilence(deps, moves, begun);
  const seen = await attempt(() => runAndSayIfSlow(silenceMs, announceAll, () => readKeyspace(vitess, keyspace, moves, begun)));
  if (seen instanceof Fault) {
    await noteUnread(deps, moves, seen, begun);
    throw seen;
  }
  const { countRows: mayCount } = deps.policy(cluster).limits;
  let busy = false;
  const unread = new Map<Fault, readonly Move[]>();
  for (const move of moves) {
    const fault = await attempt(async () => {
      const previous = await deps.records.reading(moveId(move.name));
      const reading = await runAndSayIfSlow(
        silenceMs,
        () => noteSilence(deps, [move], begun),
        () => takeMoveReading(vitess, move, { ...seen, mayCount }, previous),
      );
      busy ||= isBusy(reading.workflow);
      await noteReading(deps, move, reading, previous);
    });
    // A dead source or a damaged record of one move must not delay the others: only its own last reading stays, and ages.
    if (fault instanceof Fault) unread.set(fault, [...(unread.get(fault) ?? []), move]);
  }
  // Moves with one dead source have one Fault in common.
  for (const [fault, silent] of unread) await noteUnread(deps, silent, fault, begun);
  const [fault] = unread.keys();
  if (fault !== undefined && !busy) throw fault;
  return busy ? WHILE_BUSY_MS : OTHERWISE_MS;
}

interface KeyspaceReading {
  readonly at: Instant;
  readonly workflows: readonly Workflow[];
  readonly rules: Rules;
  readonly served: Served;
  readonly sources: Sources;
}

async function readKeyspace(vitess: Vitess, keyspace: Keyspace, moves: readonly Move[], at: Instant): Promise<KeyspaceReading> {
  const [workflows, rules, served] = await Promise.all([vitess.workflows(keyspace), vitess.rules(), vitess.served()]);
  return { at, workflows, rules, served, sources: await readSources(vitess, moves, workflows, rules) };
}

/** True while the workflow is created, starts or copies: people watch it then. */
function isBusy(workflow: Workflow | undefined): boolean {
  return (
    workflow === undefined || isCopying(workflow) || workflow.streams.some((stream) => stream.state === "Running" && stream.position === "")
  );
}

/** What one source keyspace shows, or why it could not be read. */
type Source = { readonly reverse: readonly Workflow[]; readonly denied: readonly DeniedTables[] } | "gone" | Fault;
type Sources = ReadonlyMap<string, Source>;

/** Reads each source keyspace and shard once, however many moves share it, and reverse workflows only if a move has one. */
async function readSources(vitess: Vitess, moves: readonly Move[], workflows: readonly Workflow[], rules: Rules): Promise<Sources> {
  const mine = workflows.filter((workflow) => moves.some((move) => move.name.workflow === workflow.name));
  const keyspaces = [...new Set(mine.map((one) => one.sourceKeyspace))];
  const sources = keyspaces.map(async (keyspace): Promise<readonly [string, Source]> => {
    const from = mine.filter((one) => one.sourceKeyspace === keyspace);
    const isSwitched = from.some((one) => isTouched(one, rules));
    const shards = [...new Set(from.flatMap((one) => one.sourceShards))];
    return [keyspace, await readSource(vitess, keyspace, shards, isSwitched)];
  });
  return new Map(await Promise.all(sources));
}

async function readSource(vitess: Vitess, keyspace: Keyspace, shards: readonly Shard[], isSwitched: boolean): Promise<Source> {
  const read = await attempt(() =>
    readIfThere(vitess, keyspace, () =>
      Promise.all([isSwitched ? vitess.workflows(keyspace) : [], Promise.all(shards.map((shard) => vitess.deniedTables(keyspace, shard)))]),
    ),
  );
  if (read instanceof Fault) return read;
  if (read === undefined) return "gone";
  const [reverse, denied] = read;
  return { reverse, denied: denied.filter((one) => one.tables.length > 0) };
}

function isTouched(workflow: Workflow, rules: Rules): boolean {
  const reading = { rules } as const;
  const { writes } = deriveTraffic(
    { ...EMPTY_READING, ...reading },
    listWorkflowTables(workflow),
    workflow.sourceKeyspace,
    workflow.targetKeyspace,
  );
  return writes !== "none" || workflow.streams.some((stream) => stream.state === "Stopped");
}

const EMPTY_READING: Reading = {
  at: 0,
  tableCopy: [],
  rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
  denied: [],
  sourceTables: [],
  targetTables: [],
  lockHolders: [],
};

async function takeMoveReading(
  vitess: Vitess,
  move: Move,
  { at, workflows, rules, served, sources, mayCount }: KeyspaceReading & { readonly mayCount: boolean },
  previous: Reading | undefined,
): Promise<Reading> {
  const workflow = workflows.find((one) => one.name === move.name.workflow);
  // If the workflow existed, read what it left behind to learn how it ended: it may be gone while traffic is at the target.
  if (workflow === undefined)
    return findFollowed(move)?.told.phase === "creating" ? { ...EMPTY_READING, at } : readMove(vitess, move.name, move, at);
  const source = workflow.sourceKeyspace;
  const read = sources.get(source);
  if (read instanceof Fault) throw read;
  const seen = read === "gone" ? undefined : read;
  const reverse = seen?.reverse.find((one) => one.name === reverseName(move.name.workflow));
  const [status, rowCounts, keyBuilds] = await Promise.all([
    readStatistics(vitess, workflow, at, previous),
    readRowCounts(vitess, workflow, { at, previous: previous?.rowCounts, mayCount }),
    readKeyBuilds(vitess, workflow, at, previous),
  ]);
  const counts: Pick<Reading, "rowCounts" | "keyBuilds" | "recent"> = {
    ...(rowCounts === undefined ? {} : { rowCounts }),
    ...(keyBuilds.length === 0 ? {} : { keyBuilds }),
    recent: carryRecent(workflow, previous),
  };
  const reading: Reading = {
    ...EMPTY_READING,
    at,
    workflow,
    ...(reverse === undefined ? {} : { reverse }),
    ...(read === "gone" ? { sourceGone: true } : {}),
    ...status,
    ...counts,
    rules: selectRules(rules, move.tables, [source, workflow.targetKeyspace]),
    ...selectServed(served, move.tables, [source, workflow.targetKeyspace]),
    denied: [...workflow.targetDenied, ...(seen?.denied ?? [])],
  };
  // These reads ran one after the other, so a switch between two of them looks alarming. Read again, whole, for an alarm, and for a call
  // that broke off, whose locks matter.
  const isWhole = findAlarmShape(move, reading) === undefined && findBrokenCall(move) === undefined && !isCutOver(workflow);
  return isWhole ? reading : { ...(await readMove(vitess, move.name, move, at)), ...counts };
}

/** MySQL's statistics of a copy, refreshed now and then. */
async function readStatistics(
  vitess: Vitess,
  workflow: Workflow,
  at: Instant,
  previous: Reading | undefined,
): Promise<Pick<Reading, "tableCopy" | "trafficState">> {
  if (!isCopying(workflow)) return { tableCopy: [] };
  const isFresh = previous !== undefined && Math.floor(previous.at / STATISTICS_EVERY_MS) === Math.floor(at / STATISTICS_EVERY_MS);
  if (isFresh) return { tableCopy: previous.tableCopy };
  const name = { targetKeyspace: workflow.targetKeyspace, workflow: workflow.name };
  // The workflow may disappear between two reads, as in a cancel; the next reading shows that.
  const status = await ignoreFault(() => vitess.workflowStatus(name), "not-found");
  return { tableCopy: status?.tableCopy ?? [] };
}
