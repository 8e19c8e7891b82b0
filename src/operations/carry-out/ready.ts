import { approvalsOf } from "../../core/acts/approval.ts";
import type { Execution, Hold } from "../../core/acts/executions.ts";
import { type Gate, gateOf } from "../../core/acts/gates.ts";
import type { Move } from "../../core/moves.ts";
import type { TabletType } from "../../core/options.ts";
import type { ActRefusal } from "../../core/acts/outcomes.ts";
import { heldLock } from "../../core/state/locks.ts";
import type { Instant, LockHolder } from "../../core/readings.ts";
import { type Seal, sealDifference } from "../../core/acts/requests.ts";
import type { ActReading } from "../../core/rules/restore.ts";
import { sealOf } from "../../core/acts/seal.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { isMember } from "../requests/membership.ts";
import type { CarryOutDeps } from "./deps.ts";
import { rulesDifference } from "./rules-around.ts";
import { openCall } from "./send.ts";

/** Whether the step at hand may be sent now, by everything that was approved and everything that Vitess shows. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly reason: ActRefusal; readonly difference: readonly string[] }
  | { readonly kind: "hold"; readonly hold: Hold };

type ReadyDeps = Pick<CarryOutDeps, "records" | "policy" | "digest">;

/** Checked right before a call is sent, and only then: nothing is decided on an older reading. */
export async function readiness(
  deps: ReadyDeps,
  execution: Execution,
  types: readonly TabletType[],
  move: Move,
  reading: ActReading,
  vdiff: VDiff | undefined,
  now: Instant,
): Promise<Readiness> {
  if (now >= useByOf(execution)) return refused(execution.hold?.reason === "lag" ? "lag-too-high" : "use-by-passed");
  const withdrawn = await approvalLost(deps, execution);
  if (withdrawn !== undefined) return refused(withdrawn);

  const gate = gateOf(execution.act, types, execution.seal, reading, maxLagSeconds(deps, execution));
  if (gate.kind === "closed" && gate.reason === "workflow-missing") return refused(gate.reason);
  const seal = sealOf(execution.act, move, reading, vdiff);
  const difference = seal === undefined ? [] : [...differenceFor(execution, seal), ...(await rulesChanged(deps, execution, reading))];
  if (difference.length > 0) return { kind: "refused", reason: "state-changed", difference };
  if (gate.kind === "closed") return refused(gate.reason);
  if (gate.kind === "wait") return held(deps, execution, gate, now, heldLock(execution.move, reading.lockHolders)?.holder);
  if (await areRulesInUse(deps, execution)) return held(deps, execution, { kind: "wait", reason: "rules-in-use" }, now);
  return { kind: "ready" };
}

/** A soak in the plan moves the last moment for the next call by its own length. */
export function useByOf(execution: Execution): Instant {
  return execution.soakUntil === undefined
    ? execution.useBy
    : Math.max(execution.useBy, execution.soakUntil + (execution.useBy - execution.createdAt));
}

/** From the second step on the traffic is what the plan itself has made of it: {@link isDone} and the gate judge it, not the seal. */
function differenceFor({ seal: approved, step }: Execution, seal: Seal): readonly string[] {
  return sealDifference(approved, seal, step === 0 ? approved.trafficState : seal.trafficState);
}

/** A restore is sealed to the rules that its difference was shown against. */
async function rulesChanged(deps: ReadyDeps, { act, requestId }: Execution, reading: ActReading): Promise<readonly string[]> {
  if (act.verb !== "restore") return [];
  const request = requestId === undefined ? undefined : await deps.records.requests.get(requestId);
  return rulesDifference(deps, act.options, reading, request?.shown.dryRun ?? []);
}

/** An armed rollback has no request to lose. Membership is asked again at use: somebody may have left the group since. */
export async function approvalLost(deps: ReadyDeps, execution: Execution): Promise<ActRefusal | undefined> {
  if (execution.requestId === undefined) return undefined;
  const request = await deps.records.requests.get(execution.requestId);
  if (request?.state.kind !== "approved") return "withdrawn";
  const { approvers } = deps.policy(execution.move.cluster);
  const votes = [];
  for (const vote of request.votes) {
    if (await isMember(deps.records, approvers, vote.by)) votes.push(vote);
  }
  return approvalsOf(votes) < request.rule.people ? "approver-lost" : undefined;
}

function maxLagSeconds(deps: ReadyDeps, execution: Execution): number {
  const { act } = execution;
  const asked = act.verb === "switch" || act.verb === "reverse" ? act.options.maxReplicationLagAllowedMs / 1000 : Number.POSITIVE_INFINITY;
  return Math.min(asked, deps.policy(execution.move.cluster).limits.maxLagSeconds);
}

type Wait = Extract<Gate, { kind: "wait" }> | { readonly kind: "wait"; readonly reason: "rules-in-use" };

const TOO_LONG = { lag: "lag-too-high", locked: "workflow-locked", "rules-in-use": "rules-in-use" } as const;

/** A restore replaces whole documents, which a call on another move reads and writes as well: the later one would undo the earlier. */
async function areRulesInUse({ records }: ReadyDeps, { act, id, move }: Execution): Promise<boolean> {
  if (act.verb !== "restore") return false;
  const others = (await records.executions.unsettled()).filter((one) => one.id !== id && one.move.cluster === move.cluster);
  return others.some((one) => one.outcome === undefined && openCall(one) !== undefined);
}

function held(deps: ReadyDeps, execution: Execution, gate: Wait, now: Instant, holder?: LockHolder): Readiness {
  const since = execution.hold?.since ?? now;
  const until = Math.min(since + deps.policy(execution.move.cluster).limits.holdMs, useByOf(execution));
  if (now >= until) return refused(TOO_LONG[gate.reason]);
  const lag = gate.reason === "lag" ? { lagSeconds: gate.lagSeconds, limitSeconds: gate.limitSeconds } : { lagSeconds: 0, limitSeconds: 0 };
  const by = gate.reason === "locked" && holder !== undefined ? { holder } : {};
  return { kind: "hold", hold: { since, until, reason: gate.reason, ...lag, ...by } };
}

function refused(reason: ActRefusal): Readiness {
  return { kind: "refused", reason, difference: [] };
}
