import { formatAlias, listTabletsInKeyspace, type Shard } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { toShownState } from "../cluster/streams.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { listSourceShards, listTargetShards, toReverseName, type WorkflowView } from "../cluster/workflows.ts";
import { copyCheckOverrun, legacyTexts } from "./errors.ts";
import { logRefresh, type LegacyOperation } from "./event-log.ts";
import type { Flags } from "./flags.ts";
import { computeLegacyLag } from "./transaction-lag.ts";
import { findWorkflow } from "./workflow-state.ts";

/** The release from which on v2 checks lag, errors and tablets before a switch; older ones check only the copy state. */
export const gatesSince = 13;

/** v2's check before a switch, including dry runs. v1 has none. Without writes to move, nothing is checked. */
export async function requireSwitchable(operation: LegacyOperation, asked: WorkflowView, flags: Flags, backward: boolean): Promise<void> {
  if (operation.cluster.version < gatesSince) {
    lookAtCopyState(asked);
    return;
  }
  if (deriveTrafficState(operation.cluster, asked).writesSwitched !== backward) return;
  const reverse = { keyspace: asked.sourceKeyspace, workflow: toReverseName(asked.name) };
  const workflow = backward ? ((await findWorkflow(operation, reverse)) ?? asked) : asked;
  const refuse = (reason: string): never => {
    throw new VtctldError(legacyTexts.cannotSwitch(workflow.name, reason));
  };
  if (!workflow.streams.every(({ stream }) => stream.message === "FROZEN")) requireReady(operation, workflow, flags, refuse);
  await refreshAll(operation, workflow, refuse);
}

function requireReady(operation: LegacyOperation, workflow: WorkflowView, flags: Flags, refuse: (reason: string) => never): void {
  const states = workflow.streams.map(({ stream }) => toShownState(stream));
  if (states.includes("Copying")) refuse(legacyTexts.copyInProgress);
  if (states.includes("Error")) refuse(legacyTexts.workflowHasErrors);
  const allowed = Math.floor(flags.milliseconds("max_replication_lag_allowed", 30_000) / 1000);
  // A stream that never streamed has no transaction time: its lag is the seconds since 1970.
  const lag = Math.max(...workflow.streams.map(({ stream }) => computeLegacyLag(stream, operation.clock.now())));
  if (lag > allowed) refuse(legacyTexts.lagTooHigh(lag, allowed));
}

/** The query accepts only one row: a second table still to be copied makes it fail. No row at all passes, started or not. */
function lookAtCopyState(workflow: WorkflowView): void {
  for (const { shard, stream } of workflow.streams) {
    if (stream.copyStates.length > 1) throw copyCheckOverrun(shard.primary, stream.id);
    if (stream.copyStates.length === 1) throw new VtctldError(legacyTexts.copyInProgressEarly);
  }
}

const refreshTimeoutMs = 30_000;

async function refreshAll(operation: LegacyOperation, workflow: WorkflowView, refuse: (reason: string) => never): Promise<void> {
  const { cluster } = operation;
  const problems: string[] = [];
  const look = (keyspace: string, shards: readonly Shard[], side: string): void => {
    for (const shard of shards) {
      const tablets = listTabletsInKeyspace(cluster, keyspace, shard.name);
      const aliases = tablets.map((tablet) => formatAlias(tablet.alias));
      logRefresh(operation, keyspace, shard.name, aliases);
      const dead = tablets
        .filter((tablet) => !tablet.alive)
        .map((tablet) => `failed to refresh tablet ${formatAlias(tablet.alias)}: context deadline exceeded`);
      if (dead.length === 0) continue;
      problems.push(
        `failed to successfully refresh all tablets in the ${keyspace}/${shard.name} ${side} shard (<nil>):\n  ${dead.join("\n  ")}\n`,
      );
    }
  };
  look(workflow.target.name, listTargetShards(workflow), "target");
  look(workflow.sourceKeyspace, listSourceShards(cluster, workflow), "source");
  if (problems.length === 0) return;
  await operation.clock.sleep(refreshTimeoutMs, operation.signal);
  refuse(`could not refresh all of the tablets involved in the operation:\n${problems.join("\n")}\n`);
}
