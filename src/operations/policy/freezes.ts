import { findFreeze, type FreezeNow, type Freezes, isSameFreeze, listFreezes } from "../../core/operation/freeze/freezes.ts";
import type { Move } from "../../core/move/moves.ts";
import type { Executable, Proposal } from "../../core/operation/request/operations.ts";
import type { Policy } from "../../core/operation/request/policy.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type ClusterName, moveId, type MoveName } from "../../core/vitess/names.ts";
import type { Records } from "../records.ts";

/** The freeze that is on a move now. `made`: those that people made in its cluster. */
export function findFreezeOnMove(
  policy: Pick<Policy, "freezes">,
  made: Freezes | undefined,
  { name, sourceKeyspace }: Pick<Move, "name" | "sourceKeyspace">,
  now: Instant,
): FreezeNow | undefined {
  return findFreeze(listFreezes(policy.freezes, made, now), [name.targetKeyspace, sourceKeyspace]);
}

/** Several rounds of the sweep see each beginning and end. */
const CHANGE_IS_NEW_MS = 60_000;

/** True for a minute after a freeze began or ended by itself. */
export function hasFreezeChanged(
  policy: Pick<Policy, "freezes">,
  made: Freezes | undefined,
  move: Pick<Move, "name" | "sourceKeyspace">,
  now: Instant,
): boolean {
  const [before, after] = [now - CHANGE_IS_NEW_MS, now].map((at) => findFreezeOnMove(policy, made, move, at));
  if (before === undefined || after === undefined) return before !== after;
  return !isSameFreeze(before, after);
}

/** The freeze that is on what an operation changes: the move's two keyspaces, or for a restore of whole documents the cluster. */
export function findFreezeOnOperation(
  policy: Pick<Policy, "freezes">,
  made: Freezes | undefined,
  about: { readonly move: MoveName; readonly proposal: Proposal },
  now: Instant,
): FreezeNow | undefined {
  // An override calls nothing.
  if (about.proposal.kind === "override") return undefined;
  return findFreeze(listFreezes(policy.freezes, made, now), listKeyspacesOf(about.move, about.proposal));
}

function listKeyspacesOf(move: MoveName, proposal: Executable): readonly string[] | "all" {
  switch (proposal.kind) {
    case "workflow":
    case "rescue":
      return [move.targetKeyspace, proposal.facts.sourceKeyspace];
    case "restore":
      return proposal.restore.only === undefined ? "all" : [move.targetKeyspace, proposal.restore.only.sourceKeyspace];
    default:
      return proposal satisfies never;
  }
}

interface FreezeDeps {
  readonly records: Pick<Records, "dossier">;
  readonly policy: (cluster: ClusterName) => Policy;
}

/** The freeze that is on a move now, from the records. */
export async function readFreezeOnMove(
  { records, policy }: FreezeDeps,
  move: Pick<Move, "name" | "sourceKeyspace">,
): Promise<FreezeNow | undefined> {
  const { freezes, now } = await records.dossier(moveId(move.name));
  return findFreezeOnMove(policy(move.name.cluster), freezes, move, now);
}

/** The freeze that is on what a request proposes, from the records. */
export async function readFreezeOnRequest(
  { records, policy }: FreezeDeps,
  request: { readonly move: MoveName; readonly proposal: Proposal },
): Promise<FreezeNow | undefined> {
  const { freezes, now } = await records.dossier(moveId(request.move));
  return findFreezeOnOperation(policy(request.move.cluster), freezes, request, now);
}

interface AllFreezesDeps extends Pick<FreezeDeps, "policy"> {
  readonly records: Pick<Records, "freezes" | "now">;
}

/** Every freeze that is on now in these clusters, and wherever else a command made one. */
export async function readAllFreezes(
  { records, policy }: AllFreezesDeps,
  clusters: readonly ClusterName[],
): Promise<readonly FreezesOfCluster[]> {
  const [made, now] = await Promise.all([records.freezes(), records.now()]);
  const all = new Set([...clusters, ...made.map(({ cluster }) => cluster)]);
  return [...all].toSorted().flatMap((cluster) => {
    const freezes = listFreezesOf(cluster, { policy, made, now });
    return freezes.length === 0 ? [] : [{ cluster, freezes }];
  });
}

interface FreezesOfCluster {
  readonly cluster: ClusterName;
  readonly freezes: readonly FreezeNow[];
}

/** Every freeze of a cluster that is on now. */
export async function readFreezes({ records, policy }: AllFreezesDeps, cluster: ClusterName): Promise<readonly FreezeNow[]> {
  const [made, now] = await Promise.all([records.freezes(), records.now()]);
  return listFreezesOf(cluster, { policy, made, now });
}

interface ReadFreezes extends Pick<FreezeDeps, "policy"> {
  readonly made: readonly Freezes[];
  readonly now: Instant;
}

function listFreezesOf(cluster: ClusterName, { policy, made, now }: ReadFreezes): readonly FreezeNow[] {
  const madeHere = made.find((one) => one.cluster === cluster);
  return listFreezes(policy(cluster).freezes, madeHere, now);
}
