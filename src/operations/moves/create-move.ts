import type { Answer } from "../../core/command/answers.ts";
import { findFollowed, type Move } from "../../core/move/moves.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type MoveName, moveId, qualifyName, type TableName } from "../../core/vitess/names.ts";
import type { CreateOptions } from "../../core/options/options.ts";
import { selectBlockers, type JudgedFinding, applyOverrides } from "../../core/findings/overrides.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import type { KeptRules, SnapshotId } from "../../core/rules/snapshots.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { explainFault } from "../readings/explain-fault.ts";
import { attempt, Fault } from "../fault.ts";
import { note } from "../announce/note.ts";
import { publishJobs, watchJob } from "../../core/announce/wanted-jobs.ts";
import { beginMove, refuseBegunBefore, isSameAsk } from "../following/begin-move.ts";
import { type CreatePlan, planCreate } from "../preflight/plan-create.ts";
import { keepPlan } from "../preflight/planned-move.ts";
import { lookAtCreate } from "../preflight/on-create.ts";
import { wasCreatedSince, releaseTurn, runInTurn, type StillMine } from "../leases/turns.ts";
import { createExplained } from "../../core/explain/create-left.ts";
import { waitForCreate } from "../../core/operation/request/policy.ts";
import type { LeftBehind } from "../../core/move/left-behind.ts";
import { findLeftOfCreate, readTargetBefore } from "./left-of-create.ts";
import { sendCreate } from "./send-create.ts";
import { compareRulesAfter, readRulesBefore, saveRulesOfStep } from "../rules/around-step.ts";

/**
 * MoveTables create. First checks for everything that Vitess would refuse, and for harm that it would let through; blocking findings of
 * preflight stop it until they are fixed or overridden. Records the move before the call, so that a second run after a crash recognises its
 * own workflow and continues.
 */
export async function createMove(deps: VerbDeps, name: MoveName, options: CreateOptions, asker: Asker): Promise<Answer> {
  const since = await deps.records.now();
  const ready = await lookFirst(deps, name, options, asker);
  if (ready.kind !== "ready") {
    // It may have waited for its turn meanwhile: others must not wait for a create that will not come.
    await releaseTurn(deps, name.cluster, asker.id);
    return ready;
  }
  // The workflow exists, so this run writes no rules and needs no turn.
  if (ready.plan.exists) return createNow(deps, name, { options, ready }, asker);
  const asked = { by: asker.by, at: asker.at, tables: ready.plan.tables };
  const step = { id: asker.id, move: name, verb: "create", tabletTypes: [], asked } as const;
  return runInTurn(deps, step, async (stillMine) => {
    // Another create may have run between the look and the turn, and Vitess accepts a second workflow over the same table.
    const now = (await wasCreatedSince(deps, step, since)) ? await lookFirst(deps, name, options, asker) : ready;
    return now.kind === "ready" ? createNow(deps, name, { options, ready: now, stillMine }, asker) : now;
  });
}

async function createNow(
  deps: VerbDeps,
  name: MoveName,
  { options, ready, stillMine }: { readonly options: CreateOptions; readonly ready: Ready; readonly stillMine?: StillMine },
  asker: Asker,
): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const key = `create:${moveId(name)}:${asker.by}:${asker.at}`;
  const { plan, findings, isSecondRun } = ready;
  const rules = await loadRules(deps, name, options, isSecondRun);
  if ("kind" in rules) return rules;
  const before = plan.exists ? {} : await readTargetBefore(vitess, name, plan.tables);
  // All of that took time, so nothing is read from here until the call.
  const lost = await stillMine?.();
  if (lost !== undefined) return lost;
  const snapshot = await saveRulesOfStep(deps, name, { step: "create", key }, rules);
  const begun = await beginMove(deps, { name, sourceKeyspace: options.sourceKeyspace, tables: plan.tables, asker });
  if (begun !== undefined) return begun;
  await deps.records.saveSizes(moveId(name), plan.sizes);
  const waitMs = waitForCreate(deps.policy(name.cluster).limits, plan.tables.length);
  const end = plan.exists ? {} : await sendCreate(vitess, name, { options, isSecondRun, waitMs });
  const { fault } = end;
  const step = toCreateStep(name, options, plan.tables);
  const { sourceKeyspace } = options;
  const look = async () => findLeftOfCreate(vitess, { name, sourceKeyspace, tables: plan.tables, before, at: await deps.records.now() });
  if (fault !== undefined) {
    await compareRulesAfter(deps, vitess, { name, snapshot, step, key, id: asker.id });
    // Vitess 13 and earlier wait for the copy, and fail if the workflow is cancelled meanwhile; the cancel has announced everything.
    if (await isBeingEnded(deps, name)) return answerCreated(name, options, plan, findings);
    return (
      (await answerFailed(deps, name, { asker, fault, snapshot, waitMs, left: await look() })) ??
      answerCreated(name, options, plan, findings)
    );
  }

  const told = findings.filter((one) => one.severity !== "notice");
  const left = end.isCut === true ? await look() : undefined;
  const cut = end.isCut !== true ? {} : { cut: { waitedMs: waitMs, ...(typeof left === "object" ? { left } : {}) } };
  const body = {
    kind: "created",
    by: asker.by,
    tables: plan.tables,
    sourceKeyspace,
    snapshot,
    ...(told.length === 0 ? {} : { findings: told }),
    ...cut,
  } as const;
  await note(deps, name, {
    entry: { body, key: `created:${asker.at}` },
    audit: { kind: "created", by: asker.by, facts: { tables: plan.tables.join(","), source: sourceKeyspace } },
    change: (move, now) => endCreating(move, asker, now),
    jobs: [watchJob(name)],
  });
  await compareRulesAfter(deps, vitess, { name, snapshot, step, key, id: asker.id });
  return answerCreated(name, options, plan, findings);
}

function answerCreated(
  name: MoveName,
  { sourceKeyspace }: CreateOptions,
  { tables }: CreatePlan,
  findings: readonly JudgedFinding[],
): Answer {
  return { kind: "receipt", move: name, doing: "created", tables, sourceKeyspace, findings };
}

/** Marks the create's call as over. Another run of the same command may have met this run's workflow and taken that for a failure. */
function endCreating(move: Move, { by, at }: Asker, now: Instant): Move {
  const { state, askedBy, askedAt } = move;
  const isTakenForFailed = state.kind === "ended" && state.how === "not-created" && askedBy === by && askedAt === at;
  if (isTakenForFailed) return { ...move, state: { kind: "followed", told: { phase: "creating", error: "" } } };
  if (state.kind !== "followed") return move;
  const { creating: _over, ...followed } = state;
  // A reading taken during the call may show its streams before they started.
  return { ...move, state: { ...followed, touchedAt: now } };
}

interface Ready {
  readonly kind: "ready";
  readonly plan: CreatePlan;
  readonly findings: readonly JudgedFinding[];
  /** The same command ran before, even if that run only looked. */
  readonly isSecondRun: boolean;
}

/** Everything before the call. A fault here means that only looking failed, unless an earlier run of the command has sent the call. */
async function lookFirst(deps: VerbDeps, name: MoveName, options: CreateOptions, asker: Asker): Promise<Ready | Answer> {
  const vitess = deps.vitess(name.cluster);
  const recorded = await deps.records.moves.get(moveId(name));
  const isSecondRun = isSameAsk(recorded, asker);
  return lookOnly(deps, name, isSecondRun, async (): Promise<Ready | Answer> => {
    const plan = await planCreate(vitess, name, options, isSecondRun);
    if (plan.kind === "refused") return plan;
    const findings = plan.exists ? [] : await collectCreateFindings(deps, { name, options, plan, recorded });
    if (selectBlockers(findings).length > 0) {
      const begun = await keepPlan(deps, name, { sourceKeyspace: options.sourceKeyspace, plan, findings }, asker);
      // The findings come from a create of this name that somebody else has begun meanwhile.
      if (begun !== undefined) return refuseBegunBefore(begun);
      return { kind: "preflight", move: name, step: "create", findings, stopped: true, now: await deps.records.now() };
    }
    return { kind: "ready", plan, findings, isSecondRun };
  });
}

/** The rules right before the call; this is the last read. */
function loadRules(deps: VerbDeps, name: MoveName, { sourceKeyspace }: CreateOptions, isSecondRun: boolean): Promise<KeptRules | Answer> {
  return lookOnly(deps, name, isSecondRun, () =>
    readRulesBefore(deps.vitess(name.cluster), "create", [sourceKeyspace, name.targetKeyspace]),
  );
}

/** The result of `look`, or the answer that says what failed before anything was sent. Throws if an earlier run may have sent the call. */
async function lookOnly<T>(deps: VerbDeps, { cluster }: MoveName, isSecondRun: boolean, look: () => Promise<T>): Promise<T | Answer> {
  const seen = await attempt(look);
  if (!(seen instanceof Fault)) return seen;
  if (isSecondRun) throw seen;
  const said = { text: seen.message, kind: seen.kind, verb: "create", looked: true };
  return { kind: "fault", doing: "create", explanation: await explainFault(deps, cluster, said) };
}

/** What a create would make, and what preflight finds about it. Creates nothing. */
export async function planCreateOnly(deps: VerbDeps, name: MoveName, options: CreateOptions): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const plan = await planCreate(vitess, name, options, false);
  if (plan.kind === "refused") return plan;
  const now = await deps.records.now();
  const look = await lookAtCreate(vitess, name, { options, plan, limits: deps.policy(name.cluster).limits, now });
  const overrides = (await deps.records.moves.get(moveId(name)))?.overrides ?? [];
  return { kind: "planned-create", move: name, plan: look.plan, findings: applyOverrides(look.findings, overrides, "create", now), now };
}

async function collectCreateFindings(
  deps: VerbDeps,
  {
    name,
    options,
    plan,
    recorded,
  }: { readonly name: MoveName; readonly options: CreateOptions; readonly plan: CreatePlan; readonly recorded: Move | undefined },
): Promise<readonly JudgedFinding[]> {
  const now = await deps.records.now();
  const { findings } = await lookAtCreate(deps.vitess(name.cluster), name, {
    options,
    plan,
    limits: deps.policy(name.cluster).limits,
    now,
  });
  return applyOverrides(findings, recorded?.overrides ?? [], "create", now);
}

/** True if Tandem is ending this move, or has ended it. */
async function isBeingEnded({ records }: VerbDeps, name: MoveName): Promise<boolean> {
  const { move, live } = await records.dossier(moveId(name));
  return live.execution !== undefined || move?.state.kind === "ended";
}

function toCreateStep(
  { targetKeyspace }: MoveName,
  { sourceKeyspace, noRoutingRules }: CreateOptions,
  tables: readonly TableName[],
): RulesStep {
  return { verb: "create", tabletTypes: [], leavesRules: noRoutingRules, sourceKeyspace, targetKeyspace, tables };
}

interface FailedCreate {
  readonly asker: Asker;
  readonly fault: Fault;
  readonly snapshot: SnapshotId;
  readonly waitMs: number;
  readonly left: LeftBehind | "nothing" | undefined;
}

/** Undefined if another run of the same command has created the workflow meanwhile: then nothing has failed. */
async function answerFailed(
  deps: VerbDeps,
  name: MoveName,
  { asker, fault, snapshot, waitMs, left }: FailedCreate,
): Promise<Answer | undefined> {
  const said = await explainFault(deps, name.cluster, { text: fault.message, kind: fault.kind, verb: "create" });
  const explanation = createExplained(said, { waitedMs: fault.kind === "timed-out" ? waitMs : undefined, left });
  const mine = moveId(name);
  const key = `create-failed:${asker.at}`;
  const isFailed = await commit<boolean>(deps, mine, ({ move }, at) => {
    if (move === undefined || (isSameAsk(move, asker) && findFollowed(move)?.creating !== true)) return { result: move === undefined };
    return {
      once: key,
      move: { ...move, state: { kind: "ended", at, how: "not-created" } },
      entries: [
        { body: { kind: "create-failed", by: asker.by, explanation, snapshot }, key },
        ...(typeof left === "object"
          ? [{ body: { kind: "left-behind", after: "create", left } as const, key: `left-of-create:${asker.at}` }]
          : []),
      ],
      audit: [{ kind: "create-failed", moveId: mine, by: asker.by, facts: { vitess: explanation.text } }],
      jobs: publishJobs(mine),
      result: true,
    };
  });
  return isFailed ? { kind: "fault", doing: `create ${qualifyName(name)}`, explanation } : undefined;
}
