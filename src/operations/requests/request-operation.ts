import type { Answer } from "../../core/command/answers.ts";
import { findFollowed, isBeforeRollback, type Move, ownCleanVDiff } from "../../core/move/moves.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import { toFacts, type WorkflowFacts } from "../../core/operation/request/facts.ts";
import { decideGate } from "../../core/operation/outcome/gates.ts";
import { type OnWorkflow, listMovedTypes, type WorkflowOperation } from "../../core/operation/request/operations.ts";
import type { WallHours } from "../../core/options/hours.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { OperationRefusal } from "../../core/operation/outcome/outcomes.ts";
import type { ShownFacts } from "../../core/operation/request/requests.ts";
import { sortBySeverity, type Finding } from "../../core/findings/finding.ts";
import { selectBlockers, type JudgedFinding } from "../../core/findings/overrides.ts";
import { findDryRunRefusal } from "../../core/preflight/refused-by-dry-run.ts";
import { isBegun, isUnfinished } from "../../core/operation/outcome/begun.ts";
import { chooseWindow, findWindow, sayOpening } from "../../core/policy/windows.ts";
import { isBeforeStart } from "../../core/preflight/traffic/vdiff.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { classifyLock } from "../../core/situation/diagnosis.ts";
import { findHeldLock } from "../../core/move/locks.ts";
import { isSwitching } from "../../core/move/phase.ts";
import { listReadsLeft } from "../../core/move/reads-left.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { reachVDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { attempt, Fault } from "../fault.ts";
import { isLookedAt, collectOperationFindings, toPreflightStep } from "../preflight/on-operation.ts";
import { composeReceipt } from "../receipt.ts";
import { refuse } from "../refusals.ts";
import { readFacts } from "../readings/read-vdiff.ts";
import { readMove } from "../readings/read-move.ts";
import { readFreezeOnMove } from "../policy/freezes.ts";
import { requireOfMove } from "../policy/requirement.ts";
import { findSameSwitch } from "./cut-off-switch.ts";
import { isOnePress, openRequest, refuseEarly, type Wish } from "./open-request.ts";
import { rollBack } from "../carry-out/roll-back.ts";

interface WithHours {
  /** It may begin only then; absent: as soon as the policy's own windows let it. */
  readonly hours?: WallHours | undefined;
}

/**
 * Requests an operation: looks, runs Vitess's dry run, binds the request to the facts it saw, and opens the vote. While the rollback is
 * armed, ReverseTraffic is carried out at once, because every second of a bad switch counts. The same asker id again is the same request.
 */
export async function requestOperation(
  deps: VerbDeps,
  move: Move,
  operation: WorkflowOperation,
  { hours, ...asker }: Asker & WithHours,
): Promise<Answer> {
  const before = await deps.records.dossier(moveId(move.name), { request: asker.id, execution: asker.id });
  if (before.request !== undefined) return composeReceipt(move, "asked");
  if (before.execution !== undefined) return composeReceipt(move, "rolling-back");
  const press = await isOnePress(deps, move, operation, asker);
  const same = await findSameSwitch(deps.records, move, operation);
  const wish = { verb: operation.verb, touched: [] };
  const refusal =
    press === "no" ? await refuseEarly(deps, move, { ...wish, ...(same === undefined ? {} : { again: same.id }) }, asker) : undefined;
  if (refusal !== undefined) return refusal;
  const seen = await readMoveNow(deps, move, press === "in-soak" ? withoutLagLimit(operation) : operation);
  if ("kind" in seen) return seen;
  if (press !== "no") {
    const begun = await rollBack(deps, move, { proposal: seen.proposal, asker, isInSoak: press === "in-soak" });
    return begun ?? requestOperation(deps, move, operation, asker);
  }

  // The dry run would silently wait 45 s for the lock, and report half of somebody else's step.
  const lock = findHeldLock(move.name, seen.reading.lockHolders);
  if (lock !== undefined) return { kind: "locked", move: move.name, lock, now: seen.now, standing: classifyLock(move, seen.reading) };
  const again = same !== undefined && isUnfinished("switch", { reading: seen.reading, subject: { move: move.name, ...seen.facts } });
  // It may have ended otherwise meanwhile: then it needs what the policy says.
  const tooFew = same !== undefined && !again ? await refuseEarly(deps, move, wish, asker) : undefined;
  if (tooFew !== undefined) return tooFew;
  const timed = scheduleOperation(deps, move, seen, hours);
  if ("reason" in timed) return timed;
  const around = await lookAround(deps, move, operation, seen);
  if ("kind" in around) return around;
  const shown = { ...(await collectShownFacts(deps, move, seen)), ...around };
  const wanted = { ...timed, shown, touched: [], ...(again ? { again: same.id } : {}) };
  const refused = await openRequest(deps, move, wanted, asker);
  return refused ?? composeReceipt(move, "asked", await readFreezeOnMove(deps, move));
}

/** Switching reads back in a soak loses nothing, so vtctld must not delay it because the target lags. */
function withoutLagLimit(operation: WorkflowOperation): WorkflowOperation {
  if (operation.verb !== "reverse") return operation;
  return { ...operation, options: { ...operation.options, maxReplicationLagAllowedMs: A_DAY_MS } };
}

const A_DAY_MS = 24 * 60 * 60_000;

/**
 * Runs only the dry run and announces it in the thread; nobody has to approve. Tandem looks at the move first, because Vitess passes the
 * dry run of a reverse that Tandem would refuse (docs/facts/switch-traffic.md#dry-run-misses), and lets a dry run wait 45 s for a lock.
 */
export async function runDryRun(deps: VerbDeps, move: Move, operation: WorkflowOperation, asker: Asker): Promise<Answer> {
  const now = await deps.records.now();
  const reading = await readMove(deps.vitess(move.name.cluster), move.name, move, now);
  const lock = findHeldLock(move.name, reading.lockHolders);
  if (lock !== undefined) return { kind: "locked", move: move.name, lock, now, standing: classifyLock(move, reading) };
  const facts = toFacts(move, reading, undefined);
  const gate = facts === undefined || operation.verb !== "reverse" ? undefined : decideRequestGate(move, operation, facts, reading);
  if (gate?.kind === "closed") return refuse(gate.reason, qualifyName(move.name));
  const lines = await readDryRun(deps, move, operation);
  const body = { kind: "dry-run", by: asker.by, verb: operation.verb, lines } as const;
  await deps.records.addEntry(moveId(move.name), body, `dry-run:${operation.verb}:${asker.at}`);
  await deps.jobs.ask({ job: "publish-thread", moveId: moveId(move.name) });
  return { kind: "dry-run", move: move.name, verb: operation.verb, lines };
}

/** What a request is decided on. */
interface SeenMove {
  readonly proposal: OnWorkflow;
  readonly facts: WorkflowFacts;
  readonly reading: Reading;
  readonly vdiff: VDiff | undefined;
  readonly now: Instant;
}

async function readMoveNow(deps: VerbDeps, move: Move, operation: WorkflowOperation): Promise<SeenMove | Answer> {
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const { reading, vdiff, facts } = await readFacts(vitess, move, now);
  if (facts === undefined) return refuse("workflow-missing", qualifyName(move.name));
  const gate = decideRequestGate(move, operation, facts, reading);
  if (gate.kind === "closed") return refuseByGate(move, gate.reason, reading);
  const lock = gate.kind === "wait" && !isSwitching(reading) ? findHeldLock(move.name, reading.lockHolders) : undefined;
  if (lock !== undefined) return { kind: "locked", move: move.name, lock, now, standing: classifyLock(move, reading) };
  return { proposal: { kind: "workflow", operation, facts }, facts, reading, vdiff, now };
}

function decideRequestGate(
  { name }: Move,
  operation: WorkflowOperation,
  facts: WorkflowFacts,
  reading: Reading,
): ReturnType<typeof decideGate> {
  const wanted = { operation, types: listMovedTypes(operation), subject: { move: name, ...facts } };
  return decideGate(wanted, reading, Number.POSITIVE_INFINITY);
}

/** If a switch left reads behind, the refusal shows the command that switches them. */
function refuseByGate(move: Move, reason: OperationRefusal, reading: Reading): Answer {
  const refused = refuse(reason, qualifyName(move.name));
  if (reason !== "reads-left") return refused;
  return { ...refused, example: `switch ${qualifyName(move.name)} --tablet-types=${listReadsLeft(move, reading).join(",")}` };
}

/**
 * The proposal with its window. Refused if that never opens: it lies outside the policy's, or those are never open together. Applications
 * may be waiting for a switch that was cut off: finishing it waits for no hours but those that somebody asks for.
 */
function scheduleOperation(
  deps: VerbDeps,
  move: Move,
  { proposal, facts, reading, now }: SeenMove,
  hours: WallHours | undefined,
): Refused | Pick<Wish, "proposal" | "finishes"> {
  const { verb } = proposal.operation;
  const { windows } = requireOfMove(deps.policy(move.name.cluster), move, { verb, touched: [] });
  const finishes = verb === "switch" && isBegun({ reading, subject: { move: move.name, ...facts } });
  const window = hours === undefined ? undefined : chooseWindow(hours, now);
  if (!finishes && findWindow(windows, window, now) === "closed") return refuse("outside-window", sayOpening(windows, now));
  return {
    proposal: { ...proposal, ...(window === undefined ? {} : { window }) },
    ...(finishes ? { finishes: true as const } : {}),
  };
}

/** Preflight, then the dry run, which locks tables for a moment; or the answer that stops the request. */
async function lookAround(
  deps: VerbDeps,
  move: Move,
  operation: WorkflowOperation,
  seen: SeenMove,
): Promise<Answer | Pick<ShownFacts, "dryRun" | "findings">> {
  if (!isLookedAt(operation)) return { dryRun: await readDryRun(deps, move, operation) };
  const findings = await collectOperationFindings(deps, move, operation, seen);
  const stop = (all: readonly JudgedFinding[]): Answer => {
    return { kind: "preflight", move: move.name, step: toPreflightStep(operation), findings: all, stopped: true, now: seen.now };
  };
  if (selectBlockers(findings).length > 0) return stop(findings);
  const lines = await collectDryRunFindings(deps, move, operation);
  return "findings" in lines ? stop(sortBySeverity([...lines.findings, ...findings])) : { dryRun: lines, findings };
}

/** What approvers see in addition to the facts. */
async function collectShownFacts({ records }: VerbDeps, move: Move, { reading, vdiff }: SeenMove): Promise<Omit<ShownFacts, "dryRun">> {
  const completed = vdiff?.shards.map((shard) => shard.completedAt ?? 0) ?? [];
  const completedAt = vdiff === undefined ? ownCleanVDiff(move)?.completedAt : completed.includes(0) ? undefined : Math.max(...completed);
  const startedAt = findFollowed(move)?.startedAt;
  return {
    ...(reading.workflow === undefined ? {} : { lag: reading.workflow.lag }),
    ...(completedAt === undefined ? {} : { vdiffCompletedAt: completedAt }),
    ...pickRowsCompared(move, vdiff),
    // Vitess's clock and the store's need to agree only to within the time between a VDiff and a stop.
    ...(completedAt !== undefined && startedAt !== undefined && isBeforeStart(completedAt, startedAt) ? { vdiffBeforeStart: true } : {}),
    ...(completedAt !== undefined && isBeforeRollback(move, completedAt) ? { vdiffBeforeRollback: true } : {}),
    sizes: await records.sizes(moveId(move.name)),
  };
}

/** The rows that the newest VDiff compared; from Tandem's own record if Vitess has forgotten it. */
function pickRowsCompared(move: Move, vdiff: VDiff | undefined): Pick<ShownFacts, "vdiffRows"> {
  if (vdiff === undefined) {
    const rows = ownCleanVDiff(move)?.rows;
    return rows === undefined ? {} : { vdiffRows: rows };
  }
  const verdict = reachVDiffVerdict(vdiff, move.tables);
  return "rowsCompared" in verdict && verdict.kind !== "running" ? { vdiffRows: verdict.rowsCompared } : {};
}

/** The dry run's lines; or, as findings, errors of it that preflight knows. */
async function collectDryRunFindings(
  deps: VerbDeps,
  move: Move,
  operation: WorkflowOperation,
): Promise<readonly string[] | { readonly findings: readonly Finding[] }> {
  const lines = await attempt(() => readDryRun(deps, move, operation));
  if (!(lines instanceof Fault)) return lines;
  const findings = findDryRunRefusal(lines.message);
  if (findings.length === 0) throw lines;
  return { findings };
}

/** Vitess has a dry run for only these three verbs. */
async function readDryRun(deps: VerbDeps, { name }: Move, operation: WorkflowOperation): Promise<readonly string[]> {
  switch (operation.verb) {
    case "switch":
      return deps.vitess(name.cluster).switchTraffic(name, operation.options, { direction: "forward", dryRun: true });
    case "reverse":
      return deps.vitess(name.cluster).switchTraffic(name, operation.options, { direction: "backward", dryRun: true });
    case "complete":
      return deps.vitess(name.cluster).complete(name, operation.options, { dryRun: true });
    case "cancel":
    case "delete":
      return [];
    default:
      return operation satisfies never;
  }
}
