import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import type { Move } from "../../core/move/moves.ts";
import { type ClusterName, moveId } from "../../core/vitess/names.ts";
import type { Reading } from "../../core/readings/readings.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { RULE_DOCUMENTS, formatRules } from "../../core/rules/change.ts";
import {
  selectDocumentsToRestore,
  listTouchedKeyspaces,
  findOthersThatDiffer,
  findOutagesUnderRules,
  type OwnRules,
  ownRules,
  applyRestore,
  type RestoreSeen,
  restoreLines,
  narrowToGoal,
} from "../../core/rules/restore.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import { isPartial } from "../../core/move/traffic.ts";
import { isRefused } from "../following/adopt-move.ts";
import { composeReceipt } from "../receipt.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { openRequest, refuseEarly } from "./open-request.ts";
import { refuse } from "../refusals.ts";
import { findSnapshotCalled } from "../rules/snapshots.ts";

type RestoreCommand = Extract<Command, { readonly verb: "rules-restore" }>;

/**
 * Requests to restore a move's rules from a snapshot and leave all others as they are; with `whole`, to restore everything that differs.
 * The request shows what would change and is bound to the rules it was shown against; the execution refuses if they have changed. It is
 * posted in the thread of a move: the snapshot's, or the one that was named. The same asker id again is the same request.
 */
export async function restoreRules(deps: VerbDeps, cluster: ClusterName, command: RestoreCommand, asker: Asker): Promise<Answer> {
  const snapshot = await findSnapshotCalled(deps, cluster, command.snapshot);
  if (isRefused(snapshot)) return snapshot;
  const all: RestoreSeen = { now: await deps.vitess(cluster).rules(), saved: snapshot.rules };
  const asked = await deps.records.requests.get(asker.id);
  const move = await findThreadMove(deps, cluster, command, {
    snapshot,
    touched: listTouchedKeyspaces(all, selectDocumentsToRestore(all, command.documents)),
  });
  const only = command.whole || isRefused(move) ? undefined : await readOwnRules(deps, move);
  const seen = narrowToGoal(all, only);
  const documents = selectDocumentsToRestore(seen, command.documents);
  const followed = (await deps.records.moves.active()).filter(({ name }) => name.cluster === cluster);
  // A restore is meant to repair this move: outages that other moves have, and that it leaves as they are, do not matter.
  const outages = findOutagesUnderRules(applyRestore(seen, documents), await withReadings(deps, followed)).filter(
    (one) => one.stays !== true || (!isRefused(move) && moveId(one.move) === moveId(move.name)),
  );
  const lines = restoreLines(seen, documents);
  const wanted = command.documents.length === 0 ? RULE_DOCUMENTS : command.documents;
  const others = findOthersThatDiffer(
    all,
    wanted,
    await Promise.all(
      followed
        .filter(({ name }) => isRefused(move) || moveId(name) !== moveId(move.name))
        .map(async (other) => ({ name: other.name, only: await readOwnRules(deps, other) })),
    ),
  );
  if (command.dryRun) {
    const { rules: _rules, ...note } = snapshot;
    return { kind: "rules-preview", snapshot: note, documents, lines, outages, others, whole: only === undefined };
  }
  if (isRefused(move)) return move;
  if (asked !== undefined) return composeReceipt(move, "asked");
  if (documents.length === 0) {
    if (lines.length > 0) return refuse("mirrors-not-writable", snapshot.id);
    return refuse(selectDocumentsToRestore(all, command.documents).length > 0 ? "others-rules-differ" : "nothing-to-restore", snapshot.id);
  }
  const touched = listTouchedKeyspaces(seen, documents);
  const shownAgainst = deps.digest(formatRules(ownRules(seen.now, only), documents));
  const restore = { snapshot: snapshot.id, documents, shownAgainst, ...(only === undefined ? {} : { only }) };
  const refusal = await refuseEarly(deps, move, { verb: "restore", touched }, asker);
  if (refusal !== undefined) return refusal;
  const told = { ...(outages.length === 0 ? {} : { outages }), ...(others.length === 0 ? {} : { others }) };
  const shown = { sizes: [], dryRun: lines, ...told };
  return (
    (await openRequest(deps, move, { proposal: { kind: "restore", restore }, shown, touched }, asker)) ?? composeReceipt(move, "asked")
  );
}

/** Two moves of some shards each own only their shards' rules; the last reading says which. */
async function readOwnRules({ records }: Pick<VerbDeps, "records">, { name, sourceKeyspace, tables }: Move): Promise<OwnRules> {
  const workflow = (await records.reading(moveId(name)))?.workflow;
  const own = { sourceKeyspace, targetKeyspace: name.targetKeyspace, tables };
  return workflow !== undefined && isPartial(workflow) ? { ...own, shards: workflow.sourceShards } : own;
}

/**
 * The move whose thread carries the request; an ended move still has its thread. A snapshot saved by hand belongs to no move, as with a
 * pasted `ApplyRoutingRules`: then it is the newest move that the restore touches.
 */
async function findThreadMove(
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

/** Each move with its last reading, which the watch took seconds ago. */
async function withReadings(
  { records }: Pick<VerbDeps, "records">,
  moves: readonly Move[],
): Promise<readonly { readonly move: Move; readonly reading: Reading }[]> {
  const found = await Promise.all(moves.map(async (move) => ({ move, reading: await records.reading(moveId(move.name)) })));
  return found.flatMap(({ move, reading }) => (reading === undefined ? [] : [{ move, reading }]));
}
