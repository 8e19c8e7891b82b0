import type { Act } from "../../core/acts/acts.ts";
import type { Answer } from "../../core/answers.ts";
import { gateOf } from "../../core/acts/gates.ts";
import { heldLock } from "../../core/state/locks.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import type { TabletType } from "../../core/options.ts";
import { isSwitching } from "../../core/state/phase.ts";
import { bySeverity, type Finding } from "../../core/preflight/finding.ts";
import { blockers, type JudgedFinding } from "../../core/preflight/overrides.ts";
import { refusedByDryRun } from "../../core/preflight/refused-by-dry-run.ts";
import { isBeforeStart } from "../../core/preflight/vdiff.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import type { Seal, Shown } from "../../core/acts/requests.ts";
import { sealOf } from "../../core/acts/seal.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { unasked } from "../carry-out/begin.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { Fault } from "../fault.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import { isOnePress, openRequest, ruledOut } from "./open-request.ts";
import type { Vitess } from "../ports.ts";
import { actFindings, isLookedAt, type Seen, stepOf } from "../preflight/on-act.ts";
import { readMove } from "../watch/read-move.ts";
import { refuse } from "../refusals.ts";

/**
 * Asks for a guarded verb: looks, runs Vitess's dry run, seals what was seen, and opens the vote. Within the armed window
 * ReverseTraffic is carried out at once, because every second of a bad switch counts. `askId` makes a second run the same ask.
 */
export async function ask(deps: VerbDeps, move: Move, act: Act, asker: Asker, askId: string): Promise<Answer> {
  if ((await deps.records.requests.get(askId)) !== undefined) return receipt(move, "asked");
  if ((await deps.records.executions.get(askId)) !== undefined) return receipt(move, "rolling-back");
  const refusal = await ruledOut(deps, move, act, asker);
  if (refusal !== undefined) return refusal;
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await readMove(vitess, move.name, move, now);
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  const seal = sealOf(act, move, reading, vdiff);
  if (seal === undefined) return refuse("workflow-missing", qualified(move.name));
  const gate = gateOf(act, typesOf(act), seal, reading, Number.POSITIVE_INFINITY);
  if (gate.kind === "closed") return refuse(gate.reason, qualified(move.name));
  const lock = gate.kind === "wait" && !isSwitching(reading) ? heldLock(move.name, reading.lockHolders) : undefined;
  if (lock !== undefined) return { kind: "locked", move: move.name, lock, now };
  if (isOnePress(move, act, now)) return rollBack(deps, move, seal, asker, askId, now);

  const around = await lookAround(deps, vitess, move, act, { reading, vdiff, seal, now });
  if ("kind" in around) return around;
  const shown = { ...(await shownOf(deps, move, reading, vdiff)), ...around };
  await openRequest(deps, move, asker, askId, now, seal, shown);
  return receipt(move, "asked");
}

/**
 * Only the dry run: nothing is asked of anybody. Its lines go to the thread as well. A way back that Tandem would refuse passes the dry run of
 * Vitess (23.0.3 item 3), and one behind an old lock waits in vain: so the move is looked at first.
 */
export async function dryRun(deps: VerbDeps, move: Move, act: Act, asker: Asker): Promise<Answer> {
  const now = await deps.records.now();
  const reading = await readMove(deps.vitess(move.name.cluster), move.name, move, now);
  const lock = isSwitching(reading) ? undefined : heldLock(move.name, reading.lockHolders);
  if (lock !== undefined) return { kind: "locked", move: move.name, lock, now };
  const seal = sealOf(act, move, reading, undefined);
  const gate =
    seal === undefined || act.verb !== "reverse" ? undefined : gateOf(act, typesOf(act), seal, reading, Number.POSITIVE_INFINITY);
  if (gate?.kind === "closed") return refuse(gate.reason, qualified(move.name));
  const lines = await dryRunLines(deps.vitess(move.name.cluster), move, act);
  const body = { kind: "dry-run", by: asker.by, verb: act.verb, lines } as const;
  await deps.records.addEntry(moveId(move.name), body, `dry-run:${act.verb}:${asker.at}`);
  await deps.jobs.publishThread(moveId(move.name));
  return { kind: "dry-run", move: move.name, verb: act.verb, lines };
}

async function rollBack(deps: VerbDeps, move: Move, seal: Seal, asker: Asker, id: string, now: Instant): Promise<Answer> {
  await deps.records.executions.create(id, unasked(id, seal, asker.channel, asker.by, now, deps.policy(move.name.cluster).limits));
  await deps.records.audit({ kind: "rollback", moveId: moveId(move.name), by: asker.by, facts: { execution: id } });
  await deps.jobs.carryOut(id);
  return receipt(move, "rolling-back");
}

/** What preflight finds, and then the dry run, which locks tables for a moment: or the answer that stops the ask. */
async function lookAround(
  deps: VerbDeps,
  vitess: Vitess,
  move: Move,
  act: Act,
  seen: Seen,
): Promise<Answer | Pick<Shown, "dryRun" | "findings">> {
  if (!isLookedAt(act)) return { dryRun: await dryRunLines(vitess, move, act) };
  const findings = await actFindings(deps, move, act, seen);
  const stop = (all: readonly JudgedFinding[]): Answer => {
    return { kind: "preflight", move: move.name, step: stepOf(act), findings: all, stopped: true, now: seen.now };
  };
  if (blockers(findings).length > 0) return stop(findings);
  const lines = await dryRunOrFindings(vitess, move, act);
  return "findings" in lines ? stop(bySeverity([...lines.findings, ...findings])) : { dryRun: lines, findings };
}

/** What approvers see beside the sealed facts. */
async function shownOf(deps: VerbDeps, move: Move, reading: Reading, vdiff: VDiff | undefined): Promise<Omit<Shown, "dryRun">> {
  const completed = vdiff?.shards.map((shard) => shard.completedAt ?? 0) ?? [];
  const completedAt = completed.length === 0 || completed.includes(0) ? undefined : Math.max(...completed);
  return {
    ...(reading.workflow === undefined ? {} : { lag: reading.workflow.lag }),
    ...(completedAt === undefined ? {} : { vdiffCompletedAt: completedAt }),
    // Two clocks: Vitess's and the store's. They need only agree within the time between a VDiff and a stop.
    ...(completedAt !== undefined && move.startedAt !== undefined && isBeforeStart(completedAt, move.startedAt)
      ? { vdiffBeforeStart: true }
      : {}),
    sizes: await deps.records.sizes(moveId(move.name)),
  };
}

/** The dry run's lines; what Vitess says no to there and preflight knows, as findings. */
async function dryRunOrFindings(
  vitess: Vitess,
  move: Move,
  act: Act,
): Promise<readonly string[] | { readonly findings: readonly Finding[] }> {
  try {
    return await dryRunLines(vitess, move, act);
  } catch (error) {
    const findings = error instanceof Fault ? refusedByDryRun(error.message) : [];
    if (findings.length === 0) throw error;
    return { findings };
  }
}

/** Vitess has a dry run for these three only. */
async function dryRunLines(vitess: Vitess, move: Move, act: Act): Promise<readonly string[]> {
  switch (act.verb) {
    case "switch":
      return vitess.switchTraffic(move.name, act.options, { direction: "forward", dryRun: true });
    case "reverse":
      return vitess.switchTraffic(move.name, act.options, { direction: "backward", dryRun: true });
    case "complete":
      return vitess.complete(move.name, act.options, { dryRun: true });
    case "cancel":
    case "delete":
    case "restore":
    case "override":
    case "rescue":
      return [];
    default:
      return act satisfies never;
  }
}

function typesOf(act: Act): readonly TabletType[] {
  return act.verb === "switch" || act.verb === "reverse" ? act.options.tabletTypes : [];
}

/** The private word that something was begun. */
export function receipt(move: Move, doing: "asked" | "rolling-back"): Answer {
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}
