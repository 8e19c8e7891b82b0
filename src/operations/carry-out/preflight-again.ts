import type { Execution } from "../../core/acts/executions.ts";
import type { Move } from "../../core/moves.ts";
import type { TabletType } from "../../core/options.ts";
import { endFindings } from "../../core/preflight/complete.ts";
import type { Finding } from "../../core/preflight/finding.ts";
import { replicationFindings } from "../../core/preflight/health.ts";
import { seen } from "../../core/preflight/looked.ts";
import { blockers, judged } from "../../core/preflight/overrides.ts";
import { beginFindings, isBegun } from "../../core/preflight/switch.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { Vitess } from "../ports.ts";
import { migrationsOf, replicationOf, workflowsOf } from "../preflight/cluster-facts.ts";
import { look, NOWHERE } from "../preflight/look.ts";
import { aroundOf, factOf } from "../preflight/on-act.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * Looks once more, right before the call, at what may have begun since the approval and would do harm: before a switch running schema
 * changes, DDL after the VDiff, leftover tablet controls and source replicas that do not replicate; before Complete whoever still reads the
 * source's tables, and schema changes there. Streams, lag and the VDiff itself are the gate's and the seal's. What cannot be looked at stops
 * nothing. One line for each reason to stop; a switch that was cut off is only to be finished, so nothing stops it.
 */
export async function stillBlocked(
  deps: Pick<CarryOutDeps, "records" | "policy">,
  vitess: Vitess,
  execution: Execution,
  move: Move,
  types: readonly TabletType[],
  { reading, vdiff }: { readonly reading: Reading; readonly vdiff: VDiff | undefined },
): Promise<readonly string[]> {
  const { act, seal } = execution;
  if (act.verb !== "switch" && act.verb !== "complete") return [];
  if (act.verb === "switch" && isBegun({ reading, subject: seal })) return [];
  const now = await deps.records.now();
  const findings =
    act.verb === "complete"
      ? await endings(vitess, execution, move, act.options.keepData)
      : await beginnings(vitess, execution, move, types, deps.policy(execution.move.cluster).limits.maxLagSeconds, vdiff, now);
  // What was let pass when it was asked for was approved with it.
  const request = execution.requestId === undefined ? undefined : await deps.records.requests.get(execution.requestId);
  const stopping = blockers(judged(findings, move.overrides ?? [], act.verb, request?.askedAt ?? now));
  return stopping.flatMap((one) => one.evidence);
}

async function beginnings(
  vitess: Vitess,
  { seal }: Execution,
  move: Move,
  types: readonly TabletType[],
  maxLagSeconds: number,
  vdiff: VDiff | undefined,
  now: Instant,
): Promise<readonly Finding[]> {
  const { source, target, tables, shards } = aroundOf(move, { seal }, false);
  const [sourceControls, targetControls, migrations, replication] = await Promise.all([
    look(() => vitess.tabletControls(source)),
    look(() => vitess.tabletControls(target)),
    migrationsOf(vitess, [source, target]),
    types.includes("PRIMARY") ? replicationOf(vitess, source, shards) : NOWHERE,
  ]);
  const around = { source, target, tables, sourceControls, targetControls, migrations, workflows: NOWHERE };
  const compared = { vdiff: seen(factOf(vdiff, tables)), ddlMet: seen([]), now, subject: seal };
  return [...beginFindings({ ...around, ...compared }), ...replicationFindings(replication, maxLagSeconds, "blocking")];
}

async function endings(vitess: Vitess, { seal }: Execution, move: Move, keepData: boolean): Promise<readonly Finding[]> {
  const { source, target, tables } = aroundOf(move, { seal }, false);
  const [workflows, migrations] = await Promise.all([workflowsOf(vitess, source, target), migrationsOf(vitess, [source])]);
  return endFindings({ source, target, tables, subject: seal, workflows, migrations, options: { keepData } });
}
