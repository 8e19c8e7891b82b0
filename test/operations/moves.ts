import type { WorkflowOperation } from "../../src/core/operation/request/operations.ts";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import type { Move } from "../../src/core/move/moves.ts";
import { type MoveName, moveId } from "../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { isCopying } from "../../src/core/move/phase.ts";
import { type CallEnd, findSubject } from "../../src/core/operation/execution/executions.ts";
import type { Outcome } from "../../src/core/operation/outcome/outcomes.ts";
import { describeShape } from "../../src/core/operation/outcome/verdict.ts";
import type { Reading } from "../../src/core/readings/readings.ts";
import { requestOperation } from "../../src/operations/requests/request-operation.ts";
import { carryOut } from "../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../src/operations/carry-out/deps.ts";
import { castVote } from "../../src/operations/requests/cast-vote.ts";
import { beginMove } from "../../src/operations/following/begin-move.ts";
import { createMove } from "../../src/operations/moves/create-move.ts";
import { readMove } from "../../src/operations/readings/read-move.ts";
import { ANA, BEN, C2C, CHO, move, MOVES, type Harness, until } from "./harness.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { keyspaceNamed, requestNamed, tablesNamed } from "../names.ts";

export const SWITCH: WorkflowOperation = { verb: "switch", options: SWITCH_DEFAULTS };
export const SWITCH_AT_ONCE: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } };
export const REVERSE: WorkflowOperation = { verb: "reverse", options: SWITCH_DEFAULTS };
export const COMPLETE: WorkflowOperation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, renameTables: true } };
export const CANCEL: WorkflowOperation = { verb: "cancel", options: CANCEL_DEFAULTS };

/** The source of every move here. */
export const COMMERCE = move("prod/commerce.any").targetKeyspace;
export const ASKER = { by: ANA, channel: MOVES, at: 1_767_225_600_000, id: requestNamed("ask") };

/** Ana's move as it is recorded before the call to Vitess. */
export async function begunMove(harness: Harness, at: number): Promise<void> {
  const asker = { by: ANA, channel: MOVES, at, id: requestNamed("create") };
  await beginMove(harness.deps, { name: C2C, sourceKeyspace: keyspaceNamed("commerce"), tables: tablesNamed("customer", "corder"), asker });
}

/** Ana's move of customer and corder, copied and running. */
export async function runningMove(harness: Harness): Promise<void> {
  const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };
  await createMove(harness.deps, C2C, options, ASKER);
  await untilRunning(harness);
}

/** Waits until the move's copy has finished. A request from before that is refused after it, because its streams were copying. */
export async function untilRunning({ vitess }: Pick<Harness, "vitess">, { targetKeyspace }: MoveName = C2C): Promise<void> {
  await until(async () => {
    const [workflow] = await vitess.workflows(targetKeyspace);
    return (
      workflow !== undefined &&
      workflow.streams.every((stream) => stream.state === "Running" && stream.position !== "") &&
      !isCopying(workflow)
    );
  });
}

/** A replica in each shard of the recorded sharded keyspace, which has only primaries: without it no reads can be switched there. */
export function replicasInShards({ simulator }: Harness): void {
  simulator.state.addTablet({ keyspace: "customer2", shard: "-80", uid: 301, type: "REPLICA" });
  simulator.state.addTablet({ keyspace: "customer2", shard: "80-", uid: 401, type: "REPLICA" });
}

/** The operation, requested by Ana and approved by Ben and Cho. */
export async function approved(harness: Harness, operation: WorkflowOperation, id: string, name: MoveName = C2C): Promise<void> {
  const answer = await requestOperation(harness.deps, await followed(harness, name), operation, { ...ASKER, id: requestNamed(id) });
  if (answer.kind !== "receipt") throw new Error(JSON.stringify(answer));
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
}

/** Does what the jobs would do, until the execution has ended. */
export async function carriedOut(deps: CarryOutDeps, id: string, limitMs = 45_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    const next = await carryOut(deps, id);
    if (next.kind === "done") return;
    if (Date.now() > end) throw new Error(`${id} did not end in time`);
    await sleep(Math.min(next.inMs, 100));
  }
}

/** An operation from request to outcome, with its votes. */
export async function done(harness: Harness, operation: WorkflowOperation, id: string, name: MoveName = C2C): Promise<void> {
  await approved(harness, operation, id, name);
  await carriedOut(harness.deps, id);
}

/** Tandem's record of the move. */
export async function followed(harness: Harness, name: MoveName = C2C): Promise<Move> {
  const found = await harness.records.moves.get(moveId(name));
  if (found === undefined) throw new Error("no move");
  return found;
}

/** As if the time of the one-press rollback had passed. */
export async function disarm({ records }: Harness): Promise<void> {
  await records.moves.change(moveId(C2C), (current) => {
    if (current.state.kind !== "followed") throw new Error("not followed");
    const { rollback: _armed, ...state } = current.state;
    return { write: { ...current, state }, result: undefined };
  });
}

/** The thread so far. */
export async function lines(harness: Harness): Promise<readonly EntryBody[]> {
  return (await harness.records.entries(moveId(C2C), 0)).map((entry) => entry.body);
}

export function nowReading(harness: Harness): Promise<Reading> {
  return readMove(
    harness.vitess,
    C2C,
    { sourceKeyspace: keyspaceNamed("commerce"), tables: tablesNamed("corder", "customer") },
    Date.now(),
  );
}

/** What is known of a call whose worker died during it: the traffic before, when it was recorded, how it ended if anybody knows. */
export interface LeftCall {
  readonly before?: string;
  readonly agoMs?: number;
  readonly end?: CallEnd;
}

/** Records a call as a worker does right before sending it, and stops there. */
export async function leaveOpenCall(harness: Harness, id: string, { before, agoMs = 0, end }: LeftCall = {}): Promise<void> {
  const found = await harness.records.executions.get(id);
  const subject = found === undefined ? undefined : findSubject(found);
  if (subject === undefined) throw new Error("no execution on a workflow");
  const shape = before ?? harness.deps.digest(describeShape(subject, await nowReading(harness)));
  await harness.records.executions.change(id, (execution, now) => {
    const { state } = execution;
    if (state.kind !== "ready") throw new Error(`it is ${state.kind}`);
    const call = { before: shape, snapshot: "r-1" as const, startedAt: now - agoMs, ...(end === undefined ? {} : { end }) };
    return { write: { ...execution, state: { kind: "calling", left: state.left, call } }, result: undefined };
  });
}

/** How an execution ended; undefined if it has not. */
export async function outcomeOf({ records }: Pick<Harness, "records">, id: string): Promise<Outcome | undefined> {
  const state = (await records.executions.get(id))?.state;
  return state?.kind === "ended" ? state.outcome : undefined;
}
