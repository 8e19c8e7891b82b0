import type { EntryBody } from "../../core/entries.ts";
import type { Execution } from "../../core/acts/executions.ts";
import type { Move } from "../../core/moves.ts";
import { moveId } from "../../core/names.ts";
import type { Outcome } from "../../core/acts/outcomes.ts";
import type { Instant } from "../../core/readings.ts";
import { again, type CarryOutDeps, DONE, type Next } from "./deps.ts";
import { tellLockLeft } from "./lock-left.ts";
import { isAsSeen } from "./send.ts";
import { explainFault } from "../explain-fault.ts";
import { tell } from "../watch/tell.ts";

type SettleDeps = Pick<CarryOutDeps, "records" | "jobs" | "policy" | "vitess" | "noteUnknown">;

/** An outcome without its time: the store's clock sets it. */
export type OutcomeDraft = Outcome extends infer O ? (O extends Outcome ? Omit<O, "at"> : never) : never;

/**
 * Writes the outcome, once: a second one finds the first and keeps it. When another worker has gone further since `seen` was loaded,
 * nothing is written: what was decided on is past.
 */
export async function conclude(deps: SettleDeps & Pick<CarryOutDeps, "timing">, seen: Execution, draft: OutcomeDraft): Promise<Next> {
  const concluded = await deps.records.executions.change(seen.id, (current, now) => {
    if (current.outcome !== undefined) return { result: current };
    if (!isAsSeen(current, seen)) return { result: undefined };
    const write: Execution = { ...current, outcome: { ...draft, at: now } };
    return { write, result: write };
  });
  if (concluded === undefined) return again(deps.timing.leaseTakenRetryMs);
  await settle(deps, concluded);
  return DONE;
}

/** Tells an outcome everywhere: the move, the thread, the audit, the cards. Every part is done once however often this runs. */
export async function settle(deps: SettleDeps, execution: Execution): Promise<void> {
  const { outcome, act, id } = execution;
  if (outcome === undefined) return;
  const move = moveId(execution.move);
  const rollbackUntil = armedUntil(deps, execution, outcome);
  await deps.records.moves.change(move, (current) => ({
    write: touched(moveAfter(current, execution, outcome, rollbackUntil), execution, outcome.at),
    result: undefined,
  }));

  const fault = "fault" in outcome ? outcome.fault : undefined;
  const explanation = fault === undefined ? undefined : await explainFault(deps, execution.move.cluster, { ...fault, verb: act.verb });
  const tookMs = lastCallMs(execution);
  const body: EntryBody = {
    kind: "outcome",
    executionId: id,
    act,
    by: execution.startedBy,
    outcome,
    ...(explanation === undefined ? {} : { explanation }),
    ...(rollbackUntil === undefined ? {} : { rollbackUntil }),
    ...(tookMs === undefined ? {} : { tookMs }),
    ...snapshotsOf(execution),
  };
  const isNew = await deps.records.addEntry(move, body, `outcome:${id}`);
  if (isNew) {
    const snapshots = body.snapshots?.join(",") ?? "";
    const facts = {
      execution: id,
      verb: act.verb,
      outcome: outcome.kind,
      calls: execution.calls.length,
      snapshots,
      vitess: fault?.text ?? "",
    };
    await deps.records.audit({ kind: "outcome", moveId: move, by: execution.startedBy, facts });
  }
  await tellLockLeft(deps, execution);
  await tell(deps.jobs, move);
  // The cards show the last reading, and that was taken before the act.
  await deps.jobs.watchKeyspace(execution.move.cluster, execution.move.targetKeyspace);
  if (execution.requestId !== undefined) {
    await deps.records.requests.change(execution.requestId, (request) => ({ write: { ...request, used: true }, result: undefined }));
  }
  await deps.records.executions.change(id, (current) => ({ write: { ...current, settled: true }, result: undefined }));
}

/** Two calls of a switch have a snapshot each. */
function snapshotsOf({ calls }: Execution): { readonly snapshots?: readonly string[] } {
  const snapshots = [...new Set(calls.flatMap(({ snapshot }) => (snapshot === undefined ? [] : [snapshot])))];
  return snapshots.length === 0 ? {} : { snapshots };
}

/** How long the last call took: of a switch in steps, the one that moved the writes. */
function lastCallMs({ calls }: Execution): number | undefined {
  const last = calls.at(-1);
  return last?.endedAt === undefined ? undefined : last.endedAt - last.startedAt;
}

/** A switch of writes with a reverse workflow arms the way back for a while. */
function armedUntil(deps: SettleDeps, { act, move }: Execution, outcome: Outcome): Instant | undefined {
  const { rollbackMs } = deps.policy(move.cluster).limits;
  if (outcome.kind !== "succeeded" || act.verb !== "switch" || rollbackMs === 0) return undefined;
  const { tabletTypes, enableReverseReplication } = act.options;
  return tabletTypes.includes("PRIMARY") && enableReverseReplication ? outcome.at + rollbackMs : undefined;
}

/** What a call of Tandem's own has changed is not told as somebody else's. */
function touched(move: Move, { calls }: Execution, at: Instant): Move {
  return calls.length === 0 ? move : { ...move, touchedAt: at };
}

function moveAfter(move: Move, { act }: Execution, outcome: Outcome, rollbackUntil: Instant | undefined): Move {
  if (outcome.kind !== "succeeded" && outcome.kind !== "already-so") return move;
  if (act.verb === "switch" && rollbackUntil === undefined) {
    const isWithout = outcome.kind === "succeeded" && act.options.tabletTypes.includes("PRIMARY") && !act.options.enableReverseReplication;
    // Asked for again within the window, a switch that is there already takes nobody's way back.
    return isWithout ? { ...move, withoutWayBack: true } : move;
  }
  // A restore is no step of the move: whoever puts rules back says nothing of the way back.
  if (act.verb === "restore" || act.verb === "override") return move;
  const { rollbackUntil: _past, withoutWayBack: _before, ...rest } = move;
  if (act.verb === "complete") return { ...rest, ended: move.ended ?? { at: outcome.at, how: "completed" } };
  if (act.verb === "cancel" || act.verb === "delete") return { ...rest, ended: move.ended ?? { at: outcome.at, how: "cancelled" } };
  return rollbackUntil === undefined ? rest : { ...rest, rollbackUntil };
}
