import { formatAlias, formatGtidPosition, sortShards } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { needPrimaries } from "../cluster/operation.ts";
import { toShownState, type Stream } from "../cluster/streams.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { findSourceShard, findWorkflowOrThrow, listPlacedStreams, type WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";

/** A keyspace and a workflow as the command line joins them. */
export interface WorkflowName {
  keyspace: string;
  workflow: string;
}

/** `keyspace.workflow`, or vtctld's error for anything else. */
export function splitName(text: string): WorkflowName {
  const [keyspace, workflow, ...more] = text.split(".");
  if (keyspace === undefined || workflow === undefined || more.length > 0) throw new VtctldError(legacyTexts.invalidName(text));
  return { keyspace, workflow };
}

/** The workflow if it exists now. A dead target primary blocks the command for ever. */
export async function findWorkflow(operation: LegacyOperation, { keyspace, workflow }: WorkflowName): Promise<WorkflowView | undefined> {
  const found = operation.cluster.keyspaces.get(keyspace);
  if (found === undefined) return undefined;
  await needPrimaries(operation, sortShards(found));
  return listPlacedStreams(found, workflow).length === 0 ? undefined : findWorkflowOrThrow(operation.cluster, keyspace, workflow);
}

/** The words of GetState; a missing workflow has words of its own. */
export function describeState(operation: LegacyOperation, workflow: WorkflowView | undefined): string {
  return workflow === undefined ? "Workflow Not Found" : deriveTrafficState(operation.cluster, workflow).text;
}

/** A position without its flavour; empty before the first rows. */
export function formatBarePosition(operation: LegacyOperation, stream: Stream): string {
  const source = findSourceShard(operation.cluster, stream);
  return stream.position === undefined || source === undefined ? "" : formatGtidPosition(source, stream.position);
}

/** The version from which on the texts about streams mention existing instead of running ones. */
const reworded = 16;

/** The lines that end Show, Progress, Create and every refusal: each stream with its state. */
export function formatStreamDetails(operation: LegacyOperation, workflow: WorkflowView): string {
  const name = `${workflow.target.name}.${workflow.name}`;
  const { version } = operation.cluster;
  const head =
    version >= reworded
      ? `\nThe following vreplication streams exist for workflow ${name}:\n\n`
      : `\nFollowing vreplication streams are running for workflow ${name}:\n\n`;
  const lines = workflow.streams.map(({ shard, stream }) => {
    return `id=${stream.id} on ${shard.name}/${formatAlias(shard.primary)}: Status: ${describeStreamState(version, stream)}\n`;
  });
  return `${head}${lines.join("")}\n`;
}

function describeStreamState(version: number, stream: Stream): string {
  const state = toShownState(stream);
  if (state === "Error") return `${state}: ${stream.message}.`;
  if (version >= reworded && stream.position === undefined) return `${state}. VStream has not started.`;
  // Chance decides whether the lag is 0 or -1: it subtracts seconds from nanoseconds.
  if (stream.transactionTimestamp === 0) return `${state}. VStream Lag: 0s.`;
  return `${state}. VStream Lag: -1s. Tx time: ${formatAnsiSeconds(stream.transactionTimestamp)}.`;
}

/** Go's ANSIC form in UTC: `Fri Nov 20 22:10:03 2026`. */
function formatAnsiSeconds(seconds: number): string {
  const [day = "", date = "", month = "", year = "", clock = ""] = new Date(seconds * 1000).toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${String(Number(date)).padStart(2, " ")} ${clock} ${year}`;
}
