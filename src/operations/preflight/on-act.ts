import type { Act } from "../../core/acts/acts.ts";
import type { Move } from "../../core/moves.ts";
import type { Keyspace, WorkflowName } from "../../core/names.ts";
import { reverseName } from "../../core/names.ts";
import { completeFindings } from "../../core/preflight/complete.ts";
import { tellsDdl } from "../../core/preflight/ddl.ts";
import type { Finding, PreflightStep } from "../../core/preflight/finding.ts";
import { type Looked, seen } from "../../core/preflight/looked.ts";
import { type JudgedFinding, judged } from "../../core/preflight/overrides.ts";
import { reverseFindings } from "../../core/preflight/reverse.ts";
import { switchFindings } from "../../core/preflight/switch.ts";
import type { VDiffFact } from "../../core/preflight/vdiff.ts";
import type { Limits } from "../../core/acts/policy.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import type { Seal } from "../../core/acts/requests.ts";
import { vdiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { VerbDeps } from "../deps.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import type { Vitess } from "../ports.ts";
import { sizesIn } from "../moves/table-sizes.ts";
import { type Around, clusterFacts } from "./cluster-facts.ts";
import { look } from "./look.ts";
import { schemasOf } from "./schemas.ts";

/** The acts that preflight looks at. */
export type LookedAtAct = Extract<Act, { readonly verb: "switch" | "complete" | "reverse" }>;

export function isLookedAt(act: Act): act is LookedAtAct {
  return act.verb === "switch" || act.verb === "complete" || act.verb === "reverse";
}

/** What preflight starts from: what was read of the move already, so that nothing is read twice. */
export interface Seen {
  readonly reading: Reading;
  readonly vdiff: VDiff | undefined;
  readonly seal: Seal;
  readonly now: Instant;
}

/** Looks at everything around an act, and joins what it finds with what people let pass. */
export async function actFindings(
  deps: Pick<VerbDeps, "vitess" | "policy">,
  move: Move,
  act: LookedAtAct,
  from: Seen,
): Promise<readonly JudgedFinding[]> {
  const vitess = deps.vitess(move.name.cluster);
  const findings = await unjudged(vitess, deps.policy(move.name.cluster).limits, move, act, from);
  return judged(findings, move.overrides ?? [], stepOf(act), from.now);
}

/** The name of the step that an act is. */
export function stepOf({ verb }: LookedAtAct): PreflightStep {
  return verb;
}

async function unjudged(vitess: Vitess, limits: Limits, move: Move, act: LookedAtAct, from: Seen): Promise<readonly Finding[]> {
  const around = aroundOf(move, from, act.verb === "reverse");
  const { reading, seal: subject, now } = from;
  const { maxLagSeconds } = limits;
  switch (act.verb) {
    case "reverse":
      return reverseFindings({ ...(await clusterFacts(vitess, around)), reading, maxLagSeconds, now });
    case "complete": {
      const [cluster, sizes, schemas, reverseVDiff] = await Promise.all([
        clusterFacts(vitess, around),
        look(() => sizesIn(vitess, around.source, around.tables)),
        look(() => schemasOf(vitess, around.source, around.tables)),
        reverseVDiffOf(vitess, move, reading),
      ]);
      const rollback = move.rollbackUntil === undefined ? {} : { rollbackUntil: move.rollbackUntil };
      return completeFindings({
        ...cluster,
        subject,
        reading,
        options: act.options,
        sizes,
        schemas,
        reverseVDiff,
        ...rollback,
        maxLagSeconds,
        now,
      });
    }
    case "switch": {
      const [cluster, sizes, targetSizes, sourceVSchema, targetVSchema, ddlMet] = await Promise.all([
        clusterFacts(vitess, around),
        look(() => sizesIn(vitess, around.source, around.tables)),
        look(() => sizesIn(vitess, around.target, around.tables)),
        look(() => vitess.vschema(around.source)),
        look(() => vitess.vschema(around.target)),
        look(() => ddlMetBy(vitess, around.target, move.name.workflow)),
      ]);
      const startedAt = move.startedAt === undefined ? {} : { startedAt: move.startedAt };
      return switchFindings({
        ...cluster,
        subject,
        reading,
        options: act.options,
        sizes,
        targetSizes,
        sourceVSchema,
        targetVSchema,
        ddlMet,
        vdiff: seen(factOf(from.vdiff, around.tables)),
        ...startedAt,
        maxLagSeconds: Math.min(maxLagSeconds, act.options.maxReplicationLagAllowedMs / 1000),
        vdiffMaxAgeMs: limits.vdiffMaxAgeMs,
        vdiffIsRequired: limits.vdiffRequired,
        now,
      });
    }
    default:
      return act satisfies never;
  }
}

/** The sides of a move, as Vitess has them where it still knows the workflow. */
export function aroundOf(
  { name, sourceKeyspace }: Pick<Move, "name" | "sourceKeyspace">,
  { seal }: Pick<Seen, "seal">,
  isReverse: boolean,
): Around {
  const source = (seal.sourceKeyspace === "" ? sourceKeyspace : seal.sourceKeyspace) as Keyspace;
  const target = name.targetKeyspace;
  return {
    source,
    target,
    tables: seal.tables,
    readsFrom: isReverse ? target : source,
    shards: isReverse ? seal.targetShards : seal.sourceShards,
  };
}

/** A VDiff as preflight needs it. The verdict names a time only where it is clean. */
export function factOf(vdiff: VDiff | undefined, tables: readonly string[]): VDiffFact | undefined {
  if (vdiff === undefined) return undefined;
  const completed = vdiff.shards.flatMap((shard) => (shard.completedAt === undefined ? [] : [shard.completedAt]));
  const isOver = completed.length > 0 && completed.length === vdiff.shards.length;
  return { uuid: vdiff.uuid, verdict: vdiffVerdict(vdiff, tables), ...(isOver ? { completedAt: Math.max(...completed) } : {}) };
}

/** When the streams' logs tell that they met DDL. */
export async function ddlMetBy(vitess: Vitess, keyspace: Keyspace, workflow: WorkflowName): Promise<readonly Instant[]> {
  const [found] = await vitess.workflows(keyspace, { workflow, logs: true });
  return (found?.logs ?? []).filter((log) => tellsDdl(log.message)).map((log) => log.at);
}

function reverseVDiffOf(vitess: Vitess, { name }: Move, { workflow, reverse }: Reading): Promise<Looked<VDiffFact | undefined>> {
  if (workflow === undefined || reverse === undefined) return Promise.resolve(seen(undefined));
  const there = { targetKeyspace: workflow.sourceKeyspace, workflow: reverseName(name.workflow) };
  return look(async () => factOf(await lookAtVDiff(vitess, there), [...new Set(reverse.streams.flatMap((stream) => stream.tables))]));
}
