import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import { composeAnnouncement } from "../../core/announce/announce.ts";
import { publishJobs, publishNoticeJobs } from "../../core/announce/wanted-jobs.ts";
import { findSides } from "../../core/move/blocked-writes.ts";
import { deriveTraffic, isPartial } from "../../core/move/traffic.ts";
import { findOthersUnserved } from "../../core/move/serving.ts";
import type { Move } from "../../core/move/moves.ts";
import { beginWithoutRequest } from "../../core/operation/execution/begin.ts";
import { callOff } from "../../core/operation/execution/call-off.ts";
import { decideGate, serveGate } from "../../core/operation/outcome/gates.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { type Executable, listMovedTypes, nameVerb, type WorkflowOperation } from "../../core/operation/request/operations.ts";
import { CANCEL_DEFAULTS, READ_TYPES, SWITCH_DEFAULTS } from "../../core/options/options.ts";
import { RULE_DOCUMENTS, formatRules } from "../../core/rules/change.ts";
import { narrowToGoal, ownRules, selectDocumentsToRestore } from "../../core/rules/restore.ts";
import type { Reading } from "../../core/readings/readings.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import { composeNotices } from "../announce/notices.ts";
import { refuseIfBusy } from "../busy-with.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { isRefused } from "../following/adopt-move.ts";
import { composeReceipt } from "../receipt.ts";
import { readFacts } from "../readings/read-vdiff.ts";
import { readMoveAndRules } from "../readings/read-move.ts";
import { refuse } from "../refusals.ts";
import { findSnapshotCalled } from "../rules/snapshots.ts";
import { refuseGlass } from "./glass.ts";

type BreakGlass = Extract<Command, { readonly verb: "break-glass" }>;

/**
 * Runs alone, without approvals and in spite of a freeze, what leads back: never what moves forward, completes or drops. Whoever may types
 * a reason and the workflow's name; without the name the answer is the plan. It ends an approved operation that has no call under way. The
 * thread, the operators' channel and the audit have it. The same asker id again is the same execution.
 */
export async function breakGlass(deps: VerbDeps, move: Move, command: BreakGlass, asker: Asker): Promise<Answer> {
  const { name } = move;
  const before = await deps.records.dossier(moveId(name), { execution: asker.id });
  if (before.execution !== undefined) return composeReceipt(move, "glass-broken");
  const refusal = await refuseGlass(deps, name.cluster, asker.by);
  if (refusal !== undefined) return refusal;
  const proposal = await propose(deps, move, command);
  if (isRefused(proposal)) return proposal;
  const { confirm, operation, snapshot, reason } = command;
  if (confirm !== name.workflow) {
    const typed = [...(snapshot === undefined ? [] : [snapshot]), `${name.cluster}/${qualifyName(name)}`].join(" ");
    const instead = confirm === undefined ? {} : { instead: confirm };
    return { kind: "break-glass-plan", cluster: name.cluster, what: operation, name: name.workflow, typed, reason, ...instead };
  }
  return beginAlone(deps, move, { proposal, reason }, asker);
}

/** What it would carry out now, on the facts as they are; or why that cannot be. */
async function propose(deps: VerbDeps, move: Move, { operation, snapshot = "" }: BreakGlass): Promise<Executable | Refused> {
  switch (operation) {
    case "reverse":
      return proposeOnWorkflow(deps, move, { verb: "reverse", options: SWITCH_DEFAULTS });
    case "cancel":
      // Behind broken glass nothing is dropped.
      return proposeOnWorkflow(deps, move, { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } });
    case "restore":
      return proposeRestore(deps, move, snapshot);
    case "rebuild":
      return proposeRebuild(deps, move);
    default:
      return operation satisfies never;
  }
}

async function proposeOnWorkflow(deps: VerbDeps, move: Move, typed: WorkflowOperation): Promise<Executable | Refused> {
  const { reading, facts } = await readFacts(deps.vitess(move.name.cluster), move, await deps.records.now());
  if (facts === undefined) return refuse("workflow-missing", qualifyName(move.name));
  const operation = atOnce(typed, move, reading);
  const wanted = { operation, types: listMovedTypes(operation), subject: { move: move.name, ...facts } };
  const gate = decideGate(wanted, reading, Number.POSITIVE_INFINITY);
  return gate.kind === "closed" ? refuse(gate.reason, qualifyName(move.name)) : { kind: "workflow", operation, facts };
}

/** While the writes are at the source, as in a soak, only reads can go back. */
function atOnce(operation: WorkflowOperation, { name, tables, sourceKeyspace }: Move, reading: Reading): WorkflowOperation {
  if (operation.verb !== "reverse") return operation;
  const { writes } = deriveTraffic(reading, tables, sourceKeyspace, name.targetKeyspace);
  return writes === "none" ? { ...operation, options: { ...operation.options, tabletTypes: READ_TYPES } } : operation;
}

/** Only this move's own rules. */
async function proposeRestore(deps: VerbDeps, move: Move, called: string): Promise<Executable | Refused> {
  const { name, sourceKeyspace, tables } = move;
  const snapshot = await findSnapshotCalled(deps, name.cluster, called);
  if (isRefused(snapshot)) return snapshot;
  const workflow = (await deps.records.reading(moveId(name)))?.workflow;
  const shards = workflow !== undefined && isPartial(workflow) ? { shards: workflow.sourceShards } : {};
  const only = { sourceKeyspace, targetKeyspace: name.targetKeyspace, tables, ...shards };
  const seen = narrowToGoal({ now: await deps.vitess(name.cluster).rules(), saved: snapshot.rules }, only);
  const documents = selectDocumentsToRestore(seen, RULE_DOCUMENTS);
  if (documents.length === 0) return refuse("nothing-to-restore", snapshot.id);
  const shownAgainst = deps.digest(formatRules(ownRules(seen.now, only), documents));
  return { kind: "restore", restore: { snapshot: snapshot.id, documents, shownAgainst, only } };
}

/** RebuildVSchemaGraph, also where applications can write, but only if it is proven that they can afterwards. */
async function proposeRebuild(deps: VerbDeps, move: Move): Promise<Executable | Refused> {
  const { reading, rules, served } = await readMoveAndRules(deps.vitess(move.name.cluster), move.name, move, await deps.records.now());
  const sides = findSides(move, reading);
  if (sides === undefined) return refuse("workflow-missing", qualifyName(move.name));
  const gate = serveGate(sides, reading, { others: findOthersUnserved(sides, reading, rules, served), isGlassBroken: true });
  if (gate.kind === "closed") return refuse(gate.reason, qualifyName(move.name));
  const { targetKeyspace: _target, ...subject } = sides;
  return { kind: "rescue", facts: { ...subject, side: "source", denied: [], remedy: "serve" } };
}

interface ProposedAlone {
  readonly proposal: Executable;
  readonly reason: string;
}

async function beginAlone(deps: VerbDeps, move: Move, { proposal, reason }: ProposedAlone, { id, by, channel }: Asker): Promise<Answer> {
  const { cluster } = move.name;
  const { limits } = deps.policy(cluster);
  const mine = moveId(move.name);
  const verb = nameVerb(proposal);
  const underWay = composeReceipt(move, "glass-broken");
  return commit<Answer>(
    deps,
    mine,
    ({ move: recorded, request, execution: again, live }, now) => {
      if (again !== undefined) return { result: underWay };
      const called = callOff(live.execution === undefined ? {} : { execution: live.execution }, {
        by,
        reason: `The glass was broken: ${reason}`,
        at: now,
      });
      if (live.execution !== undefined && called?.kind !== "execution") return { result: refuseIfBusy(move, { live }) ?? underWay };
      const over = called?.kind === "execution" ? called.decided : undefined;
      const told =
        over === undefined
          ? { entries: [], audit: [], jobs: [] }
          : composeAnnouncement(over.execution, over.events, { move: recorded, request, now, rollbackMs: limits.rollbackMs });
      const notices = composeNotices(
        deps,
        cluster,
        [{ key: `glass:${id}`, body: { kind: "glass-broken", move: move.name, verb, by, reason } }],
        now,
      );
      return {
        ...told,
        ...(over === undefined ? {} : { ended: over.execution }),
        execution: beginWithoutRequest({ id, move: move.name, channel, proposal, by, now, breakGlass: { reason } }, limits),
        entries: [...told.entries, { body: { kind: "glass-broken", by, verb, reason }, key: `glass:${id}` }],
        audit: [...told.audit, { kind: "broke-glass", moveId: mine, by, facts: { execution: id, verb, reason } }],
        notices: [...("notices" in told ? (told.notices ?? []) : []), ...notices],
        jobs: [...told.jobs, { job: "carry-out", executionId: id }, ...publishJobs(mine), ...publishNoticeJobs(notices)],
        result: underWay,
      };
    },
    { execution: id },
  );
}
