import { listTabletsInKeyspace, type Shard, type TabletType } from "../cluster/cluster.ts";
import { advanceCluster } from "../workflow/copy.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { computeTransactionLag } from "../workflow/lag.ts";
import { needPrimaries, withWorkflowLock, type Operation } from "../cluster/operation.ts";
import { formatRefreshFailure } from "../cluster/refresh.ts";
import { decodeDurationSeconds, type SwitchTrafficRequest } from "../cluster/requests.ts";
import { toShownState } from "../cluster/streams.ts";
import { switchReads } from "./switch-reads.ts";
import { isFrozen, switchWrites } from "./switch-writes.ts";
import { hasRdonlyTablets, deriveTrafficState } from "../cluster/traffic-state.ts";
import { isTenantMove } from "../cluster/tenants.ts";
import { findWorkflowOrThrow, listSourceShards, listTargetShards, toReverseName, type WorkflowView } from "../cluster/workflows.ts";

/** WorkflowSwitchTrafficResponse. */
export interface SwitchAnswer {
  summary: string;
  start_state: string;
  current_state: string;
  dry_run_results: string[];
}

/** What the parts of a switch need from its request. */
export interface SwitchPlan {
  /** The workflow that is switched forward; reversing writes is switching its reverse workflow forward. */
  workflow: WorkflowView;
  readTypes: TabletType[];
  hasPrimary: boolean;
  /** Reads alone are switched back on the original workflow. */
  readsBackward: boolean;
  cells: string[];
  enableReverse: boolean;
  initializeSequences?: boolean;
  timeoutSeconds: number;
}

const switchable: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];
const defaultSeconds = 30;

/** WorkflowSwitchTraffic, both directions, and its dry run. */
export async function switchTraffic(operation: Operation, request: SwitchTrafficRequest): Promise<SwitchAnswer | Record<string, never>> {
  const { cluster } = operation;
  const timeoutSeconds = decodeDurationSeconds(request.timeout, defaultSeconds);
  // Since 21 Vitess answers OK with an empty message here, and does nothing.
  if (timeoutSeconds < 1 && cluster.version >= 21) return {};
  const invalid = request.tablet_types.find((type) => !switchable.includes(type));
  if (invalid !== undefined) throw new VtctldError(texts.invalidTabletType(invalid));
  const asked = findWorkflowOrThrow(cluster, request.keyspace, request.workflow);
  const backward = request.direction === 1;
  // Only the reverse workflow reads from the source; the refresh finds out whether its tablets answer.
  await needPrimaries(operation, [...listTargetShards(asked), ...(backward ? listSourceShards(cluster, asked) : [])]);
  const plan = planSwitch(operation, request, asked, timeoutSeconds);
  const verb = backward ? "ReverseTraffic" : "SwitchTraffic";
  const name = `${request.keyspace}.${request.workflow}`;
  // As it was before any wait for the lock (recordings/v23.0.3/locked-workflow-switch, call 008).
  const start = deriveTrafficState(cluster, asked);
  return withWorkflowLock(operation, request.keyspace, request.workflow, "WorkflowSwitchTraffic", async () => {
    advanceCluster(cluster, operation.clock.now());
    if (!backward && !start.writesSwitched && isFrozen(asked)) {
      throw new VtctldError(texts.cannotSwitch(request.workflow, texts.workflowIsFrozen));
    }
    await requireSwitchable(operation, request, plan);
    await needPrimaries(operation, listSourceShards(cluster, asked));
    const lines: string[] = [];
    if (plan.readTypes.length > 0) lines.push(...(await switchReads(operation, plan, request.dry_run)));
    if (plan.hasPrimary) lines.push(...(await switchWrites(operation, plan, request.dry_run)));
    if (request.dry_run) {
      const summary = `${verb} dry run results for workflow ${name} at ${formatRfc822(operation.clock.now())}`;
      return { summary, start_state: "", current_state: "", dry_run_results: lines.length > 0 ? lines : ["No changes required"] };
    }
    const currentState = deriveTrafficState(cluster, asked).text;
    return {
      summary: `${verb} was successful for workflow ${name}`,
      start_state: start.text,
      current_state: currentState,
      dry_run_results: [],
    };
  });
}

function planSwitch(operation: Operation, request: SwitchTrafficRequest, asked: WorkflowView, timeoutSeconds: number): SwitchPlan {
  const { cluster } = operation;
  const backward = request.direction === 1;
  const unknownShard = request.shards.find((shard) => !asked.target.shards.has(shard));
  if (unknownShard !== undefined) throw new VtctldError(texts.shardNotInKeyspace(unknownShard, request.keyspace));
  const hasPrimary = request.tablet_types.includes("PRIMARY");
  const readTypes = request.tablet_types.filter((type) => type !== "PRIMARY");
  const hasRdonly = hasRdonlyTablets(cluster, [asked.sourceKeyspace, asked.target.name]);
  if (backward && hasPrimary && isTenantMove(asked)) throw new VtctldError(texts.noTenantReverse(cluster.version));
  const state = deriveTrafficState(cluster, asked);
  // Once the writes are switched, a reverse switches the reverse workflow forward, even for the reads alone.
  const usesReverse = backward && (hasPrimary || state.writesSwitched);
  if (backward && !usesReverse) {
    if (readTypes.includes("REPLICA") && !state.replicaSwitchedSomewhere) throw new VtctldError(texts.readsNotSwitched("REPLICA"));
    if (readTypes.includes("RDONLY") && !state.rdonlySwitchedSomewhere) throw new VtctldError(texts.readsNotSwitched("RDONLY"));
  }
  if (readTypes.includes("REPLICA") && !readTypes.includes("RDONLY") && !hasRdonly) readTypes.push("RDONLY");
  const workflow = usesReverse ? findWorkflowOrThrow(cluster, asked.sourceKeyspace, toReverseName(asked.name)) : asked;
  return {
    workflow,
    readTypes,
    hasPrimary,
    readsBackward: backward && !usesReverse,
    cells: request.cells,
    enableReverse: request.enable_reverse_replication,
    initializeSequences: request.initialize_target_sequences,
    timeoutSeconds,
  };
}

/** vtctld's gates before it touches anything; a dry run passes them too, so a pass guarantees little. */
async function requireSwitchable(operation: Operation, request: SwitchTrafficRequest, plan: SwitchPlan): Promise<void> {
  const refuse = (reason: string): never => {
    throw new VtctldError(texts.cannotSwitch(plan.workflow.name, reason));
  };
  const states = plan.workflow.streams.map(({ stream }) => toShownState(stream));
  if (states.includes("Copying")) refuse(texts.copyInProgress);
  if (states.includes("Error")) refuse(texts.workflowHasErrors);
  const allowed = Math.floor(decodeDurationSeconds(request.max_replication_lag_allowed, defaultSeconds));
  const looked = plan.workflow.streams.filter(({ shard }) => request.shards.length === 0 || request.shards.includes(shard.name));
  const lag = computeTransactionLag(looked, operation.clock.now());
  const frozen = plan.workflow.streams.every(({ stream }) => stream.message === "FROZEN" || stream.message === "stopped for cutover");
  if (lag > allowed && !frozen) refuse(texts.lagTooHigh(lag, allowed));
  await requireRefresh(operation, request, plan);
}

/** How long vtctld tries to refresh a tablet that does not answer. */
const refreshTimeoutMs = 30_000;

async function requireRefresh(operation: Operation, request: SwitchTrafficRequest, plan: SwitchPlan): Promise<void> {
  const { cluster } = operation;
  const problems: string[] = [];
  const look = (keyspace: string, shards: readonly Shard[], side: string): void => {
    for (const shard of shards) {
      const dead = listTabletsInKeyspace(cluster, keyspace, shard.name).filter((tablet) => !tablet.alive);
      if (dead.length === 0) continue;
      problems.push(
        `failed to successfully refresh all tablets in the ${keyspace}/${shard.name} ${side} shard (<nil>):\n  ${dead.map((tablet) => formatRefreshFailure(tablet)).join("\n  ")}\n`,
      );
    }
  };
  look(plan.workflow.sourceKeyspace, listSourceShards(cluster, plan.workflow), "source");
  look(plan.workflow.target.name, listTargetShards(plan.workflow), "target");
  if (problems.length === 0) return;
  await operation.clock.sleep(refreshTimeoutMs, operation.signal);
  if (request.force) return;
  const reason = `could not refresh all of the tablets involved in the operation:\n${problems.join("\n")}\n`;
  throw new VtctldError(texts.cannotSwitch(plan.workflow.name, reason));
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function padTwo(value: number): string {
  return String(value).padStart(2, "0");
}

/** Go's RFC822 form of a moment in UTC: `20 Nov 26 22:10 UTC`. */
export function formatRfc822(now: number): string {
  const at = new Date(now);
  const year = String(at.getUTCFullYear()).slice(-2);
  return `${padTwo(at.getUTCDate())} ${months[at.getUTCMonth()] ?? ""} ${year} ${padTwo(at.getUTCHours())}:${padTwo(at.getUTCMinutes())} UTC`;
}
