import type { Answer } from "../../core/answers.ts";
import { followedState, type Move } from "../../core/moves.ts";
import { type MoveName, moveId, qualified } from "../../core/names.ts";
import type { CreateOptions } from "../../core/options.ts";
import { blockers, type JudgedFinding, judged } from "../../core/preflight/overrides.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { explainFault } from "../explain-fault.ts";
import { Fault } from "../fault.ts";
import { note, watchJob } from "../note.ts";
import { toldJobs } from "../../core/wanted-jobs.ts";
import { beginMove, begunBefore, isSameAsk } from "./begin-move.ts";
import type { Vitess } from "../ports.ts";
import { type CreatePlan, planCreate } from "./plan-create.ts";
import { keepPlan } from "../preflight/planned-move.ts";
import { lookAtCreate } from "../preflight/on-create.ts";
import { compareRulesAfter, saveRulesBefore } from "../rules/around-step.ts";

/**
 * MoveTables create. Looks first for everything that Vitess would refuse, and for what it would not; what preflight finds blocking stops
 * it, until it is mended or overridden. The move is recorded before the call, so that a run that was cut off finds its own workflow and
 * goes on with it.
 */
export async function createMove(deps: VerbDeps, name: MoveName, options: CreateOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const key = `create:${moveId(name)}:${asker.by}:${asker.at}`;
  const ready = await lookFirst(deps, name, { options, asker, key });
  if (ready.kind !== "ready") return ready;
  const { plan, findings, snapshot, isSecondRun } = ready;
  const begun = await beginMove(deps, { name, sourceKeyspace: options.sourceKeyspace, tables: plan.tables, asker });
  if (begun !== undefined) return begun;
  await deps.records.saveSizes(moveId(name), plan.sizes);
  const fault = plan.exists ? undefined : await create(vitess, name, options, isSecondRun);
  const step = stepOfCreate(name, options, plan.tables);
  if (fault !== undefined) {
    await compareRulesAfter(deps, vitess, { name, snapshot, step, key });
    // Until 13 the call waits for the copy, and ends in an error when the workflow is cancelled meanwhile; the cancel has told everything.
    if (await isBeingEnded(deps, name)) return created(name, options, plan, findings);
    return (await failed(deps, name, { asker, fault, snapshot })) ?? created(name, options, plan, findings);
  }

  const told = findings.filter((one) => one.severity !== "notice");
  const { sourceKeyspace } = options;
  const body = {
    kind: "created",
    by: asker.by,
    tables: plan.tables,
    sourceKeyspace,
    snapshot,
    ...(told.length === 0 ? {} : { findings: told }),
  } as const;
  await note(deps, name, {
    entry: { body, key: `created:${asker.at}` },
    audit: { kind: "created", by: asker.by, facts: { tables: plan.tables.join(","), source: sourceKeyspace } },
    change: (move) => createdBy(move, asker),
    jobs: [watchJob(name)],
  });
  await compareRulesAfter(deps, vitess, { name, snapshot, step, key });
  return created(name, options, plan, findings);
}

function created(name: MoveName, { sourceKeyspace }: CreateOptions, { tables }: CreatePlan, findings: readonly JudgedFinding[]): Answer {
  return { kind: "receipt", move: name, doing: "created", tables, sourceKeyspace, findings };
}

/** The create's call is over. Another run of the same ask may have met this one's workflow, and taken that for a failure. */
function createdBy(move: Move, { by, at }: Asker): Move {
  const { state, askedBy, askedAt } = move;
  const isTakenForFailed = state.kind === "ended" && state.how === "not-created" && askedBy === by && askedAt === at;
  if (isTakenForFailed) return { ...move, state: { kind: "followed", told: { phase: "creating", error: "" } } };
  if (state.kind !== "followed") return move;
  const { creating: _over, ...followed } = state;
  return { ...move, state: followed };
}

interface Ready {
  readonly kind: "ready";
  readonly plan: CreatePlan;
  readonly findings: readonly JudgedFinding[];
  readonly snapshot: string;
  /** The same ask was begun before: by a run that was cut off, or by one that only looked so. */
  readonly isSecondRun: boolean;
}

/** Everything before the call. What fails here failed while only looking, unless an earlier run of the same ask has made the call already. */
async function lookFirst(
  deps: VerbDeps,
  name: MoveName,
  { options, asker, key }: { readonly options: CreateOptions; readonly asker: Asker; readonly key: string },
): Promise<Ready | Answer> {
  const vitess = deps.vitess(name.cluster);
  const recorded = await deps.records.moves.get(moveId(name));
  const isSecondRun = isSameAsk(recorded, asker);
  try {
    const plan = await planCreate(vitess, name, options, isSecondRun);
    if (plan.kind === "refused") return plan;
    const findings = plan.exists ? [] : await createFindingsOf(deps, { name, options, plan, recorded });
    if (blockers(findings).length > 0) {
      const begun = await keepPlan(deps, name, { sourceKeyspace: options.sourceKeyspace, plan, findings }, asker);
      // What stands in the way is what somebody else's create of this name has made meanwhile.
      if (begun !== undefined) return begunBefore(begun);
      return { kind: "preflight", move: name, step: "create", findings, stopped: true, now: await deps.records.now() };
    }
    return { kind: "ready", plan, findings, snapshot: await saveRulesBefore(deps, vitess, name, { step: "create", key }), isSecondRun };
  } catch (error) {
    if (!(error instanceof Fault) || isSecondRun) throw error;
    const said = { text: error.message, kind: error.kind, verb: "create", looked: true };
    return { kind: "fault", doing: "create", explanation: await explainFault(deps, name.cluster, said) };
  }
}

/** What a create would make, and what preflight finds about it; nothing is created. */
export async function planOnly(deps: VerbDeps, name: MoveName, options: CreateOptions): Promise<Answer> {
  const vitess = deps.vitess(name.cluster);
  const plan = await planCreate(vitess, name, options, false);
  if (plan.kind === "refused") return plan;
  const now = await deps.records.now();
  const look = await lookAtCreate(vitess, name, { options, plan, limits: deps.policy(name.cluster).limits, now });
  const overrides = (await deps.records.moves.get(moveId(name)))?.overrides ?? [];
  return { kind: "planned-create", move: name, plan: look.plan, findings: judged(look.findings, overrides, "create", now), now };
}

async function createFindingsOf(
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
  return judged(findings, recorded?.overrides ?? [], "create", now);
}

/** Something of Tandem's ends this move already, or has. */
async function isBeingEnded({ records }: VerbDeps, name: MoveName): Promise<boolean> {
  const { move, live } = await records.dossier(moveId(name));
  return live.execution !== undefined || move?.state.kind === "ended";
}

/**
 * A create that timed out may have made its workflow: then it is there, and that is what was wanted. The same of one that was begun before:
 * the other run has made it meanwhile.
 */
async function create(vitess: Vitess, name: MoveName, options: CreateOptions, isSecondRun: boolean): Promise<Fault | undefined> {
  try {
    await vitess.createMove(name, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const isUnheard = error.kind === "timed-out" || error.kind === "unreachable";
    return (isUnheard || isSecondRun) && (await isThere(vitess, name, error)) ? undefined : error;
  }
}

/** When nobody can say what is there now, the call's own failure is what there is to tell, and a later reading ends the move or goes on. */
async function isThere(vitess: Vitess, name: MoveName, callFailed: Fault): Promise<boolean> {
  try {
    return (await vitess.workflows(name.targetKeyspace, { workflow: name.workflow })).length > 0;
  } catch (error) {
    throw error instanceof Fault ? callFailed : error;
  }
}

function stepOfCreate(
  { targetKeyspace }: MoveName,
  { sourceKeyspace, noRoutingRules }: CreateOptions,
  tables: readonly string[],
): RulesStep {
  return { verb: "create", tabletTypes: [], leavesRules: noRoutingRules, sourceKeyspace, targetKeyspace, tables };
}

/** Undefined when another run of the same ask has created it meanwhile: then nothing has failed. */
async function failed(
  deps: VerbDeps,
  name: MoveName,
  { asker, fault, snapshot }: { readonly asker: Asker; readonly fault: Fault; readonly snapshot: string },
): Promise<Answer | undefined> {
  const explanation = await explainFault(deps, name.cluster, { text: fault.message, kind: fault.kind, verb: "create" });
  const mine = moveId(name);
  const key = `create-failed:${asker.at}`;
  const isFailed = await commit<boolean>(deps, mine, ({ move }, at) => {
    if (move === undefined || (isSameAsk(move, asker) && followedState(move)?.creating !== true)) return { result: move === undefined };
    return {
      once: key,
      move: { ...move, state: { kind: "ended", at, how: "not-created" } },
      entries: [{ body: { kind: "create-failed", by: asker.by, explanation, snapshot }, key }],
      audit: [{ kind: "create-failed", moveId: mine, by: asker.by, facts: { vitess: explanation.text } }],
      jobs: toldJobs(mine),
      result: true,
    };
  });
  return isFailed ? { kind: "fault", doing: `create ${qualified(name)}`, explanation } : undefined;
}
