import type { Answer } from "../../core/answers.ts";
import type { Command } from "../../core/command.ts";
import type { Move } from "../../core/moves.ts";
import { type ClusterName, moveId } from "../../core/names.ts";
import type { Reading } from "../../core/readings.ts";
import type { Refused } from "../../core/refusals.ts";
import { rulesText } from "../../core/rules/change.ts";
import { documentsToRestore, keyspacesTouched, outagesUnder, restored, type RestoreSeen, restoreLines } from "../../core/rules/restore.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import { isRefused } from "../moves/adopt-move.ts";
import { receipt } from "../receipt.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { openRequest, ruledOut } from "../requests/open-request.ts";
import { refuse } from "../refusals.ts";
import { snapshotCalled } from "./snapshots.ts";

type RestoreCommand = Extract<Command, { readonly verb: "rules-restore" }>;

/**
 * Asks for rules to be put back as a snapshot has them. The request shows what would change and is bound to the rules that it was shown
 * against; the execution refuses when there are others. It stands in the thread of a move: the one that the snapshot belongs to, or the one
 * that was named. The same asker's id again is the same request.
 */
export async function restoreRules(deps: VerbDeps, cluster: ClusterName, command: RestoreCommand, asker: Asker): Promise<Answer> {
  const snapshot = await snapshotCalled(deps, cluster, command.snapshot);
  if (isRefused(snapshot)) return snapshot;
  const seen: RestoreSeen = { now: await deps.vitess(cluster).rules(), saved: snapshot.rules };
  const asked = await deps.records.requests.get(asker.id);
  const documents = documentsToRestore(seen, command.documents);
  const outages = outagesUnder(restored(seen, documents), await runningMoves(deps, cluster));
  const lines = restoreLines(seen, documents);
  if (command.dryRun) {
    const { rules: _rules, ...note } = snapshot;
    return { kind: "rules-preview", snapshot: note, documents, lines, outages };
  }
  const touched = keyspacesTouched(seen, documents);
  const move = await homeOf(deps, cluster, command, { snapshot, touched });
  if (isRefused(move)) return move;
  if (asked !== undefined) return receipt(move, "asked");
  if (documents.length === 0) return refuse(lines.length > 0 ? "mirrors-not-writable" : "nothing-to-restore", snapshot.id);
  const restore = { snapshot: snapshot.id, documents, shownAgainst: deps.digest(rulesText(seen.now, documents)) };
  const refusal = await ruledOut(deps, move, { verb: "restore", touched }, asker);
  if (refusal !== undefined) return refusal;
  const shown = { sizes: [], dryRun: lines, ...(outages.length === 0 ? {} : { outages }) };
  return (await openRequest(deps, move, { proposal: { kind: "restore", restore }, shown, touched }, asker)) ?? receipt(move, "asked");
}

/**
 * The move whose thread carries the request; one that has ended has its thread still. A snapshot that somebody saved by hand has none of its own,
 * as in a pasted `ApplyRoutingRules`: then it is the newest move that the restore is about.
 */
async function homeOf(
  deps: VerbDeps,
  cluster: ClusterName,
  { name }: RestoreCommand,
  { snapshot, touched }: { readonly snapshot: Snapshot; readonly touched: readonly string[] },
): Promise<Move | Refused> {
  const id = name === undefined ? snapshot.moveId : moveId({ ...name, cluster });
  if (id === undefined) {
    const followed = (await deps.records.moves.active()).filter((move) => move.name.cluster === cluster);
    const about = followed.filter((move) => touched.includes(move.name.targetKeyspace) || touched.includes(move.sourceKeyspace));
    return about.toSorted((a, b) => b.askedAt - a.askedAt)[0] ?? refuse("no-thread-for-restore", snapshot.id);
  }
  const move = await deps.records.moves.get(id);
  return move ?? refuse("no-thread-for-restore", snapshot.id);
}

/** Every followed move of the cluster with its last reading: the watch's, seconds old. */
async function runningMoves(
  { records }: Pick<VerbDeps, "records">,
  cluster: ClusterName,
): Promise<readonly { readonly move: Move; readonly reading: Reading }[]> {
  const moves = (await records.moves.active()).filter(({ name }) => name.cluster === cluster);
  const found = await Promise.all(moves.map(async (move) => ({ move, reading: await records.reading(moveId(move.name)) })));
  return found.flatMap(({ move, reading }) => (reading === undefined ? [] : [{ move, reading }]));
}
