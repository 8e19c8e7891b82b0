import type { Answer } from "../../core/answers.ts";
import { brokenCall, type Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import { announcementOf } from "../../core/operation/announce.ts";
import { begun } from "../../core/operation/begin.ts";
import { ended } from "../../core/operation/decided.ts";
import type { Execution } from "../../core/operation/executions.ts";
import { keyspaceGivenBack, type RescueFacts } from "../../core/operation/facts.ts";
import { type BrokenCall, isOverByTime, rescueGate } from "../../core/operation/gates.ts";
import { findingsIn } from "../../core/operation/goal.ts";
import { INTERRUPTED, isBroken } from "../../core/operation/outcomes.ts";
import { givenUp } from "../../core/operation/while-calling.ts";
import { DEFAULT_TIMING } from "../../core/operation/timing.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import { blockedWrites } from "../../core/state/blocked-writes.ts";
import { toldJobs } from "../../core/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { receipt } from "../receipt.ts";
import { readMove } from "../watch/read-move.ts";

const LEASE_MS = 30_000;

/**
 * Gives writes back to the side that routing leads to, after a switch or a way back died and left its tables denied there (vitess.md,
 * 23.0.3 items 4, 23, 24). One operator may, who types the workflow's name; without it the answer says what would be done. Carried out as a
 * recorded execution; the one whose call broke off ends with it. The same asker's id again is the same rescue.
 */
export async function rescue(deps: VerbDeps, move: Move, confirm: string | undefined, asker: Asker): Promise<Answer> {
  const mine = moveId(move.name);
  const before = await deps.records.dossier(mine, { execution: asker.id });
  if (before.execution !== undefined) return receipt(move, "rescuing");
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await readMove(vitess, move.name, move, now);
  if (!(await isOver(deps, before.live.execution, now))) return refuse("execution-running", qualified(move.name));
  const facts = factsOf(move, reading);
  if (facts === undefined) return refuse("workflow-missing", qualified(move.name));
  const over = overCall(before.live.execution, now);
  const gate = rescueGate({ move: move.name, ...facts }, reading, over ?? brokenCall(move));
  if (gate.kind === "closed") return refuse(gate.reason, qualified(move.name));
  if (reading.locksUnknown === true && over === undefined && !isOverByTime(move, now)) return refuse("switch-alive", qualified(move.name));
  if (confirm !== move.name.workflow) {
    const { name } = move;
    const keyspace = keyspaceGivenBack(name, facts);
    const typed = confirm === undefined ? {} : { typed: confirm };
    return { kind: "rescue-plan", move: name, keyspace, tables: facts.denied, lockHolders: reading.lockHolders, ...typed, now };
  }
  return (await begin(deps, move, { facts, reading, asker, broken: before.live.execution }))
    ? receipt(move, "rescuing")
    : refuse("execution-running", qualified(move.name));
}

/**
 * Whether what is carried out waits for nothing but what became of its call: the worker that made it saw it break; or that worker is gone,
 * and the call cannot leave it any more.
 */
async function isOver({ records }: VerbDeps, execution: Execution | undefined, now: Instant): Promise<boolean> {
  if (execution === undefined) return true;
  const { state, move } = execution;
  if (state.kind !== "calling") return false;
  if (state.call.end !== undefined) return isBroken(state.call.end.fault);
  if (now < state.call.startedAt + DEFAULT_TIMING.takeOverAfterMs) return false;
  // A worker that still listens to the call has the lease.
  const lease = await records.lease(`workflow:${moveId(move)}`, LEASE_MS);
  await lease?.release();
  return lease !== undefined;
}

/** The call of what is carried out, which is over. A rescue's own is none: it explains no outage, and the lock is an earlier call's. */
function overCall(execution: Execution | undefined, now: Instant): BrokenCall | undefined {
  if (execution?.state.kind !== "calling" || execution.proposal.kind !== "workflow") return undefined;
  const { call, left } = execution.state;
  const { verb } = execution.proposal.operation;
  return { verb, types: left[0].tabletTypes, startedAt: call.startedAt, brokeAt: call.end?.at ?? now, executionId: execution.id };
}

interface Rescue {
  readonly facts: RescueFacts;
  readonly reading: Reading;
  readonly asker: Asker;
  /** What was live when it was looked at: its call is over. */
  readonly broken: Execution | undefined;
}

/** False when something else has begun, or gone on, meanwhile. */
async function begin(deps: VerbDeps, move: Move, { facts, reading, asker, broken }: Rescue): Promise<boolean> {
  const { limits } = deps.policy(move.name.cluster);
  const mine = moveId(move.name);
  const { id, by, channel } = asker;
  return commit<boolean>(
    deps,
    mine,
    ({ move: recorded, request, execution: again, live }, now) => {
      if (again !== undefined) return { result: true };
      const execution = begun({ id, move: move.name, channel, proposal: { kind: "rescue", facts }, by, now }, limits);
      const audit = { kind: "rescue", moveId: mine, by, facts: { execution: id, tables: facts.denied.join(",") } };
      const jobs = [{ job: "carry-out", executionId: id } as const, ...toldJobs(mine)];
      const stuck = live.execution;
      if (stuck === undefined) return { execution, audit: [audit], jobs, result: true };
      const { state } = stuck;
      if (state.kind !== "calling" || broken === undefined || !isSameCall(stuck, broken)) return { result: false };
      const fault = state.call.end?.fault ?? INTERRUPTED;
      const seen = {
        look: { kind: "workflow", reading },
        shape: "",
        rules: reading.rules,
        standing: { kind: "stands" },
        blocked: [],
        rulesInUse: false,
      } as const;
      const { execution: over, events } = ended(givenUp({ ...stuck, state }, now), {
        kind: "unknown",
        at: now,
        findings: findingsIn(stuck, seen),
        fault,
      });
      const broke = overCall(stuck, now);
      const heard = broke === undefined ? events : [{ kind: "broken", call: broke } as const, ...events];
      const told = announcementOf(over, heard, { move: recorded, request, now, rollbackMs: limits.rollbackMs });
      return { ...told, ended: over, execution, audit: [...told.audit, audit], jobs: [...told.jobs, ...jobs], result: true };
    },
    { execution: id },
  );
}

/** True while the call that was found over is the one that is open, and nobody has heard anything of it since. */
function isSameCall(one: Execution, { id, state }: Execution): boolean {
  if (one.id !== id || one.state.kind !== "calling" || state.kind !== "calling") return false;
  const [is, was] = [one.state.call, state.call];
  return is.startedAt === was.startedAt && is.end?.at === was.end?.at;
}

/** The sides of the move, and which of its tables nobody can write to because the side that routing sends them to denies them. */
function factsOf({ name, tables, sourceKeyspace }: Move, reading: Reading): RescueFacts | undefined {
  const { workflow } = reading;
  if (workflow === undefined) return undefined;
  const { sourceShards, targetShards } = workflow;
  const subject = { sourceKeyspace, sourceShards, targetShards, tables };
  return { ...subject, ...blockedWrites({ ...subject, targetKeyspace: name.targetKeyspace }, reading) };
}
