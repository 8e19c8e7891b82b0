import type { ClusterName } from "../../core/names.ts";
import type { Records } from "../../operations/records.ts";

// Far more than are open at a time; what falls out is looked up again.
const MOST = 1_000;

/** The cluster of a request, which is never another: after its first click, the next waits for one trip to the store less. Undefined for no request. */
export function rememberedClusters({ requests }: Pick<Records, "requests">): (requestId: string) => Promise<ClusterName | undefined> {
  const known = new Map<string, ClusterName>();
  return async (requestId) => {
    const cluster = known.get(requestId) ?? (await requests.get(requestId))?.seal.move.cluster;
    if (cluster === undefined) return undefined;
    if (known.size >= MOST) known.clear();
    known.set(requestId, cluster);
    return cluster;
  };
}
