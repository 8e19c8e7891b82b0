import { isActive, type Move } from "../../core/move/moves.ts";
import { type ClusterName, type Keyspace, moveId } from "../../core/vitess/names.ts";
import type { Workflow } from "../../core/readings/readings.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import type { VerbDeps } from "../deps.ts";
import { ignoreFault } from "../fault.ts";
import { notify } from "../announce/notify.ts";

type ScanDeps = Pick<VerbDeps, "records" | "jobs" | "clusters" | "vitess">;

/**
 * Looks in every keyspace of every cluster for MoveTables workflows that Tandem does not follow, and offers each once in the operators'
 * channel. Skips clusters without such a channel; a cluster that does not answer is scanned the next time.
 */
export async function scanClusters(deps: ScanDeps): Promise<void> {
  const watched = deps.clusters.names.filter((cluster) => deps.clusters.alarmsOf(cluster) !== undefined);
  await Promise.all(watched.map((cluster) => scanCluster(deps, cluster)));
}

async function scanCluster(deps: ScanDeps, cluster: ClusterName): Promise<void> {
  await ignoreFault(async () => {
    for (const keyspace of await deps.vitess(cluster).keyspaces()) {
      for (const workflow of await listUnfollowed(deps, cluster, keyspace)) await offerToFollow(deps, cluster, workflow);
    }
  });
}

/** The MoveTables workflows of a keyspace that nobody follows, without the reverse workflows of moves. */
export async function listUnfollowed(
  { records, vitess }: Pick<VerbDeps, "records" | "vitess">,
  cluster: ClusterName,
  keyspace: Keyspace,
): Promise<readonly Workflow[]> {
  const workflows = (await vitess(cluster).workflows(keyspace)).filter(
    (one) => one.type === "MoveTables" && !one.name.endsWith("_reverse"),
  );
  const followed = await Promise.all(
    workflows.map((one) => records.moves.get(moveId({ cluster, targetKeyspace: keyspace, workflow: one.name }))),
  );
  return workflows.filter((_, index) => !isFollowed(followed[index]));
}

function isFollowed(move: Move | undefined): boolean {
  return move !== undefined && isActive(move);
}

/** The ids of its streams tell a workflow from a later one of the same name. */
async function offerToFollow(deps: ScanDeps, cluster: ClusterName, workflow: Workflow): Promise<void> {
  const { name, targetKeyspace, sourceKeyspace, streams } = workflow;
  const move = { cluster, targetKeyspace, workflow: name };
  const born = streams
    .map((stream) => String(stream.id))
    .toSorted()
    .join(".");
  await notify(deps, cluster, `offer:${moveId(move)}:${born}`, {
    kind: "offer",
    move,
    sourceKeyspace,
    tables: listWorkflowTables(workflow),
  });
}
