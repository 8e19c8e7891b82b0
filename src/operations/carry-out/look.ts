import { checkStanding, type ApprovalStanding } from "../../core/operation/request/approval.ts";
import { type Execution, findSubject, isBeforeWindow } from "../../core/operation/execution/executions.ts";
import type { RulesLook, Seen, Sight, WorkflowLook } from "../../core/operation/execution/sight.ts";
import { describeShape, toSides } from "../../core/operation/outcome/verdict.ts";
import type { Restore } from "../../core/operation/request/operations.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Rules } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { formatRules } from "../../core/rules/change.ts";
import { ownRules, type RestoreSeen, restoreLines, describeShownDifference, narrowToGoal } from "../../core/rules/restore.ts";
import { findOthersUnserved } from "../../core/move/serving.ts";
import { toRulesStep } from "../../core/operation/execution/rules-step.ts";
import { attempt, Fault, toFaultNote } from "../fault.ts";
import { readKnownMajor } from "../readings/known-major.ts";
import type { Vitess } from "../ports.ts";
import { readRoster } from "../people/roster.ts";
import { readSeats } from "../people/seats.ts";
import { tightenRequest } from "../policy/requirement.ts";
import { readRestoreGoal, findStrangeChanges } from "../rules/own-steps.ts";
import { lookAtVDiff } from "../readings/read-vdiff.ts";
import { readMoveLockHolders, readMoveAndRules } from "../readings/read-move.ts";
import { findLostSince } from "../rules/vschemas.ts";
import { NOWHERE } from "../preflight/look.ts";
import type { CarryOutDeps } from "./deps.ts";
import { findStillBlocking } from "./preflight-again.ts";
import { readTabletsAtGate } from "./tablets-at-gate.ts";

/**
 * Looks once at everything that an execution is decided on: what Vitess shows, the newest VDiff, who may approve, and preflight's findings.
 * If Vitess cannot be read, that is a sight of its own, because it alone never ends an execution.
 */
export async function lookAtExecution(deps: CarryOutDeps, execution: Execution): Promise<Sight> {
  const seen = await attempt(() => lookAtAll(deps, execution));
  return seen instanceof Fault ? { kind: "unreadable", fault: toFaultNote(seen) } : { kind: "seen", seen };
}

async function lookAtAll(deps: CarryOutDeps, execution: Execution): Promise<Seen> {
  const vitess = deps.vitess(execution.move.cluster);
  const { records } = deps;
  const request = execution.requestId === undefined ? undefined : await records.requests.get(execution.requestId);
  // Before the window opens no call follows.
  const isWaiting = isBeforeWindow(execution.state);
  const answering = isWaiting ? NOWHERE : await readTabletsAtGate(deps, execution, request?.askedAt);
  const [{ look: looked, rules }, standing, major] = await Promise.all([
    execution.proposal.kind === "restore"
      ? lookAtRules(deps, vitess, { execution, restore: execution.proposal.restore, shown: request?.shown.dryRun ?? [] })
      : lookAtMove(deps, vitess, execution),
    readStanding(deps, execution, request),
    readKnownMajor(deps, execution.move.cluster),
  ]);
  const blocked =
    looked.kind === "workflow" && !isWaiting ? await findStillBlocking(deps, execution, { look: looked, answering }, request?.askedAt) : [];
  const shape = deps.digest(formatShape(execution, looked, rules));
  return {
    look: looked,
    shape,
    rules,
    standing,
    blocked,
    ...(major === undefined ? {} : { major }),
    ...(await readSinceCall(deps, execution, rules)),
  };
}

type LookNow<L> = { readonly look: L; readonly rules: Rules };

/** Reads no VDiff once a call may have been sent: it says nothing about the call, and an unreadable one must not hide what became of it. */
async function lookAtMove({ records }: CarryOutDeps, vitess: Vitess, { move, proposal, state }: Execution): Promise<LookNow<WorkflowLook>> {
  const known = proposal.kind === "restore" ? { tables: [] } : proposal.facts;
  const { reading, rules, served } = await readMoveAndRules(vitess, move, known, await records.now());
  const isWanted = reading.workflow !== undefined && proposal.kind === "workflow" && state.kind !== "calling";
  const vdiff = isWanted ? await lookAtVDiff(vitess, move) : undefined;
  const others =
    proposal.kind === "rescue" && proposal.facts.remedy === "serve"
      ? { othersUnserved: findOthersUnserved(toSides({ move, ...proposal.facts }), reading, rules, served) }
      : {};
  return { look: { kind: "workflow", reading, ...(vdiff === undefined ? {} : { vdiff }), ...others }, rules };
}

/** A restore as requested, with the lines of its difference as the request showed them. */
interface Restoring {
  readonly execution: Execution;
  readonly restore: Restore;
  readonly shown: readonly string[];
}

/**
 * Reads what a restore is judged by: all rules now, those of its snapshot, and who holds the workflow's lock. It reads no tables or
 * streams, so that rules can be restored while a keyspace does not answer, and after the workflow is gone.
 */
async function lookAtRules(
  deps: CarryOutDeps,
  vitess: Vitess,
  { execution: { move }, restore, shown }: Restoring,
): Promise<LookNow<RulesLook>> {
  const { records } = deps;
  // Before anything is read, like that of any other look.
  const at = await records.now();
  const source = (await records.moves.get(moveId(move)))?.sourceKeyspace ?? "";
  const [lockHolders = [], rules, snapshot] = await Promise.all([
    readMoveLockHolders(vitess, move, source),
    vitess.rules(),
    records.snapshot(move.cluster, restore.snapshot),
  ]);
  const seen: RestoreSeen | undefined =
    snapshot === undefined ? undefined : narrowToGoal({ now: rules, saved: snapshot.rules }, restore.only);
  const difference = seen === undefined ? [] : restoreDifference(deps, restore, seen, shown);
  return {
    look: { kind: "rules", at, lockHolders, difference, ...(seen === undefined ? {} : { restore: seen }) },
    rules,
  };
}

/** What changed between the rules that a restore was shown against and the rules now; `shown` are the lines of the request. */
export function restoreDifference(
  { digest }: Pick<CarryOutDeps, "digest">,
  { documents, shownAgainst, only }: Restore,
  seen: RestoreSeen,
  shown: readonly string[],
): readonly string[] {
  if (digest(formatRules(ownRules(seen.now, only), documents)) === shownAgainst) return [];
  const difference = describeShownDifference(shown, restoreLines(seen, documents));
  // A request with very many lines does not keep all of them.
  return difference.length > 0 ? difference : ["the rules are other than those that the difference was shown against"];
}

/** Without a request no approval can be lost. With one, membership is checked again now: somebody may have left a group since. */
async function readStanding(
  { records, policy }: CarryOutDeps,
  { requestId, move }: Execution,
  request: Request | undefined,
): Promise<ApprovalStanding> {
  if (requestId === undefined) return { kind: "stands" };
  if (request === undefined) return { kind: "lost" };
  const now = policy(move.cluster);
  const roster = await readRoster(records, now.approvers);
  const { request: tight } = tightenRequest(now, request, await records.moves.get(moveId(move)));
  const { mayTake } = await readSeats(records, tight.rule.oneOf ?? []);
  const standing = checkStanding(request, roster.membershipOf, roster.unreadSince, mayTake);
  if (standing.kind !== "stands") return standing;
  // Whoever approved may still, but the policy asks for more now.
  const raised = checkStanding(tight, roster.membershipOf, roster.unreadSince, mayTake);
  return raised.kind === "lost" ? { kind: "raised" } : raised;
}

/** While a call is open: changes to the rules since then that it does not explain, and what the VSchemas no longer say. */
async function readSinceCall(deps: CarryOutDeps, execution: Execution, rules: Rules): Promise<Pick<Seen, "strange" | "vschemaChanges">> {
  const { id, state, proposal, move } = execution;
  if (state.kind !== "calling" || state.call.snapshot === undefined) return {};
  const { records } = deps;
  const before = await records.snapshot(move.cluster, state.call.snapshot);
  if (before === undefined) return { strange: { kind: "not-compared" } };
  const saved = await readRestoreGoal(records, proposal, move.cluster, before.rules);
  const step = toRulesStep(execution, state.left[0].tabletTypes, saved);
  const strange = await findStrangeChanges(records, before, rules, { step, id });
  return {
    ...(strange === undefined ? {} : { strange: { kind: "changed", ...strange } }),
    vschemaChanges: await findLostSince(deps.vitess(move.cluster), before.vschemas),
  };
}

function formatShape(execution: Execution, looked: WorkflowLook | RulesLook, rules: Rules): string {
  const subject = findSubject(execution);
  return looked.kind === "rules" || subject === undefined ? formatRules(rules) : describeShape(subject, looked.reading);
}
