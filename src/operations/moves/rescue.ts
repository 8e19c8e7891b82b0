import type { Answer } from "../../core/command/answers.ts";
import { findBrokenCall, type Move } from "../../core/move/moves.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import { composeAnnouncement } from "../../core/announce/announce.ts";
import { beginWithoutRequest } from "../../core/operation/execution/begin.ts";
import { endExecution, refuseExecution } from "../../core/operation/execution/decided.ts";
import { type Execution, isBeforeWindow, isInLine } from "../../core/operation/execution/executions.ts";
import { pickKeyspaceToUnblock, type RescueFacts } from "../../core/operation/request/facts.ts";
import { isOverByTime, decideRescueGate, serveGate } from "../../core/operation/outcome/gates.ts";
import { listExecutionFacts } from "../../core/operation/execution/goal.ts";
import { pickTimeout } from "../../core/operation/request/operations.ts";
import { INTERRUPTED, isBroken } from "../../core/operation/outcome/outcomes.ts";
import { findWantedRescue } from "../../core/operation/request/rescue-wanted.ts";
import { giveUpCall } from "../../core/operation/execution/close-call.ts";
import { applyReading } from "../../core/situation/as-read.ts";
import { DEFAULT_TIMING } from "../../core/operation/execution/timing.ts";
import { toSides } from "../../core/operation/outcome/verdict.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { findSides } from "../../core/move/blocked-writes.ts";
import { findOthersUnserved, findUnserved } from "../../core/move/serving.ts";
import { deriveRouting } from "../../core/move/traffic.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { releaseTurn } from "../leases/turns.ts";
import { composeReceipt } from "../receipt.ts";
import { readMoveAndRules } from "../readings/read-move.ts";
import type { BrokenCall } from "../../core/move/broken-call.ts";

const LEASE_MS = 30_000;

/**
 * Unblocks writes at the side that routing leads to, after a switch or a reverse died and left its tables denied there
 * (docs/facts/denied-tables.md#giving-writes-back); or makes every cell serve the saved rules, if that lets applications write
 * (docs/facts/routing-and-serving.md#saved-and-not-rebuilt). One operator may, by typing the workflow's name; without it the answer is the
 * plan. Runs as a recorded execution, which ends the one whose call broke off. The same asker id again is the same rescue.
 */
export async function rescue(deps: VerbDeps, move: Move, confirm: string | undefined, asker: Asker): Promise<Answer> {
  const mine = moveId(move.name);
  // Read before the dossier, so that what the watch notes in between is in one of the two.
  const last = await deps.records.reading(mine);
  const before = await deps.records.dossier(mine, { execution: asker.id });
  if (before.execution !== undefined) return composeReceipt(move, "rescuing");
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const { reading, rules, served } = await readMoveAndRules(vitess, move.name, move, now);
  if (!(await isExecutionOver(deps, before.live.execution, now))) return refuse("execution-running", qualifyName(move.name));
  const known = { ...before.live, move: before.move ?? move, ...(last === undefined ? {} : { reading: last }) };
  const facts = toRescueFacts(applyReading(known, reading), reading);
  if (facts === undefined) return refuse("workflow-missing", qualifyName(move.name));
  const over = findOverCall(before.live.execution, now);
  const isServing = facts.remedy === "serve";
  const subject = { move: move.name, ...facts };
  const sides = toSides(subject);
  const gate = isServing
    ? serveGate(sides, reading, { others: findOthersUnserved(sides, reading, rules, served) })
    : decideRescueGate(subject, reading, over ?? findBrokenCall(move));
  if (gate.kind === "closed") return refuse(gate.reason, qualifyName(move.name));
  const isUnknown =
    !isServing && facts.refreshOnly !== true && reading.locksUnknown === true && over === undefined && !isOverByTime(move, now);
  if (isUnknown) return refuse("switch-alive", qualifyName(move.name));
  if (confirm !== move.name.workflow) {
    const { name } = move;
    const keyspace = pickKeyspaceToUnblock(name, facts);
    const typed = confirm === undefined ? {} : { typed: confirm };
    const serves = {
      ...(isServing ? { serves: true as const } : {}),
      ...(facts.refreshOnly === true ? { refreshOnly: true as const } : {}),
    };
    return { kind: "rescue-plan", move: name, keyspace, tables: facts.denied, lockHolders: reading.lockHolders, ...serves, ...typed, now };
  }
  const broken = before.live.execution;
  if (!(await begin(deps, move, { facts, reading, asker, broken }))) return refuse("execution-running", qualifyName(move.name));
  if (broken !== undefined) await releaseTurn(deps, move.name.cluster, broken.id);
  return composeReceipt(move, "rescuing");
}

/**
 * True if the live execution has nothing under way: it stands in line, waits for its window, or waits only to learn the result of its call,
 * because the worker that made the call saw it break, or that worker is gone and the call cannot be sent any more.
 */
async function isExecutionOver({ records }: VerbDeps, execution: Execution | undefined, now: Instant): Promise<boolean> {
  if (execution === undefined) return true;
  const { state, move } = execution;
  if (state.kind !== "calling") return isInLine(state) || isBeforeWindow(state);
  if (state.call.end !== undefined) return isBroken(state.call.end.fault);
  if (now < state.call.startedAt + DEFAULT_TIMING.takeOverAfterMs) return false;
  // A worker that still waits for the call's answer holds the lease.
  const lease = await records.lease(`workflow:${moveId(move)}`, LEASE_MS);
  await lease?.release();
  return lease !== undefined;
}

/** The live execution's call, which is over. A rescue's own does not count: it explains no outage, and an earlier call has the lock. */
function findOverCall(execution: Execution | undefined, now: Instant): BrokenCall | undefined {
  if (execution?.state.kind !== "calling" || execution.proposal.kind !== "workflow") return undefined;
  const { call, left } = execution.state;
  const { id, proposal } = execution;
  const { verb } = proposal.operation;
  const brokeAt = call.end?.at ?? now;
  return { verb, types: left[0].tabletTypes, startedAt: call.startedAt, brokeAt, ...pickTimeout(proposal), executionId: id };
}

interface Rescue {
  readonly facts: RescueFacts;
  readonly reading: Reading;
  readonly asker: Asker;
  /** The execution that was live when looked at; its call is over. */
  readonly broken: Execution | undefined;
}

/** False if something else has begun or gone on meanwhile. */
async function begin(deps: VerbDeps, move: Move, { facts, reading, asker, broken }: Rescue): Promise<boolean> {
  const { limits } = deps.policy(move.name.cluster);
  const mine = moveId(move.name);
  const { id, by, channel } = asker;
  return commit<boolean>(
    deps,
    mine,
    ({ move: recorded, request, execution: again, live }, now) => {
      if (again !== undefined) return { result: true };
      const execution = beginWithoutRequest({ id, move: move.name, channel, proposal: { kind: "rescue", facts }, by, now }, limits);
      const audit = { kind: "rescue", moveId: mine, by, facts: { execution: id, tables: facts.denied.join(",") } };
      const jobs = [{ job: "carry-out", executionId: id } as const, ...publishJobs(mine)];
      const stuck = live.execution;
      if (stuck === undefined) return { execution, audit: [audit], jobs, result: true };
      const { state } = stuck;
      if (broken?.id === stuck.id && (isInLine(stuck.state) || isBeforeWindow(stuck.state))) {
        const { execution: over, events } = isBeforeWindow(stuck.state)
          ? endExecution(stuck, { kind: "called-off", at: now, by, reason: "Writes are unblocked." })
          : refuseExecution(stuck, "rules-in-use", now);
        const told = composeAnnouncement(over, events, { move: recorded, request, now, rollbackMs: limits.rollbackMs });
        return { ...told, ended: over, execution, audit: [...told.audit, audit], jobs: [...told.jobs, ...jobs], result: true };
      }
      if (state.kind !== "calling" || broken === undefined || !isSameCall(stuck, broken)) return { result: false };
      const fault = state.call.end?.fault ?? INTERRUPTED;
      const seen = {
        look: { kind: "workflow", reading },
        shape: "",
        rules: reading.rules,
        standing: { kind: "stands" },
        blocked: [],
      } as const;
      const { execution: over, events } = endExecution(giveUpCall({ ...stuck, state }, now), {
        kind: "unknown",
        at: now,
        findings: listExecutionFacts(stuck, seen),
        fault,
      });
      const broke = findOverCall(stuck, now);
      const heard = broke === undefined ? events : [{ kind: "broken", call: broke } as const, ...events];
      const told = composeAnnouncement(over, heard, { move: recorded, request, now, rollbackMs: limits.rollbackMs });
      return { ...told, ended: over, execution, audit: [...told.audit, audit], jobs: [...told.jobs, ...jobs], result: true };
    },
    { execution: id },
  );
}

/** True if the call that was found to be over is still the open one, and nothing has been heard of it since. */
function isSameCall(one: Execution, { id, state }: Execution): boolean {
  if (one.id !== id || one.state.kind !== "calling" || state.kind !== "calling") return false;
  const [is, was] = [one.state.call, state.call];
  return is.startedAt === was.startedAt && is.end?.at === was.end?.at;
}

/** The sides of the move, and its tables that nobody can write to because the side that routing sends them to denies them. */
function toRescueFacts(move: Move, reading: Reading): RescueFacts | undefined {
  const sides = findSides(move, reading);
  if (sides === undefined) return undefined;
  const { targetKeyspace, ...subject } = sides;
  const blocked = findWantedRescue(move, sides, reading);
  const unserved = findUnserved(sides, reading);
  // If the side that is both served and saved denies writes, serving changes nothing, so writes are unblocked there.
  const isServing = unserved !== undefined && (unserved.writes || blocked.denied.length === 0 || blocked.refreshOnly === true);
  if (!isServing) return { ...subject, ...blocked };
  const saved = deriveRouting(reading, sides.tables, sides.sourceKeyspace, targetKeyspace).saved("PRIMARY");
  return {
    ...subject,
    side: saved === "none" ? "source" : "target",
    denied: blocked.refreshOnly === true ? [] : blocked.denied,
    remedy: "serve",
  };
}
