import { isClusterName, isKeyspace, type ClusterName, type Keyspace } from "../src/core/vitess/names.ts";
import { Fault } from "../src/operations/fault.ts";
import type { Jobs } from "../src/operations/jobs.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly watchKeyspace: (cluster: ClusterName, keyspace: Keyspace) => Promise<number | undefined>;
  readonly jobs: Pick<Jobs, "watchKeyspace">;
  readonly onUnreadable: (cluster: ClusterName, keyspace: Keyspace, fault: Fault) => void;
}

// A keyspace that cannot be read holds up no other: its next try has its own timer. One failed try is no news yet, so the next comes soon.
const UNREADABLE_AGAIN_MS = 4_000;

/** Runs again without harm: it reads Vitess and replaces the last reading; what is new is told once. */
export function watchKeyspaceHandler({ watchKeyspace, jobs, onUnreadable }: Deps) {
  return async ({ cluster, keyspace }: Payload<"watch-keyspace">): Promise<void> => {
    if (!isClusterName(cluster) || !isKeyspace(keyspace)) return;
    const next = await watchKeyspace(cluster, keyspace).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      onUnreadable(cluster, keyspace, error);
      return UNREADABLE_AGAIN_MS;
    });
    if (next !== undefined) await jobs.watchKeyspace(cluster, keyspace, next);
  };
}
