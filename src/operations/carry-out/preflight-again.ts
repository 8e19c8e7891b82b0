import { type Execution, findWorkflowOperation } from "../../core/operation/execution/executions.ts";
import { recheckComplete } from "../../core/preflight/complete.ts";
import type { AnswerFact } from "../../core/preflight/facts/facts.ts";
import type { Finding } from "../../core/findings/finding.ts";
import { findReplicationProblems } from "../../core/preflight/cluster/health.ts";
import { type Sampled, toSeen, findSeen } from "../../core/preflight/facts/looked.ts";
import { selectBlockers, applyOverrides } from "../../core/findings/overrides.ts";
import { findVDiffProblems, type VDiffFact } from "../../core/preflight/traffic/vdiff.ts";
import { findSourceTablesGone } from "../../core/preflight/tables/source-tables.ts";
import { findSilentAtGate } from "../../core/preflight/cluster/silent-tablets.ts";
import { isBegun } from "../../core/operation/outcome/begun.ts";
import { recheckSwitch, findServingProblems } from "../../core/preflight/switch.ts";
import { tightenRequest } from "../policy/requirement.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import type { SwitchOptions } from "../../core/options/options.ts";
import type { WorkflowFacts } from "../../core/operation/request/facts.ts";
import type { WorkflowLook } from "../../core/operation/execution/sight.ts";
import type { BindingLimits } from "../../core/operation/request/policy.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Vitess } from "../ports.ts";
import { readMigrations, readReplicationFacts, sampleWorkflows } from "../preflight/cluster-facts.ts";
import { look, NOWHERE } from "../preflight/look.ts";
import { toStepSides, toVDiffFact, ownVDiffFact } from "../preflight/on-operation.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * Checks again for harm that may have begun since the approval. Before a switch: running schema changes, DDL after the VDiff, leftover tablet
 * controls, reads routed to where no tablet serves them, tablets that do not answer, tables gone from the source, and source replicas that do not
 * replicate, and whether the VDiff is still young enough for writes. Before Complete: whoever still reads the source's tables, and schema changes
 * there. The gate and the approved facts cover streams, lag and the VDiff. What cannot be read stops nothing, and nothing stops a switch that
 * only has to be finished. One line per reason to stop. `askedAt`: overrides of that time were approved with the request.
 */
export async function findStillBlocking(
  deps: Pick<CarryOutDeps, "records" | "policy" | "vitess">,
  execution: Execution,
  { look: looked, answering }: { readonly look: WorkflowLook; readonly answering: Sampled<AnswerFact> },
  askedAt: Instant | undefined,
): Promise<readonly string[]> {
  const { move: name, proposal, state } = execution;
  const operation = findWorkflowOperation(execution);
  if (proposal.kind !== "workflow" || (state.kind !== "ready" && state.kind !== "held")) return [];
  if (operation?.verb !== "switch" && operation?.verb !== "complete") return [];
  if (operation.verb === "switch" && isBegun({ reading: looked.reading, subject: { move: name, ...proposal.facts } })) return [];
  const vitess = deps.vitess(name.cluster);
  const move = await deps.records.moves.get(moveId(name));
  const now = await deps.records.now();
  const policy = deps.policy(name.cluster);
  const request = execution.requestId === undefined ? undefined : await deps.records.requests.get(execution.requestId);
  const { limits, windows } = request === undefined ? { ...policy, windows: [] } : tightenRequest(policy, request, move);
  const about: SeenBeforeCall = {
    name,
    facts: proposal.facts,
    limits,
    isOfWrites: operation.verb === "switch" && operation.options.tabletTypes.includes("PRIMARY"),
    hasWaited: proposal.window !== undefined || windows.length > 0,
    now,
    own: move === undefined ? undefined : ownVDiffFact(move),
    answering,
  };
  const findings =
    operation.verb === "complete"
      ? await findEndings(vitess, about, operation.options.keepData)
      : await recheckBeginning(vitess, about, { ...operation.options, tabletTypes: state.left[0].tabletTypes }, looked);
  const stopping = selectBlockers(applyOverrides(findings, move?.overrides ?? [], operation.verb, askedAt ?? now));
  return stopping.flatMap((one) => one.evidence);
}

interface SeenBeforeCall {
  readonly name: MoveName;
  readonly facts: WorkflowFacts;
  readonly limits: BindingLimits;
  /** The operation switches writes, now or in a later step. */
  readonly isOfWrites: boolean;
  /** It was approved for a window. */
  readonly hasWaited: boolean;
  readonly now: Instant;
  /** Tandem's own clean VDiff. */
  readonly own: VDiffFact | undefined;
  /** Read before the reading. */
  readonly answering: Sampled<AnswerFact>;
}

async function recheckBeginning(
  vitess: Vitess,
  { name, facts, limits, isOfWrites, hasWaited, now, own, answering }: SeenBeforeCall,
  options: SwitchOptions,
  { vdiff, reading }: WorkflowLook,
): Promise<readonly Finding[]> {
  const { source, target, tables, shards } = toStepSides(name, facts, false);
  const subject = { move: name, ...facts };
  const [sourceControls, targetControls, sourceTablets, targetTablets, migrations, replication, version] = await Promise.all([
    look(() => vitess.tabletControls(source)),
    look(() => vitess.tabletControls(target)),
    look(() => vitess.tablets(source)),
    look(() => vitess.tablets(target)),
    readMigrations(vitess, [source, target]),
    options.tabletTypes.includes("PRIMARY") ? readReplicationFacts(vitess, source, shards) : NOWHERE,
    look(() => vitess.version()),
  ]);
  const around = { source, target, tables, sourceControls, targetControls, migrations, workflows: NOWHERE };
  const seenVDiff = toVDiffFact(vdiff, tables) ?? own;
  const compared = { vdiff: toSeen(seenVDiff), ddlMet: toSeen([]), now, subject };
  return [
    ...recheckSwitch({ ...around, ...compared }),
    ...findSourceTablesGone(subject, reading),
    ...findServingProblems({ subject, options, sourceTablets, targetTablets }, reading),
    ...findSilentAtGate(answering, options, findSeen(version)?.major),
    ...findReplicationProblems(replication, limits.maxLagSeconds, "blocking"),
    ...findLapsedVDiff(seenVDiff, limits, { now, isOfWrites, hasWaited }),
  ];
}

/**
 * The VDiff is an approved fact, but it grows old meanwhile, and the policy may ask for a younger one now; for what waited for a window it
 * may ask for a VDiff where it asked for none.
 */
function findLapsedVDiff(
  vdiff: VDiffFact | undefined,
  { vdiffMaxAgeMs, vdiffRequired }: BindingLimits,
  { now, isOfWrites, hasWaited }: Pick<SeenBeforeCall, "now" | "isOfWrites" | "hasWaited">,
): readonly Finding[] {
  if (!vdiffRequired || !isOfWrites) return [];
  const problems = findVDiffProblems(vdiff, { maxAgeMs: vdiffMaxAgeMs, now, severity: "blocking" });
  return hasWaited ? problems : problems.filter(({ code }) => code === "vdiff-old");
}

async function findEndings(vitess: Vitess, { name, facts }: SeenBeforeCall, keepData: boolean): Promise<readonly Finding[]> {
  const { source, target, tables } = toStepSides(name, facts, false);
  const [workflows, migrations] = await Promise.all([sampleWorkflows(vitess, source, target), readMigrations(vitess, [source])]);
  return recheckComplete({ source, target, tables, subject: { move: name, ...facts }, workflows, migrations, options: { keepData } });
}
