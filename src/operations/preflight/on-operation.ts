import type { WorkflowOperation } from "../../core/operation/request/operations.ts";
import { findRollbackDeadline, findFollowed, isBeforeRollback, type Move, ownCleanVDiff } from "../../core/move/moves.ts";
import { type Keyspace, type MoveName, reverseName, type WorkflowName, type TableName } from "../../core/vitess/names.ts";
import { listCancelFindings } from "../../core/preflight/cancel.ts";
import { listCompleteFindings } from "../../core/preflight/complete.ts";
import { tellsDdl } from "../../core/preflight/tables/ddl.ts";
import type { Finding, PreflightStep } from "../../core/findings/finding.ts";
import { type Looked, toSeen } from "../../core/preflight/facts/looked.ts";
import { type JudgedFinding, applyOverrides } from "../../core/findings/overrides.ts";
import { listReverseFindings } from "../../core/preflight/reverse.ts";
import { listSwitchFindings } from "../../core/preflight/switch.ts";
import type { VDiffFact } from "../../core/preflight/traffic/vdiff.ts";
import type { Limits } from "../../core/operation/request/policy.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { type WorkflowFacts, listWorkflowTables } from "../../core/operation/request/facts.ts";
import { reachVDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { VerbDeps } from "../deps.ts";
import { requireOfMove } from "../policy/requirement.ts";
import { lookAtVDiff } from "../readings/read-vdiff.ts";
import type { Vitess } from "../ports.ts";
import { estimateSizes } from "../readings/table-sizes.ts";
import { type StepSides, readClusterFacts } from "./cluster-facts.ts";
import { look } from "./look.ts";
import { readBeside, readMysqlFacts } from "./mysql-facts.ts";
import { readSequences } from "./sequences.ts";
import { readSchemas } from "./schemas.ts";

/** The operations that have a preflight. */
export type LookedAt = Extract<WorkflowOperation, { readonly verb: "switch" | "complete" | "reverse" | "cancel" }>;

export function isLookedAt(operation: WorkflowOperation): operation is LookedAt {
  return operation.verb === "switch" || operation.verb === "complete" || operation.verb === "reverse" || operation.verb === "cancel";
}

/** What was read of the move already, so that preflight does not read it again. */
export interface MoveReading {
  readonly reading: Reading;
  readonly vdiff: VDiff | undefined;
  readonly facts: WorkflowFacts;
  readonly now: Instant;
}

/** Looks at everything around an operation, and applies the overrides to its findings. */
export async function collectOperationFindings(
  deps: Pick<VerbDeps, "vitess" | "policy">,
  move: Move,
  operation: LookedAt,
  from: MoveReading,
): Promise<readonly JudgedFinding[]> {
  const vitess = deps.vitess(move.name.cluster);
  const policy = deps.policy(move.name.cluster);
  const limits = { ...policy.limits, ...requireOfMove(policy, move, { verb: operation.verb, touched: [] }).limits };
  const findings = await findUnjudged({ vitess, limits, move }, operation, from);
  return applyOverrides(findings, move.overrides ?? [], toPreflightStep(operation), from.now);
}

/** The preflight step of an operation. */
export function toPreflightStep({ verb }: LookedAt): PreflightStep {
  return verb;
}

interface OperationPlace {
  readonly vitess: Vitess;
  readonly limits: Limits;
  readonly move: Move;
}

async function findUnjudged({ vitess, limits, move }: OperationPlace, operation: LookedAt, from: MoveReading): Promise<readonly Finding[]> {
  const around = toStepSides(move.name, from.facts, operation.verb === "reverse");
  const { reading, facts, now } = from;
  const subject = { move: move.name, ...facts };
  const { maxLagSeconds } = limits;
  switch (operation.verb) {
    case "reverse":
      return listReverseFindings({ ...(await readClusterFacts(vitess, around)), reading, options: operation.options, maxLagSeconds, now });
    case "cancel": {
      const [{ version, answering }, targetVSchema] = await Promise.all([
        readClusterFacts(vitess, around),
        look(() => vitess.vschema(around.target)),
      ]);
      const { source, target, tables } = around;
      return listCancelFindings({
        source,
        target,
        tables,
        version,
        answering,
        subject,
        reading,
        options: operation.options,
        targetVSchema,
      });
    }
    case "complete": {
      const [cluster, sizes, schemas, beside, sequences, reverseVDiff] = await Promise.all([
        readClusterFacts(vitess, around),
        look(() => estimateSizes(vitess, around.source, around.tables)),
        look(() => readSchemas(vitess, around.source, around.tables)),
        readBeside(vitess, around),
        readSequences(vitess, { ...around, holder: around.target }),
        readReverseVDiff(vitess, move, reading),
      ]);
      const until = findRollbackDeadline(move);
      const rollback = until === undefined ? {} : { rollbackUntil: until };
      return listCompleteFindings({
        ...cluster,
        beside,
        sequences,
        subject,
        reading,
        options: operation.options,
        sizes,
        schemas,
        reverseVDiff,
        ...rollback,
        maxLagSeconds,
        now,
      });
    }
    case "switch": {
      const [cluster, sizes, targetSizes, sourceVSchema, targetVSchema, sequences, ddlMet] = await Promise.all([
        readClusterFacts(vitess, around),
        look(() => estimateSizes(vitess, around.source, around.tables)),
        look(() => estimateSizes(vitess, around.target, around.tables)),
        look(() => vitess.vschema(around.source)),
        look(() => vitess.vschema(around.target)),
        readSequences(vitess, { ...around, holder: around.source }),
        look(() => readDdlTimes(vitess, around.target, move.name.workflow)),
      ]);
      const started = findFollowed(move)?.startedAt;
      const startedAt = started === undefined ? {} : { startedAt: started };
      return listSwitchFindings({
        ...cluster,
        ...(await readMysqlFacts(vitess, cluster, around)),
        subject,
        reading,
        options: operation.options,
        sizes,
        targetSizes,
        sourceVSchema,
        targetVSchema,
        sequences,
        ddlMet,
        vdiff: toSeen(markOutdatedVDiff(move, toVDiffFact(from.vdiff, around.tables) ?? ownVDiffFact(move))),
        ...startedAt,
        maxLagSeconds: Math.min(maxLagSeconds, operation.options.maxReplicationLagAllowedMs / 1000),
        vdiffMaxAgeMs: limits.vdiffMaxAgeMs,
        vdiffIsRequired: limits.vdiffRequired,
        now,
      });
    }
    default:
      return operation satisfies never;
  }
}

/** The two sides of a move, as its facts name them. */
export function toStepSides({ targetKeyspace: target }: MoveName, facts: WorkflowFacts, isReverse: boolean): StepSides {
  const source = facts.sourceKeyspace;
  return {
    source,
    target,
    tables: facts.tables,
    readsFrom: isReverse ? target : source,
    sourceShards: facts.sourceShards,
    targetShards: facts.targetShards,
    shards: isReverse ? facts.targetShards : facts.sourceShards,
  };
}

/** A VDiff in the form that preflight needs. The verdict has a time only if it is clean. */
export function toVDiffFact(vdiff: VDiff | undefined, tables: readonly TableName[]): VDiffFact | undefined {
  if (vdiff === undefined) return undefined;
  const completed = vdiff.shards.flatMap((shard) => (shard.completedAt === undefined ? [] : [shard.completedAt]));
  const isOver = completed.length > 0 && completed.length === vdiff.shards.length;
  return { uuid: vdiff.uuid, verdict: reachVDiffVerdict(vdiff, tables), ...(isOver ? { completedAt: Math.max(...completed) } : {}) };
}

/** Tandem's own record of a clean VDiff, for when Vitess no longer has it. */
export function ownVDiffFact(move: Pick<Move, "state">): VDiffFact | undefined {
  const own = ownCleanVDiff(move);
  if (own === undefined) return undefined;
  const { uuid, completedAt, rows = 0n } = own;
  const verdict = { kind: "clean", rowsCompared: rows, completedAt } as const;
  return { uuid, completedAt, verdict };
}

/** Marks a VDiff from before the last rollback, wherever it is still known. */
function markOutdatedVDiff(move: Pick<Move, "state">, vdiff: VDiffFact | undefined): VDiffFact | undefined {
  const at = vdiff?.completedAt;
  return vdiff !== undefined && at !== undefined && isBeforeRollback(move, at) ? { ...vdiff, beforeRollback: true } : vdiff;
}

/** When the streams met DDL, according to their logs. */
export async function readDdlTimes(vitess: Vitess, keyspace: Keyspace, workflow: WorkflowName): Promise<readonly Instant[]> {
  const [found] = await vitess.workflows(keyspace, { workflow, logs: true });
  return (found?.logs ?? []).filter((log) => tellsDdl(log.message)).map((log) => log.at);
}

function readReverseVDiff(vitess: Vitess, { name }: Move, { workflow, reverse }: Reading): Promise<Looked<VDiffFact | undefined>> {
  if (workflow === undefined || reverse === undefined) return Promise.resolve(toSeen(undefined));
  const there = { targetKeyspace: workflow.sourceKeyspace, workflow: reverseName(name.workflow) };
  return look(async () => toVDiffFact(await lookAtVDiff(vitess, there), listWorkflowTables(reverse)));
}
