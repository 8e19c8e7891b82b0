import { LRUCache } from "lru-cache";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Records } from "../../operations/records.ts";

// Far more than are open at a time; what falls out is looked up again.
const MOST = 1_000;

/** The move of a request, which is never another: after its first click, the next waits for one trip to the store less. Undefined for no request. */
export function rememberedMoves({ requests }: Pick<Records, "requests">): (requestId: string) => Promise<MoveName | undefined> {
  const known = new LRUCache<string, MoveName>({
    max: MOST,
    ignoreFetchAbort: true,
    fetchMethod: async (requestId) => (await requests.get(requestId))?.move,
  });
  return (requestId) => known.fetch(requestId);
}
